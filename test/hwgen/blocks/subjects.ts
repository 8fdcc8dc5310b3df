import type { Subject } from '../library/trial.js';
import { arrays, serial, thresholds } from './arrays.js';
import { readMasterSubject } from '../library/references/axi-read-master.js';
import { writeMasterSubject } from '../library/references/axi-write-master.js';
import { checkDescriptorSubject } from './references/check-descriptor.js';
import { dotUnitSubject } from './references/dot-unit.js';
import { executeSubject } from './references/execute.js';
import { fetchSubject } from './references/fetch.js';
import { mapWriterSubject } from './references/map-writer.js';
import { recordCollectorSubject, recordSplitterSubject } from './references/records.js';
import { requantiserSubject } from './references/requantiser.js';
import { sequencerSubject } from './references/sequencer.js';
import { stepGeneratorSubject } from './references/step-generator.js';
import { serialRequantiserSubject } from './references/serial-requantiser.js';
import { shadowRegisterSubject } from './references/shadow-register.js';
import { skipReaderSubject } from './references/skip-reader.js';
import { windowFormerSubject } from './references/window-former.js';
import { writeBackSubject } from './references/write-back.js';

/** The AXI masters as the accelerator has them, and ones that soon have as many bursts under way as they may. */
const masters = [{ dataBits: 64, stoppable: true }, { dataBits: 32, maxBurst: 4, outstanding: 3, stoppable: true }];

/** A subject is made anew for every run: some know what is in a memory. */
type Maker = () => Subject;
const each = <P>(parameters: readonly P[], subject: (one: P) => Subject): readonly Maker[] => parameters.map((one) => () => subject(one));

/** The blocks that have a reference, by the name of their module: each in several arrays. */
export const blockSubjects: ReadonlyMap<string, readonly Maker[]> = new Map([
  ['axi_read_master', each(masters, readMasterSubject)],
  ['axi_write_master', each(masters, writeMasterSubject)],
  ['check_descriptor', each(arrays, checkDescriptorSubject)],
  ['dot_unit', each(arrays, dotUnitSubject)],
  ['shadow_register', each(arrays, shadowRegisterSubject)],
  ['execute', each(arrays.slice(1, 3), executeSubject)],
  ['fetch', each([...arrays, ...thresholds], fetchSubject)],
  ['map_writer', each(arrays, mapWriterSubject)],
  ['record_splitter', each(arrays, recordSplitterSubject)],
  ['record_collector', each(arrays, recordCollectorSubject)],
  ['requantiser', each([...arrays, ...thresholds], requantiserSubject)],
  ['serial_requantiser', each(serial, serialRequantiserSubject)],
  ['sequencer', each(arrays, sequencerSubject)],
  ['step_generator', each(arrays, stepGeneratorSubject)],
  ['skip_reader', each(arrays, skipReaderSubject)],
  ['window_former', each(arrays, windowFormerSubject)],
  ['write_back', each(arrays, writeBackSubject)],
]);

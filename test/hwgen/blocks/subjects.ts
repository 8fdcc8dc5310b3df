import { burstBeats, outstandingReads, outstandingWrites, storeFifoDepth } from '../../../src/hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { Subject } from '../library/trial.js';
import { arrays, lean, serial, thresholds } from './arrays.js';
import { readMasterSubject } from '../library/references/axi-read-master.js';
import { writeMasterSubject } from '../library/references/axi-write-master.js';
import { fifoSubject } from '../library/references/streams.js';
import { checkDescriptorSubject } from './references/check-descriptor.js';
import { controlRegistersSubject } from './references/control-registers.js';
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

/** What a block has to do, by the name of its module: as an accelerator of these parameters has it. */
export const blockReferences: ReadonlyMap<string, (parameters: AcceleratorParameters) => Subject> = new Map([
  ['axi_read_master', ({ portBits }) => readMasterSubject({ dataBits: portBits, maxBurst: burstBeats, outstanding: outstandingReads, stoppable: true })],
  ['axi_write_master', ({ portBits }) => writeMasterSubject({ dataBits: portBits, maxBurst: burstBeats, outstanding: outstandingWrites, stoppable: true })],
  ['check_descriptor', checkDescriptorSubject],
  ['control_registers', controlRegistersSubject],
  ['dot_unit', dotUnitSubject],
  ['shadow_register', shadowRegisterSubject],
  ['execute', executeSubject],
  ['fetch', fetchSubject],
  ['fifo', ({ portBits }) => fifoSubject({ width: portBits, depth: storeFifoDepth })],
  ['map_writer', mapWriterSubject],
  ['record_splitter', recordSplitterSubject],
  ['record_collector', recordCollectorSubject],
  ['requantiser', requantiserSubject],
  ['serial_requantiser', serialRequantiserSubject],
  ['sequencer', sequencerSubject],
  ['step_generator', stepGeneratorSubject],
  ['skip_reader', skipReaderSubject],
  ['window_former', windowFormerSubject],
  ['write_back', writeBackSubject],
] as const);

/** AXI masters that soon have as many bursts under way as they may. */
const small = { dataBits: 32, maxBurst: 4, outstanding: 3, stoppable: true };

/** A subject is made anew for every run: some know what is in a memory. */
type Maker = () => Subject;
const each = <P>(parameters: readonly P[], subject: (one: P) => Subject): readonly Maker[] => parameters.map((one) => () => subject(one));

/** The arrays in which a block is tried. */
const arraysOf: Readonly<Record<string, readonly AcceleratorParameters[]>> = {
  execute: arrays.slice(1, 3), fetch: [...arrays, ...thresholds, ...lean], sequencer: [...arrays, ...lean], requantiser: [...arrays, ...thresholds], serial_requantiser: serial,
};

/** The blocks that have a reference, by the name of their module: each in several arrays. */
export const blockSubjects: ReadonlyMap<string, readonly Maker[]> = new Map([...blockReferences].map(([name, subject]) => {
  if (name === 'axi_read_master') return [name, [...each(arrays.slice(0, 1), subject), () => readMasterSubject(small)]];
  if (name === 'axi_write_master') return [name, [...each(arrays.slice(0, 1), subject), () => writeMasterSubject(small)]];
  return [name, each(arraysOf[name] ?? arrays, subject)];
}));

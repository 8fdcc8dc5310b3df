import type { Subject } from '../library/trial.js';
import { arrays } from './arrays.js';
import { readMasterSubject } from '../library/references/axi-read-master.js';
import { writeMasterSubject } from '../library/references/axi-write-master.js';
import { checkDescriptorSubject } from './references/check-descriptor.js';
import { dotUnitSubject } from './references/dot-unit.js';
import { executeSubject } from './references/execute.js';
import { fetchSubject } from './references/fetch.js';
import { mapWriterSubject } from './references/map-writer.js';
import { recordCollectorSubject, recordSplitterSubject } from './references/records.js';
import { sequencerSubject } from './references/sequencer.js';
import { stepGeneratorSubject } from './references/step-generator.js';

/** The AXI masters as the accelerator has them, and ones that soon have as many bursts under way as they may. */
const masters = [{ dataBits: 64, stoppable: true }, { dataBits: 32, maxBurst: 4, outstanding: 3, stoppable: true }];

/** The blocks that have a reference, by the name of their module: each in several arrays. */
export const blockSubjects: ReadonlyMap<string, () => readonly Subject[]> = new Map([
  ['axi_read_master', () => masters.map(readMasterSubject)],
  ['axi_write_master', () => masters.map(writeMasterSubject)],
  ['check_descriptor', () => arrays.map(checkDescriptorSubject)],
  ['dot_unit', () => arrays.map(dotUnitSubject)],
  ['execute', () => arrays.slice(1, 3).map(executeSubject)],
  ['fetch', () => arrays.map(fetchSubject)],
  ['map_writer', () => arrays.map(mapWriterSubject)],
  ['record_splitter', () => arrays.map(recordSplitterSubject)],
  ['record_collector', () => arrays.map(recordCollectorSubject)],
  ['sequencer', () => arrays.map(sequencerSubject)],
  ['step_generator', () => arrays.map(stepGeneratorSubject)],
]);

import { geometry } from '../../../../src/hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { recordCollector } from '../../../../src/hwgen/accelerator/record-collector.js';
import { recordSplitter } from '../../../../src/hwgen/accelerator/record-splitter.js';
import { see, type Subject } from '../../library/trial.js';

/** Chunks and rows at random moments, not both in one cycle; what comes while there is no room is not taken. */
export const recordSplitterSubject = (parameters: AcceleratorParameters): Subject => ({
  module: recordSplitter(parameters).ir,
  reference(random) {
    const { dm, dn, portBits } = parameters;
    let waiting: bigint[] = [];
    let inputs = { halt: false, chunk_valid: false, chunk: 0n, row_valid: false, row: 0n, beat_ready: false };
    const eager = random.below(2) === 0;
    return {
      inputs() {
        const which = random.below(eager ? 2 : 5);
        return (inputs = {
          halt: random.below(40) === 0, chunk_valid: which === 0, chunk: random.bits(dm * dn), row_valid: which === 1, row: random.bits(dn * 32), beat_ready: random.below(eager ? 8 : 2) > 0,
        });
      },
      outputs(get) {
        see(get, 'beat_valid', waiting.length > 0);
        if (waiting.length > 0) see(get, 'beat_data', waiting[0]!);
        const moves = waiting.length > 0 && inputs.beat_ready;
        const room = waiting.length === 0 || (moves && waiting.length === 1);
        see(get, 'ready', room);
        if (moves) waiting.shift();
        if (room && inputs.chunk_valid) waiting = beatsOf(inputs.chunk, dm * dn, portBits);
        if (room && inputs.row_valid) waiting = beatsOf(inputs.row, dn * 32, portBits);
        if (inputs.halt) waiting = [];
      },
    };
  },
});

function beatsOf(record: bigint, bits: number, portBits: number): bigint[] {
  return Array.from({ length: Math.ceil(bits / portBits) }, (_, beat) => BigInt.asUintN(portBits, record >> BigInt(beat * portBits)));
}

/** Records of any length up to the longest, one after another without a pause or with some, now and then given up. */
export const recordCollectorSubject = (parameters: AcceleratorParameters): Subject => {
  const { portBits } = parameters;
  const { beats: { weightRow, constants, chunk } } = geometry(parameters);
  const most = Math.max(2, weightRow, constants, chunk);
  return {
    module: recordCollector({ portBits, beats: most }).ir,
    reference(random) {
      let length = 1 + random.below(most);
      let came: bigint[] = [];
      let inputs = { restart: false, beat: false, data: 0n };
      return {
        inputs() {
          if (came.length === 0) length = random.of([1, most, 1 + random.below(most)]);
          inputs = { restart: random.below(30) === 0, beat: random.below(3) > 0, data: random.bits(portBits) };
          return { ...inputs, last: length - 1 };
        },
        outputs(get) {
          if (inputs.beat) came.push(inputs.data);
          const complete = came.length === length;
          see(get, 'complete', complete);
          if (complete) {
            const bits = BigInt(portBits * (most - length));
            see(() => get('record') >> bits, 'record', came.reduceRight((record, beat) => (record << BigInt(portBits)) | beat, 0n));
          }
          if (complete || inputs.restart) came = [];
        },
      };
    },
  };
};

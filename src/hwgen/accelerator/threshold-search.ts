import { bool, cat, constant, each, keep, memory, module, sint, uint, when, type Signal } from '../language/hardware.js';
import type { AcceleratorParameters } from './parameters.js';
import { thresholdStage } from './threshold-stage.js';
import { thresholdBits } from './thresholds.js';

/** Bits of a code, signed, before it is cut to the planes. */
export const codeBits = 10;

/** A code from the number of thresholds that are reached. */
export const thresholdCode = module('threshold_code',
  ({ thresholdBits }: { readonly thresholdBits: number }) => ({
    doc: 'a code from a number of thresholds: one pixel',
    inputs: {
      count: uint(thresholdBits).doc('thresholds that are reached'),
      turn:  uint(8).doc('all bits of the code when the largest code is that of no threshold, else 0'),
      low:   sint(8).doc('smallest code'),
    },
    outputs: { code: sint(codeBits).doc('one cycle later') },
    state: { code: sint(codeBits) },
  }),
  ({ count, turn, low, code }) => {
    const above = count.extend(8).xor(turn);
    keep({ above });
    code.next = above.toSigned().add(low);
    return { code };
  },
);

/**
 * Codes by thresholds, dn pixels of one channel per cycle: the number of thresholds that a sum reaches, counted from the smallest code up, or from the
 * largest down. A binary search, one bit of the code per stage: any function of the sum that only rises or only falls, exactly.
 */
export const thresholdSearch = module('threshold_search',
  (parameters: AcceleratorParameters) => {
    const { dm, dn, portBits, accumulatorBits } = parameters;
    const entryBits = Math.log2(dm) + 1;
    return {
      doc: 'counts the thresholds that sums reach',
      inputs: {
        write:       bool.doc('a beat of thresholds comes'),
        write_entry: uint(entryBits).doc('its channel; top bit: buffer'),
        write_beat:  uint(8).doc('which beat of the channel'),
        data:        uint(portBits),
        entry:       uint(entryBits).doc('a cycle before stage 0: channel of the row that begins; top bit: buffer'),
        minus:       uint(dn * accumulatorBits).doc('stage 1: [pixel], -v'),
        output_planes: uint(4).doc('bits of the code'),
        low:         sint(8).doc('smallest code'),
        high:        uint(8).doc('largest code'),
      },
      outputs: { codes: uint(dn * codeBits).doc(`stage ${thresholdBits(parameters) + 1}: [pixel], signed`) },
      state: {
        falling: memory(bool, 2 * dm, { read: 'sync', style: 'distributed' }),
        entries: uint(thresholdBits(parameters) * entryBits).doc('of the rows in stages 0, 1, …'),
        falling_rows: uint(thresholdBits(parameters)).doc('whether the channels of the rows in stages 1, 2, … fall'),
      },
    };
  },
  (s, parameters) => {
    const { dm, dn, portBits, accumulatorBits } = parameters;
    const stages = thresholdBits(parameters);
    const entryBits = s.entry.width;
    const entryOf = (stage: number): Signal<'unsigned'> => s.entries.slice((stage + 1) * entryBits - 1, stage * entryBits);
    s.entries.next = stages === 1 ? s.entry : cat(s.entries.slice((stages - 1) * entryBits - 1, 0), s.entry);

    when(s.write.and(s.write_beat.eq(0)), () => { s.falling.write(s.write_entry, s.data.bit(0)); });
    // Read as the row begins: before it has its code, the channel tile after the next may come to the same place.
    const falls_first = s.falling.read(s.entry);
    keep({ falls_first });
    s.falling_rows.next = stages === 1 ? falls_first : cat(s.falling_rows.slice(stages - 2, 0), falls_first);
    const falls = s.falling_rows.bit(stages - 1);
    const span  = s.high.toSigned().sub(s.low).wrap(8).asUnsigned();
    const turn  = span.and(falls.repeat(8));
    keep({ falls, span, turn });

    let known: Signal<'unsigned'> | undefined;
    let minus: Signal<'unsigned'> = s.minus;
    for (let stage = 0; stage < stages; stage++) {
      const { code, minus_next } = thresholdStage({ dm, portBits, accumulatorBits, stage }).placeArray(`stage_${stage}`, dn, {
        write: s.write, write_entry: s.write_entry, write_beat: s.write_beat, data: s.data,
        entry: entryOf(stage), known: known === undefined ? constant(bool, 0) : each(known), minus: each(minus), used: s.output_planes.gt(stage),
      });
      known = code;
      minus = minus_next;
    }
    const { code } = thresholdCode({ thresholdBits: stages }).placeArray('code', dn, { count: each(known!), turn, low: s.low });
    return { codes: code };
  },
);

import { bool, cat, constant, keep, memory, module, mux, sint, uint, when } from '../language/hardware.js';
import type { AcceleratorParameters } from './parameters.js';
import { thresholdsPerBeat, thresholdWordBits } from './thresholds.js';

export interface ThresholdStageParameters extends Pick<AcceleratorParameters, 'dm' | 'portBits' | 'accumulatorBits'> {
  /** Bits of the code that are known already: this stage finds the next lower one. */
  readonly stage: number;
}

/** Entries from which on a memory is a block memory. */
const blockEntries = 256;

/**
 * One bit of a code by thresholds, for one pixel: reads the one threshold of 2^stage that the bits above leave, and compares. A word of the memory is what a beat
 * brings of these thresholds, so that a write is one word; the lowest of the known bits choose in it.
 */
export const thresholdStage = module(
  ({ stage }: ThresholdStageParameters) => `threshold_stage_${stage}`,
  ({ dm, portBits, accumulatorBits, stage }: ThresholdStageParameters) => {
    const { depthBits, words } = shapeOf(dm, portBits, stage);
    return {
      doc: `bit ${stage} of a code by thresholds, from the top: one pixel`,
      inputs: {
        write:       bool.doc('a beat of thresholds comes'),
        write_entry: uint(Math.log2(dm) + 1).doc('its channel; top bit: buffer'),
        write_beat:  uint(8).doc('which beat of the channel'),
        data:        uint(portBits),
        entry:       uint(Math.log2(dm) + 1).doc(`stage ${stage}: channel; top bit: buffer`),
        known:       uint(Math.max(1, stage)).doc(`stage ${stage}: bits of the code that are known${stage === 0 ? ': none' : ''}`),
        minus:       sint(accumulatorBits).doc(`stage ${stage + 1}: -v`),
        used:        bool.doc('the code has this bit'),
      },
      outputs: {
        code:       uint(stage + 1).doc(`stage ${stage + 1}: the known bits and, if it is used, this one`),
        minus_next: sint(accumulatorBits).doc(`stage ${stage + 2}: -v`),
      },
      state: {
        thresholds: memory(uint(words * accumulatorBits), 2 ** depthBits, { read: 'sync', style: 2 ** depthBits >= blockEntries ? 'block' : 'distributed' }),
        known_1:    uint(Math.max(1, stage)),
        minus_next: sint(accumulatorBits),
      },
    };
  },
  (s, { dm, portBits, accumulatorBits, stage }) => {
    const { wordBits, words, beatBits } = shapeOf(dm, portBits, stage);

    // Word n of a channel is in beat n / thresholdsPerBeat. Those of this stage are 2^stage to 2^(stage+1) - 1.
    const first = beatBits < 0 ? 2 ** stage : 0;
    const mine = beatBits < 0 ? s.write_beat.eq(0) : s.write_beat.slice(7, beatBits).eq(1);
    const beat = cat(...Array.from({ length: words }, (_, n) => s.data.slice((first + n) * thresholdWordBits + accumulatorBits - 1, (first + n) * thresholdWordBits)).reverse());
    keep({ mine, beat });
    when(s.write.and(mine), () => { s.thresholds.write(beatBits > 0 ? cat(s.write_entry, s.write_beat.slice(beatBits - 1, 0)) : s.write_entry, beat); });

    const word = s.thresholds.read(stage > wordBits ? cat(s.entry, s.known.slice(stage - 1, wordBits)) : s.entry);
    keep({ word });
    s.known_1.next = s.known;
    s.minus_next.next = s.minus;
    const threshold = wordBits === 0 ? word.asSigned() : word.pick(s.known_1.slice(wordBits - 1, 0), sint(accumulatorBits));
    // -v <= -T is 2(-v) < 2(-T) + 1, the sign of a difference: one LUT per bit, the choice of the threshold included, which a comparison is not.
    const twice_minus = cat(s.minus, constant(bool, 0)).asSigned();
    const twice_threshold = cat(threshold, constant(bool, 1)).asSigned();
    const difference = twice_minus.sub(twice_threshold);
    const reached = difference.lt(0);
    keep({ threshold, twice_minus, twice_threshold, difference, reached });
    return {
      code: stage === 0 ? reached.and(s.used) : mux(s.used, cat(s.known_1, reached), s.known_1),
      minus_next: s.minus_next,
    };
  },
);

function shapeOf(dm: number, portBits: number, stage: number) {
  const perBeat = thresholdsPerBeat(portBits);
  /** log2 of the beats that this stage's thresholds fill; below 0 they are a part of beat 0. */
  const beatBits = stage - Math.log2(perBeat);
  const wordBits = Math.min(stage, Math.log2(perBeat));
  return { beatBits, wordBits, words: 2 ** wordBits, depthBits: Math.log2(dm) + 1 + Math.max(0, beatBits) };
}

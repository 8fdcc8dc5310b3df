import { bitsFor, bool, cat, constant, keep, module, mux, sint, uint, when } from '../language/hardware.js';
import type { AcceleratorParameters } from './parameters.js';
import { countInStages, partialCounts } from './staged-popcount.js';

export type DotUnitParameters = Pick<AcceleratorParameters, 'dk' | 'accumulatorBits' | 'popcountStages'>;

/**
 * One output of the array: counts the ones that a weight word and an activation word have in common and accumulates the counts of all
 * plane pairs. Pairs come with falling sum of plane numbers, so the accumulator doubles once per diagonal and needs no barrel shifter.
 */
export const dotUnit = module('dot_unit',
  ({ dk, accumulatorBits, popcountStages }: DotUnitParameters) => ({
    doc: 'AND, popcount and accumulate: one output channel of one pixel',
    inputs: {
      advance:    bool.doc('the pipeline moves'),
      activation: uint(dk).doc('one plane of dk input channels'),
      weight:     uint(dk).doc('one plane of dk weights'),
      accumulate: bool.doc('the count in `ones` takes part'),
      clear:      bool.doc('with accumulate: first count of a tile'),
      twice:     bool.doc('with accumulate: first count of a diagonal'),
      negate:     bool.doc('with accumulate: exactly one of the planes is a sign plane'),
    },
    outputs: { sum: sint(accumulatorBits) },
    state: {
      ...partialCounts(dk, popcountStages),
      ones:   uint(bitsFor(dk)),
      sum:    sint(accumulatorBits),
    },
  }),
  (s, { accumulatorBits, popcountStages }) => {
    const { advance, activation, weight, accumulate, clear, twice, negate, ones, sum } = s;
    const hits = activation.and(weight);
    keep({ hits });
    when(advance, () => { ones.next = countInStages(hits, popcountStages, s); });

    // -count = ~count + 1, and the 1 comes as the carry out of a bit below: one carry chain adds and subtracts. Written as x - ~y - 1, not as
    // x + y: a subtraction has a first operand, and that is the one which carry logic takes beside its LUTs. The choice of `start` then
    // shares the LUT of its bit.
    const flipped = ones.extend(accumulatorBits).xor(negate.repeat(accumulatorBits));
    const doubled = sum.shl(1).wrap(accumulatorBits);
    const start   = mux(clear, 0, mux(twice, doubled, sum));
    const total   = cat(flipped, negate).sub(cat(start.asUnsigned().not(), constant(uint(1), 1)));
    keep({ flipped, doubled, start, total });
    when(advance.and(accumulate), () => { sum.next = total.slice(accumulatorBits, 1).asSigned(); });
    return { sum };
  },
);

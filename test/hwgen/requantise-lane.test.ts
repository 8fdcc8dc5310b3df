import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requantiseConstants } from '../../src/hwgen/accelerator/requantise-constants.js';
import { requantiseLane } from '../../src/hwgen/accelerator/requantise-lane.js';
import { bool, cat, module, sint, uint } from '../../src/hwgen/language/hardware.js';
import { simulate } from '../../src/sim/testing/simulate.js';

/** A lane with what it shares with others; all inputs stand still, so it does not matter at which stage they come. */
const lane = module('one_lane',
  ({ accumulatorBits }: { readonly accumulatorBits: number }) => ({
    doc: 'a lane and its constants',
    inputs: {
      sum: sint(accumulatorBits), activation_sum: sint(accumulatorBits), dorefa: bool, skip: sint(9), skip_multiplier: sint(16),
      multiplier: sint(16), shift: uint(6), add: sint(42), raw: bool, low: sint(8), high: uint(8),
    },
    outputs: { result: sint(32) },
  }),
  (s, { accumulatorBits }) => {
    const shared = requantiseConstants({ accumulatorBits }).place('constants', {
      constants: cat(s.add, s.shift, s.multiplier), skip_multiplier: s.skip_multiplier, raw: s.raw, high: s.high,
    });
    const { result } = requantiseLane({ accumulatorBits }).place('lane', {
      sum: s.sum, activation_sum: s.activation_sum, dorefa: s.dorefa, skip: s.skip, skip_multiplier: shared.skip_multiplier_1, offset: shared.offset_1,
      multiplier: shared.multiplier_2, multiplier_late: shared.multiplier_3, steps: shared.steps_4, dropped: shared.dropped_4,
      above: shared.above_4, even: shared.even_4, raw: s.raw, low: s.low, high: s.high,
    });
    return { result };
  },
);

interface Case {
  readonly sum: bigint;
  readonly activation_sum: bigint;
  readonly dorefa: boolean;
  readonly multiplier: bigint;
  readonly add: bigint;
  readonly skip: bigint;
  readonly skip_multiplier: bigint;
  readonly shift: bigint;
  readonly raw: boolean;
  readonly low: bigint;
  readonly high: bigint;
}

/** What the lane's document promises, in whole numbers. */
function expected({ sum, activation_sum, dorefa, multiplier, add, skip, skip_multiplier, shift, raw, low, high }: Case): bigint {
  const value = dorefa ? 2n * sum - activation_sum : sum;
  const biased = value * multiplier + add + skip * skip_multiplier;
  const unit = 1n << shift;
  const floor = biased >> shift;
  const rest = 2n * (biased - floor * unit);
  const rounded = rest > unit || (rest === unit && floor % 2n !== 0n) ? floor + 1n : floor;
  const [least, most] = raw ? [-(2n ** 31n), 2n ** 31n - 1n] : [low, high];
  return rounded > most ? most : rounded < least ? least : rounded;
}

/** Numbers of up to `bits` bits, two's complement, small and large ones equally likely. */
const signed = (bits: number): fc.Arbitrary<bigint> =>
  fc.integer({ min: 1, max: bits }).chain((width) => fc.bigInt(-(2n ** BigInt(width - 1)), 2n ** BigInt(width - 1) - 1n));

const cases = (accumulatorBits: number): fc.Arbitrary<Case> => fc.record({
  // Twice the sum less the correction fits the accumulator.
  sum: signed(accumulatorBits - 2), activation_sum: signed(accumulatorBits - 1), dorefa: fc.boolean(),
  multiplier: signed(16), add: signed(42), skip: signed(9), skip_multiplier: signed(16), shift: fc.bigInt(0n, 44n),
  raw: fc.boolean(), codeBits: fc.bigInt(1n, 8n), codeSigned: fc.boolean(),
}).map(({ codeBits, codeSigned, ...drawn }) => ({
  ...drawn,
  activation_sum: drawn.dorefa ? drawn.activation_sum : 0n,
  high: drawn.raw ? 0n : 2n ** (codeSigned ? codeBits - 1n : codeBits) - 1n,
  low: codeSigned && !drawn.raw ? -(2n ** (codeBits - 1n)) : 0n,
}));

/** After as many cycles as there are stages the result stands. */
const stages = 6;

describe('requantise lane', () => {
  test.each([16, 17, 18, 28, 32])('multiplies, adds, shifts with round half to even and saturates as whole numbers do: accumulators of %d bits', (accumulatorBits) => {
    const t = simulate(lane({ accumulatorBits }));
    fc.assert(fc.property(cases(accumulatorBits), (drawn) => {
      t.set({ ...drawn }).tick(stages);
      expect(t.get('result')).toBe(expected(drawn));
    }), { numRuns: accumulatorBits === 28 ? 2_000 : 500 });
  });

  test.each([
    [5n, 1n, 2n], [7n, 1n, 4n], [-5n, 1n, -2n], [-7n, 1n, -4n], [6n, 2n, 2n], [2n, 2n, 0n], [-2n, 2n, 0n], [9n, 2n, 2n],
  ])('%d / 2^%d is %d', (sum, shift, result) => {
    const t = simulate(lane({ accumulatorBits: 28 }));
    t.set({ sum, multiplier: 1n, shift, low: -128n, high: 127n }).tick(stages);
    expect(t.get('result')).toBe(result);
  });
});

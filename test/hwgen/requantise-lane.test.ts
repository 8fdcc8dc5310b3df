import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requantiseLane } from '../../src/hwgen/accelerator/requantise-lane.js';
import { simulate } from '../../src/sim/testing/simulate.js';

const accumulatorBits = 28;
const lane = requantiseLane({ accumulatorBits });

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

const cases: fc.Arbitrary<Case> = fc.record({
  // Twice the sum less the correction fits the accumulator.
  sum: signed(accumulatorBits - 2), activation_sum: signed(accumulatorBits - 1), dorefa: fc.boolean(),
  multiplier: signed(16), add: signed(42), skip: signed(9), skip_multiplier: signed(16), shift: fc.bigInt(0n, 47n),
  raw: fc.boolean(), low: signed(16), high: signed(16),
}).map((drawn) => (drawn.low <= drawn.high ? drawn : { ...drawn, low: drawn.high, high: drawn.low }));

/** All inputs stand still, so after as many cycles as there are stages the result stands too. */
const stages = 7;

describe('requantise lane', () => {
  test('multiplies, adds, shifts with round half to even and saturates as whole numbers do', () => {
    const t = simulate(lane);
    fc.assert(fc.property(cases, (drawn) => {
      const { shift, ...rest } = drawn;
      const half = shift === 0n ? 0n : (1n << (shift - 1n)) - 1n;
      t.set({ ...rest, shift, shift_late: shift, half }).tick(stages);
      expect(t.get('result')).toBe(expected(drawn));
    }), { numRuns: 2_000 });
  });

  test.each([
    [5n, 1n, 2n], [7n, 1n, 4n], [-5n, 1n, -2n], [-7n, 1n, -4n], [6n, 2n, 2n], [2n, 2n, 0n], [-2n, 2n, 0n], [9n, 2n, 2n],
  ])('%d / 2^%d is %d', (sum, shift, result) => {
    const t = simulate(lane);
    const half = (1n << (shift - 1n)) - 1n;
    t.set({ sum, multiplier: 1n, shift, shift_late: shift, half, low: -128n, high: 127n }).tick(stages);
    expect(t.get('result')).toBe(result);
  });
});

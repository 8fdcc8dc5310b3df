import { dotUnit } from '../../../../src/hwgen/accelerator/dot-unit.js';
import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { see, type Subject } from '../../library/trial.js';

/** Any order of counts and doublings, with sums that wrap. */
export const dotUnitSubject = ({ dk, accumulatorBits, popcountStages }: AcceleratorParameters): Subject => ({
  module: dotUnit({ dk, accumulatorBits, popcountStages }).ir,
  reference(random) {
    /** Counts on their way, the latest first. */
    let counts: (bigint | undefined)[] = Array.from({ length: popcountStages }, () => undefined);
    let sum: bigint | undefined;
    let inputs = { advance: false, activation: 0n, weight: 0n, accumulate: false, clear: false, twice: false, negate: false };
    const often = (n: number): boolean => random.below(n) > 0;
    return {
      inputs: () => (inputs = {
        advance: often(4), activation: random.bits(dk), weight: random.bits(dk), accumulate: often(4), clear: !often(20), twice: often(2), negate: often(2),
      }),
      outputs(get) {
        if (sum !== undefined) see(get, 'sum', sum);
        if (!inputs.advance) return;
        const ones = counts.at(-1);
        if (inputs.accumulate) {
          const start = inputs.clear ? 0n : sum === undefined ? undefined : inputs.twice ? 2n * sum : sum;
          sum = start === undefined || ones === undefined ? undefined : BigInt.asIntN(accumulatorBits, inputs.negate ? start - ones : start + ones);
        }
        counts = [BigInt((inputs.activation & inputs.weight).toString(2).replaceAll('0', '').length), ...counts.slice(0, -1)];
      },
    };
  },
});

import { bool, keep, module, sint, when } from '../language/hardware.js';
import { signedCodeBits } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Holds the sum of a complete tile for the requantiser while its unit accumulates the next one. With max pooling every kernel position makes
 * a sum of its own, which is a code, and the largest stays.
 */
export const shadowRegister = module('shadow_register',
  ({ accumulatorBits }: Pick<AcceleratorParameters, 'accumulatorBits'>) => ({
    doc: 'the sum of a complete tile',
    inputs: {
      capture: bool.doc('the sum is complete'),
      merge:   bool.doc('with capture: keep the larger of this sum and the one that is held; both are codes'),
      sum:     sint(accumulatorBits),
    },
    outputs: { shadow: sint(accumulatorBits) },
    state: { shadow: sint(accumulatorBits) },
  }),
  ({ capture, merge, sum, shadow }) => {
    const code   = sum.slice(signedCodeBits - 1, 0).asSigned();
    const held   = shadow.slice(signedCodeBits - 1, 0).asSigned();
    const larger = code.gt(held);
    keep({ code, held, larger });
    // In this order a simulator compares only where it counts.
    when(capture, () => {
      when(merge.not().or(larger), () => { shadow.next = sum; });
    });
    return { shadow };
  },
);

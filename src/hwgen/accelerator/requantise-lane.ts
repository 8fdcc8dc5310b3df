import { bool, keep, module, mux, sint, uint } from '../language/hardware.js';
import type { AcceleratorParameters } from './parameters.js';

/** Bits of constant plus skip product: 42 bits and 25. */
const addendBits = 43;

/** Bits of an exact product plus addend plus half of the largest power of two, and thus of everything between multiplier and saturation. */
export const resultBits = (accumulatorBits: number): number => Math.max(accumulatorBits + 2 + 16, 48) + 1;

/**
 * Requantises one value per cycle: v * multiplier + add + skip * skip_multiplier, shifted right by `shift` with round half to even, saturated. Six stages.
 *
 * Round half to even of x / 2^s: (x + 2^(s-1) - 1 + bit s of x) >> s, which is the nearest integer, and at a tie the even one.
 */
export const requantiseLane = module('requantise_lane',
  ({ accumulatorBits }: Pick<AcceleratorParameters, 'accumulatorBits'>) => {
    const value = sint(accumulatorBits + 2);
    const result = sint(resultBits(accumulatorBits));
    return {
      doc: 'multiply, add, shift with round half to even, saturate: one pixel',
      inputs: {
        sum:            sint(accumulatorBits).doc('stage 0: sum of one channel'),
        activation_sum: sint(accumulatorBits).doc('stage 0: sum of the activations of this pixel'),
        dorefa:         bool.doc('weights stand for 2*code - (2^bits - 1)'),
        weight_planes:  uint(4).doc('bits of a weight code'),
        multiplier:     sint(16).doc('stage 2'),
        add:            sint(42).doc('stage 2'),
        skip:           sint(9).doc('stage 1: code of the skip map'),
        skip_multiplier: sint(16),
        shift:          uint(6).doc('stages 4 and 5'),
        half:           uint(48).doc('stage 4: 2^(shift-1) - 1, or 0 when shift is 0'),
        shift_late:     uint(6).doc('stage 5: shift, one cycle later'),
        raw:            bool.doc('saturate to 32 bits'),
        low:            sint(16).doc('smallest code'),
        high:           sint(16).doc('largest code'),
      },
      outputs: { result: sint(32).doc('stage 6') },
      state: {
        sum_1:      sint(accumulatorBits),
        correction: sint(accumulatorBits + 1),
        value,
        product:    sint(accumulatorBits + 18),
        skip_product: sint(25),
        addend:     sint(addendBits),
        biased:     result,
        rounded:    result,
        shifted:    result,
        result:     sint(32),
      },
    };
  },
  (s, { accumulatorBits }) => {
    const bits = resultBits(accumulatorBits);
    // 0: (2^bits - 1) * sum(activation)
    s.sum_1.next = s.sum;
    const scaled = s.activation_sum.shl(s.weight_planes);
    keep({ scaled });
    s.correction.next = scaled.sub(s.activation_sum).wrap(accumulatorBits + 1);
    // 1: sum(weight * activation)
    const doubled = s.sum_1.shl(1);
    keep({ doubled });
    s.value.next = mux(s.dorefa, doubled.sub(s.correction).wrap(accumulatorBits + 2), s.sum_1.extend(accumulatorBits + 2));
    s.skip_product.next = s.skip.mul(s.skip_multiplier);
    // 2, 3
    s.product.next = s.value.mul(s.multiplier);
    s.addend.next = s.add.add(s.skip_product).wrap(addendBits);
    s.biased.next = s.product.extend(bits).add(s.addend.extend(bits)).wrap(bits);
    // 4: half, and one more at an odd quotient
    const moved = s.biased.shr(s.shift);
    keep({ moved });
    const odd = moved.bit(0).and(s.shift.ne(0));
    keep({ odd });
    s.rounded.next = s.biased.add(s.half.toSigned()).add(odd.toSigned()).wrap(bits);
    // 5
    s.shifted.next = s.rounded.shr(s.shift_late);
    // 6
    const most  = mux(s.raw, 2 ** 31 - 1, s.high.extend(32));
    const least = mux(s.raw, -(2 ** 31), s.low.extend(32));
    keep({ most, least });
    s.result.next = mux(s.shifted.gt(most), most, mux(s.shifted.lt(least), least, s.shifted.wrap(32)));
    return { result: s.result };
  },
);

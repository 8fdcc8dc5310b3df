import { any, bool, cat, keep, module, mux, sint, uint } from '../language/hardware.js';
import { signedCodeBits } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import { withThresholds } from './thresholds.js';

/** The right shift goes by whole steps of so many bits; what is missing to one, the multiplier has to the left. */
export const stepBits = 4;

/** Bits of the shifted multiplier, of the shifted multiplier of the skip codes, and of the shifted addition with its half: see `requantise-constants.ts`. */
export const multiplierBits = 20;
export const skipMultiplierBits = 19;
export const offsetBits = 46;

/** Bits of a value that the first multiplier takes: a factor of a DSP block has 18, one of which is the sign. */
const lowBits = 17;

/** Bits of the exact result, shifted left by up to 3: sum of 2^(accumulatorBits+17), 2^44, 2^43 and 2^26. */
export const resultBits = (accumulatorBits: number): number => Math.max(accumulatorBits + 19, 47);

/**
 * Requantises one value per cycle: v * multiplier + add + skip * skip_multiplier, shifted right with round half to even, saturated. Six stages.
 * On the DoReFa grid v is sum(weight * activation) = 2 * sum(code * activation) - (2^bits - 1) * sum(activation), and the array brings both
 * terms. Only v has to fit the accumulator: either term may wrap around on its own.
 *
 * Half of the unit comes with `offset`, so the shift rounds a half up. That was wrong when all bits are 0 that the shift drops and the quotient
 * is odd: then its lowest bit goes. -v takes one LUT per bit where v takes two, so the multiplier is negative as well. Every product has its
 * addition in the same DSP block: skip codes and offset, low part of v, high part of v.
 *
 * Saturation wants a largest code of 2^k - 1: a code is too large when it has a one above, too small when it has a zero there.
 */
export const requantiseLane = module('requantise_lane',
  ({ accumulatorBits, thresholdBits = 0 }: Pick<AcceleratorParameters, 'accumulatorBits' | 'thresholdBits'>) => {
    const bits = resultBits(accumulatorBits);
    const valueBits = Math.max(accumulatorBits, lowBits + 1);
    return {
      doc: 'multiply, add, shift with round half to even, saturate: one pixel',
      inputs: {
        sum:             sint(accumulatorBits).doc('stage 0: sum of one channel'),
        activation_sum:  sint(accumulatorBits).doc('stage 0: with dorefa the sum of this pixel with all weight bits one, else 0'),
        dorefa:          bool.doc('weights stand for 2*code - (2^bits - 1)'),
        skip:            sint(signedCodeBits).doc('stage 1: code of the skip map'),
        skip_multiplier: sint(skipMultiplierBits).doc('stage 1'),
        offset:          sint(offsetBits).doc('stage 1: addition and half of the unit'),
        multiplier:      sint(multiplierBits).doc('stage 2: negative multiplier'),
        multiplier_late: sint(multiplierBits).doc('stage 3: the same, one cycle later'),
        steps:           uint(4).doc(`stage 4: shift in steps of ${stepBits} bits`),
        dropped:         uint(bits).doc('stage 4: bits that the shift drops'),
        above:           uint(bits).doc('stage 4: bits above the widest result, 8 bits or 32'),
        even:            bool.doc('stage 4: a half rounds to even'),
        raw:             bool.doc('saturate to 32 bits'),
        low:             sint(8).doc('smallest code: 0 or -high - 1'),
        high:            uint(8).doc('largest code: 2^k - 1; 0 with raw'),
      },
      outputs: { result: sint(32).doc('stage 6'), ...withThresholds({ thresholdBits }, { minus_value: sint(accumulatorBits).doc('stage 1: -v') }) },
      state: {
        minus:    sint(valueBits).doc('-v'),
        minus_2:  sint(valueBits),
        top_3:    sint(valueBits - lowBits),
        addend:   sint(offsetBits),
        partial:  sint(offsetBits).doc('addend and product of the low bits'),
        low_4:    uint(lowBits),
        high_4:   sint(bits - lowBits),
        quotient: uint(32),
        over:     bool.doc('there are more bits than the widest result has'),
        negative: bool,
        result:   sint(32),
      },
    };
  },
  (s, { accumulatorBits, thresholdBits = 0 }) => {
    const bits = resultBits(accumulatorBits);
    // 0: -sum(weight * activation)
    const counted = mux(s.dorefa, s.sum.shl(1).wrap(accumulatorBits), s.sum);
    const negated = s.activation_sum.sub(counted).wrap(accumulatorBits);
    keep(s.minus.width === accumulatorBits ? { counted } : { counted, negated });
    s.minus.next = negated.extend(s.minus.width);
    // 1, 2, 3: products
    s.minus_2.next = s.minus;
    s.addend.next = s.skip.mul(s.skip_multiplier).add(s.offset).wrap(offsetBits);
    s.partial.next = s.minus_2.slice(lowBits - 1, 0).toSigned().mul(s.multiplier).add(s.addend).wrap(offsetBits);
    s.top_3.next = s.minus_2.slice(s.minus_2.width - 1, lowBits).asSigned();
    s.low_4.next = s.partial.slice(lowBits - 1, 0);
    s.high_4.next = s.top_3.mul(s.multiplier_late).add(s.partial.slice(offsetBits - 1, lowBits).asSigned()).wrap(bits - lowBits);
    // 4: shift, round a half to even
    const biased = cat(s.high_4, s.low_4).asSigned();
    const sign   = s.high_4.lt(0);
    const by_16  = biased.shr(s.steps.slice(3, 2).shl(4));
    const by_4   = by_16.shr(s.steps.slice(1, 0).shl(2));
    const rests  = biased.asUnsigned().and(s.dropped).any();
    const odd    = by_4.bit(0).and(s.even.not().or(rests));
    keep({ biased, sign, by_16, by_4, rests, odd });
    s.quotient.next = cat(by_4.slice(31, 1), odd);
    s.over.next = biased.asUnsigned().xor(sign.repeat(bits)).and(s.above).any();
    s.negative.next = sign;
    // 5: saturate
    const beyond_code = s.quotient.slice(7, 0).xor(s.negative.repeat(8)).and(s.high.not()).any();
    const below  = s.negative.and(s.low.lt(0).or(s.raw));
    const beyond = any(s.over, s.negative.xor(below), mux(s.raw, s.quotient.bit(31).xor(s.negative), beyond_code));
    const fill   = mux(s.raw, s.negative.not(), below);
    const bound  = mux(s.raw, fill.repeat(8), mux(s.negative, s.low.asUnsigned(), s.high));
    keep({ beyond_code, below, beyond, fill, bound });
    s.result.next = cat(below, mux(beyond, cat(fill.repeat(23), bound), s.quotient.slice(30, 0))).asSigned();
    return { result: s.result, ...(thresholdBits > 0 && { minus_value: s.minus.wrap(accumulatorBits) }) };
  },
);

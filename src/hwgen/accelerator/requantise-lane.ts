import { all, any, bool, cat, constant, keep, module, mux, sint, uint } from '../language/hardware.js';
import type { AcceleratorParameters } from './parameters.js';

/** Bits of constant plus skip product: 42 bits and 25. */
const addendBits = 43;

/** Bits of the widest result. */
const quotientBits = 32;

/** Bits of the codes that results saturate to, but for raw ones. */
const codeBits = 16;

/** Bits of an exact product plus addend plus half of the largest power of two, and thus of everything between multiplier and saturation. */
export const resultBits = (accumulatorBits: number): number => Math.max(accumulatorBits + 16, 48) + 1;

/**
 * Requantises one value per cycle: v * multiplier + add + skip * skip_multiplier, shifted right by `shift` with round half to even,
 * saturated. Six stages. On the DoReFa grid v is sum(weight * activation) = 2 * sum(code * activation) - (2^bits - 1) * sum(activation), and the
 * array brings both terms. Only v has to fit the accumulator: either term may wrap around on its own.
 *
 * The quotient and the bit below it (`guard`) come out of the shifter, in two halves; with the bits below that one (`sticky`) they say
 * whether to round up: guard and (sticky or odd), which is half to even. Only 32 bits of quotient are kept; `over` says that
 * there were more.
 */
export const requantiseLane = module('requantise_lane',
  ({ accumulatorBits }: Pick<AcceleratorParameters, 'accumulatorBits'>) => {
    return {
      doc: 'multiply, add, shift with round half to even, saturate: one pixel',
      inputs: {
        sum:            sint(accumulatorBits).doc('stage 0: sum of one channel'),
        activation_sum: sint(accumulatorBits).doc('stage 0: the sum of this pixel with all weight bits one'),
        dorefa:         bool.doc('weights stand for 2*code - (2^bits - 1)'),
        multiplier:     sint(16).doc('stage 1'),
        add:            sint(42).doc('stage 1'),
        skip:           sint(9).doc('stage 1: code of the skip map'),
        skip_multiplier: sint(16),
        shift:          uint(6).doc('stages 3 and 4'),
        half:           uint(48).doc('stage 3: 2^(shift-1) - 1, or 0 when shift is 0: the bits below the guard'),
        shift_late:     uint(6).doc('stage 4: shift, one cycle later'),
        raw:            bool.doc('saturate to 32 bits'),
        low:            sint(16).doc('smallest code'),
        high:           sint(16).doc('largest code'),
      },
      outputs: { result: sint(32).doc('stage 6') },
      state: {
        value:      sint(accumulatorBits),
        product:    sint(accumulatorBits + 16),
        addend:     sint(addendBits),
        biased:     sint(resultBits(accumulatorBits)),
        coarse:     uint(quotientBits + 1 + 3).doc('shifted by a multiple of 4, with the guard'),
        sticky:     bool.doc('there is a one below the guard'),
        over:       bool.doc('the quotient has more than 32 bits'),
        negative:   bool,
        rounded:    sint(quotientBits + 1),
        over_4:     bool,
        negative_4: bool,
        result:     sint(32),
      },
    };
  },
  (s, { accumulatorBits }) => {
    const bits = resultBits(accumulatorBits);
    // 0: sum(weight * activation)
    const counted    = mux(s.dorefa, s.sum.shl(1).wrap(accumulatorBits), s.sum);
    const correction = mux(s.dorefa, s.activation_sum, 0);
    keep({ counted, correction });
    s.value.next = counted.sub(correction).wrap(accumulatorBits);
    // 1, 2
    s.product.next = s.value.mul(s.multiplier);
    s.addend.next = s.add.add(s.skip.mul(s.skip_multiplier)).wrap(addendBits);
    s.biased.next = s.product.extend(bits).add(s.addend.extend(bits)).wrap(bits);
    // 3: by multiples of 4
    const guarded = cat(s.biased.asUnsigned(), constant(uint(1), 0)).asSigned();
    keep({ guarded });
    const by_16 = guarded.shr(cat(s.shift.slice(5, 4), constant(uint(4), 0)));
    keep({ by_16 });
    const by_4 = by_16.shr(cat(s.shift.slice(3, 2), constant(uint(2), 0)));
    const sign = s.biased.lt(0);
    // Bits of the quotient that would be the sign's copies if it fitted: bit n of the dividend from n = shift + 31 on.
    const above = Array.from({ length: bits - quotientBits }, (_, n) =>
      s.biased.bit(n + quotientBits - 1).xor(sign).and(n === 0 ? s.shift.eq(0) : s.half.bit(n - 1).not()));
    keep({ by_4, sign });
    s.coarse.next = by_4.slice(s.coarse.width - 1, 0);
    s.sticky.next = s.biased.slice(47, 0).and(s.half).any();
    s.over.next = any(...above);
    s.negative.next = sign;
    // 4: by the rest, and up if that is nearer
    const fine = s.coarse.shr(s.shift_late.slice(1, 0));
    keep({ fine });
    const quotient = fine.slice(quotientBits, 1);
    const up = fine.bit(0).and(s.sticky.or(fine.bit(1)));
    keep({ quotient, up });
    s.rounded.next = quotient.asSigned().add(up.toSigned()).wrap(quotientBits + 1);
    s.over_4.next = s.over;
    s.negative_4.next = s.negative;
    // 5: a quotient of more bits than the result lies beyond the bound of its sign
    const code  = s.rounded.wrap(codeBits);
    const high_bits = s.rounded.slice(quotientBits, codeBits - 1);
    keep({ code, high_bits });
    const beyond_codes = any(s.over_4, high_bits.any().and(high_bits.all().not()));
    const beyond_raw   = any(s.over_4, s.rounded.bit(quotientBits).xor(s.rounded.bit(quotientBits - 1)));
    const beyond   = mux(s.raw, beyond_raw, beyond_codes);
    const below    = mux(s.over_4, s.negative_4, s.rounded.lt(0));
    keep({ beyond, below });
    const too_high = mux(beyond, below.not(), all(s.raw.not(), code.gt(s.high)));
    const too_low  = mux(beyond, below, all(s.raw.not(), code.lt(s.low)));
    const most  = mux(s.raw, 2 ** 31 - 1, s.high.extend(32));
    const least = mux(s.raw, -(2 ** 31), s.low.extend(32));
    keep({ too_high, too_low, most, least });
    s.result.next = mux(too_high, most, mux(too_low, least, s.rounded.wrap(32)));
    return { result: s.result };
  },
);

import { any, bool, cat, constant, keep, module, mux, sint, uint, when, type BitShape, type Signal } from '../language/hardware.js';
import type { AcceleratorParameters } from './parameters.js';

/** Bits of a digit. */
export type DigitParameters = Pick<AcceleratorParameters, 'accumulatorBits'> & { readonly requantiseBits: number };

/** Bits of what is left of the products when the low digit is gone: |left| <= 2^16, since factors have 16 bits and digits are less than 2^digit. */
const restBits = 17;

/** Bits of a multiplier times a digit. */
export const productBits = (digit: number): number => 16 + digit;

/**
 * Requantises one value, a digit of requantiseBits bits per cycle, lowest first: v * multiplier + add + skip * skip_multiplier, shifted right with round half
 * to even, saturated, exactly as `requantise_lane`. The products are shift-and-add, the shift is the digit from which on the result is kept: no wide multiplier, no shifter.
 *
 *   1  digits of v, of the skip code and of the addition (`offset`)
 *   2  rest + digit * multiplier + skip digit * skip_multiplier: its low digit, plus offset, is the next digit of the sum, what is above is the new rest
 *   3  the sum, shifted left to whole digits, is dropped, kept or looked at for saturation
 *
 * A negative v goes on in digits of its sign. Half of the unit comes with `offset`, see `requantise-lane.ts` for what is done about a half.
 */
export const serialLane = module('serial_lane',
  ({ requantiseBits }: DigitParameters) => ({
    doc: 'multiply, add, shift with round half to even, saturate, digit by digit: one pixel',
    inputs: {
      prepare:          bool.doc('the digits begin in the next cycle'),
      first:            bool.doc('stage 1 has the first digit'),
      top:              bool.doc('stage 1 has the digit with the top bit of v'),
      past:             bool.doc('stage 1 is past it'),
      dorefa:           bool.doc('weights stand for 2*code - (2^bits - 1)'),
      sum:              uint(requantiseBits).doc('stage 1: digit of the sum of a channel'),
      activation_sum:   uint(requantiseBits).doc('stage 1: with dorefa digit of the sum of this pixel with all weight bits one, else 0'),
      skip:             uint(requantiseBits).doc('stage 1: digit of the code of the skip map'),
      offset:           uint(requantiseBits).doc('stage 2: digit of addition and half of the unit'),
      multiplier:       sint(16).doc('stage 2'),
      skip_multiplier:  sint(16).doc('stage 2'),
      ...(triples(requantiseBits, { triple: sint(18).doc('3 * multiplier'), skip_triple: sint(18).doc('3 * skip_multiplier') })),
      ...(shifts(requantiseBits, { left: uint(Math.max(1, Math.log2(requantiseBits))).doc('stage 3: bits to whole digits') })),
      dropped:          bool.doc('stage 3: the shift drops the digit'),
      lowest:           bool.doc('stage 3: first digit of the result'),
      kept:             bool.doc('stage 3: the digit is one of the widest result, 8 bits or 32'),
      above:            bool.doc('stage 3: the digit is above it'),
      even:             bool.doc('stage 3: a half rounds to even'),
      raw:              bool.doc('saturate to 32 bits'),
      low:              sint(8).doc('smallest code: 0 or -high - 1'),
      high:             uint(8).doc('largest code: 2^k - 1; 0 with raw'),
    },
    outputs: { result: sint(32).doc('stage 4, after the last digit; a code in the low 8 bits') },
    state: {
      borrow:     bool,
      doubled:    bool.doc('top bit of the last digit of the sum'),
      sign:       bool.doc('top bit of v'),
      v_2:        uint(requantiseBits),
      skip_2:     uint(requantiseBits),
      rest:       sint(restBits),
      carry:      bool,
      sum_3:      uint(requantiseBits),
      ...(shifts(requantiseBits, { earlier: uint(Math.max(1, requantiseBits - 1)).doc('top bits of the digit before') })),
      rests:      bool.doc('the shift dropped a one'),
      ones:       bool.doc('there is a one above the widest result'),
      zeros:      bool.doc('there is a zero above it'),
      negative:   bool,
      quotient:   uint(32).doc('a code in the top bits'),
    },
  }),
  (s, { accumulatorBits, requantiseBits: digit }) => {
    // 1: v
    const minuend = mux(s.dorefa, digit === 1 ? s.doubled : cat(s.sum.slice(digit - 2, 0), s.doubled), s.sum);
    const difference = minuend.sub(s.activation_sum).sub(s.borrow.toSigned()).wrap(digit + 1).asUnsigned();
    keep({ minuend, difference });
    const topBit = (accumulatorBits - 1) % digit;
    const v_sign = difference.bit(topBit);
    keep({ v_sign });
    const low = difference.slice(digit - 1, 0);
    const v_top = topBit === digit - 1 ? low : mux(s.top, cat(v_sign.repeat(digit - 1 - topBit), difference.slice(topBit, 0)), low);
    s.borrow.next = difference.bit(digit);
    s.doubled.next = s.sum.bit(digit - 1);
    when(s.prepare, () => { s.borrow.next = false; s.doubled.next = false; });
    when(s.past.not(), () => { s.sign.next = v_sign; });
    s.v_2.next = mux(s.past, s.sign.repeat(digit), v_top);
    s.skip_2.next = s.skip;

    // 2: products, of which the low digit is known
    const product = productOf(s.v_2, s.multiplier, s.triple);
    const skip_product = productOf(s.skip_2, s.skip_multiplier, s.skip_triple);
    const total = s.rest.add(product).add(skip_product).wrap(restBits + digit);
    keep({ product, skip_product, total });
    const low_sum = total.slice(digit - 1, 0).add(s.offset).add(s.carry);
    keep({ low_sum });
    s.rest.next = total.slice(restBits + digit - 1, digit).asSigned();
    s.carry.next = low_sum.bit(digit);
    s.sum_3.next = low_sum.slice(digit - 1, 0);
    when(s.first, () => { s.rest.next = 0; s.carry.next = false; s.sum_3.next = 0; });

    // 3: shift, round a half to even
    const { left, earlier } = s;
    let shifted: Signal<'unsigned'> = s.sum_3;
    if (left !== undefined && earlier !== undefined) {
      const both = cat(s.sum_3, earlier);
      keep({ both });
      earlier.next = s.sum_3.slice(digit - 1, 1);
      shifted = Array.from({ length: digit }, (_, by) => both.slice(2 * digit - 2 - by, digit - 1 - by)).reduce((other, value, by) => mux(left.eq(by), value, other));
    }
    const odd = shifted.bit(0).and(any(s.lowest.not(), s.even.not(), s.rests));
    const rounded = digit === 1 ? odd : cat(shifted.slice(digit - 1, 1), odd);
    keep({ shifted, odd });
    when(s.dropped, () => { s.rests.next = s.rests.or(shifted.any()); });
    when(s.above, () => { s.ones.next = s.ones.or(shifted.any()); s.zeros.next = s.zeros.or(shifted.all().not()); });
    when(s.kept, () => { s.quotient.next = cat(rounded, s.quotient.slice(31, digit)); });
    s.negative.next = shifted.bit(digit - 1);
    when(s.first, () => { s.rests.next = false; s.ones.next = false; s.zeros.next = false; });

    // 4: saturate
    const code = s.quotient.slice(31, 24);
    const beyond_code = code.xor(s.negative.repeat(8)).and(s.high.not()).any();
    const below  = s.negative.and(s.low.lt(0).or(s.raw));
    const beyond = any(mux(s.negative, s.zeros, s.ones), s.negative.xor(below), mux(s.raw, s.quotient.bit(31).xor(s.negative), beyond_code));
    const fill   = mux(s.raw, s.negative.not(), below);
    const bound  = mux(s.raw, fill.repeat(8), mux(s.negative, s.low.asUnsigned(), s.high));
    keep({ code, beyond_code, below, beyond, fill, bound });
    const inside = cat(s.quotient.slice(30, 8), mux(s.raw, s.quotient.slice(7, 0), code));
    return { result: cat(below, mux(beyond, cat(fill.repeat(23), bound), inside)).asSigned() };

    /** Sum over pairs of the digit's bits: each takes 0, 1, 2 or 3 times the multiplier. */
    function productOf(factor: Signal<'unsigned'>, multiplier: Signal<'signed'>, triple: Signal<'signed'> | undefined): Signal<'signed'> {
      if (triple === undefined) return mux(factor.bit(0), multiplier, constant(sint(16), 0)).extend(productBits(1));
      const pairs = Array.from({ length: digit / 2 }, (_, pair) => {
        const [odd, twice] = [factor.bit(2 * pair), factor.bit(2 * pair + 1)];
        return mux(twice, mux(odd, triple, multiplier.shl(1).extend(18)), mux(odd, multiplier.extend(18), constant(sint(18), 0))).shl(2 * pair);
      });
      return pairs.reduce((sum, pair) => sum.add(pair)).wrap(productBits(digit));
    }
  },
);

/** Where a digit has several bits. */
export function shifts<Ports extends Readonly<Record<string, BitShape>>>(digit: number, ports: Ports): { readonly [N in keyof Ports]?: Ports[N] } {
  return digit > 1 ? ports : {};
}
/** Likewise: what three times a multiplier is needed for. */
export const triples = shifts;

import { constant, HardwareError, keep, mux, sint, uint, type Signal } from '../language/hardware.js';

/**
 * The sum, in `width` bits: what lies outside becomes the nearest end, 2^width - 1 or, signed, -2^(width-1) .. 2^(width-1) - 1. Both
 * operands have one sign, which is the result's. `name` names the exact sum, which Verilog has to slice.
 *
 *     accumulator.next = addSaturated(accumulator, term, 16, 'exact');
 */
export const addSaturated = <S extends 'signed' | 'unsigned'>(left: Signal<S>, right: Signal<S>, width: number, name: string): Signal<S> =>
  fitted(named(name, left.add(right)), width);

/** The difference, likewise; of unsigned operands it stops at 0, too, and stays unsigned. `<name>_natural` names it from 0 on. */
export function subtractSaturated<S extends 'signed' | 'unsigned'>(left: Signal<S>, right: Signal<S>, width: number, name: string): Signal<S> {
  const exact = named(name, left.sub(right));
  if (left.sign === 'signed') return fitted(exact, width) as Signal<any>;
  const natural = named(`${name}_natural`, mux(exact.lt(0), constant(sint(exact.width), 0), exact).asUnsigned());
  return fitted(natural, width) as Signal<any>;
}

/** The product, likewise. */
export const multiplySaturated = <S extends 'signed' | 'unsigned'>(left: Signal<S>, right: Signal<S>, width: number, name: string): Signal<S> =>
  fitted(named(name, left.mul(right)), width);

const fitted = <S extends 'signed' | 'unsigned'>(exact: Signal<S>, width: number): Signal<S> =>
  (width > exact.width ? exact.extend(width) : exact.saturate(width)) as Signal<any>;

export type Rounding = 'down' | 'half up' | 'half to even';

/**
 * `value` / 2^`shift`, rounded: towards minus infinity, to the nearest with halves up, or with halves to the even neighbour (no bias). One
 * bit wider than the quotient where rounding up can need it. `name` names the nets that Verilog must slice: the value itself, and
 * `<name>_rounded`.
 */
export function divideRounded<S extends 'signed' | 'unsigned'>(value: Signal<S>, shift: number, rounding: Rounding, name: string): Signal<S> {
  const { width } = value;
  if (!Number.isSafeInteger(shift) || shift < 1 || shift >= width)
    throw new HardwareError(`divideRounded by 2^${shift} of ${width} bits; the shift is a whole number from 1 to ${width - 1}`);
  const exact = named(name, value);
  const signed = value.sign === 'signed';
  const quotientBits = width - shift;
  const quotient = (bits: Signal<any>, top: number): Signal<any> => (signed ? bits.slice(top, shift).asSigned() : bits.slice(top, shift));
  if (rounding === 'down') return quotient(exact, width - 1).extend(quotientBits);
  const half = 2n ** BigInt(shift - 1);
  const bump = (shape: Signal<any>): Signal<any> => (signed ? shape.toSigned() : shape);
  // Half up adds a half; half to even adds a little less, and the quotient's last bit, which makes the difference at exact halves only.
  const biased = rounding === 'half up' ? exact.add(constant(signed ? sint(shift + 1) : uint(shift), half) as Signal<any>) : evenBias(exact, shift, half, bump);
  return quotient(named(`${name}_rounded`, biased.wrap(width + 1)), width);
}

function evenBias(exact: Signal<any>, shift: number, half: bigint, bump: (bits: Signal<any>) => Signal<any>): Signal<any> {
  const odd = bump(exact.bit(shift));
  return half === 1n ? exact.add(odd) : exact.add(bump(constant(uint(shift), half - 1n))).add(odd);
}

function named<S extends 'signed' | 'unsigned'>(name: string, value: Signal<S>): Signal<S> {
  keep({ [name]: value });
  return value;
}

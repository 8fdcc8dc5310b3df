/** How the bits of a value are read: as a natural number or as two's complement. */
export type Sign = 'unsigned' | 'signed';

/** The type of every value in the IR: a sign and a width in bits (>= 1). There is no other type. */
export interface Type {
  readonly sign: Sign;
  readonly width: number;
}

export const unsigned = (width: number): Type => common(naturals, 'unsigned', width);
export const signed = (width: number): Type => common(integers, 'signed', width);
export const typeOf = (sign: Sign, width: number): Type => common(sign === 'signed' ? integers : naturals, sign, width);

/** Types of up to so many bits are made once. */
const commonWidth = 64;

/** By width. */
const naturals: Type[] = [];
const integers: Type[] = [];

function common(known: Type[], sign: Sign, width: number): Type {
  if (!(width >= 1 && width <= commonWidth && Number.isInteger(width))) return Object.freeze({ sign, width: small(width) });
  return (known[width] ??= Object.freeze({ sign, width: small(width) }));
}

/**
 * The same number, as V8 keeps integers. A result of `Math.log2` or `**` is kept as a fraction, and one of them would make every width of every
 * type one: an object of its own, and a new one each time it is read.
 */
const small = (width: number): number => ((width | 0) === width ? width | 0 : width);

/** `uint(8)`, `sint(24)`: the spelling used in messages, dumps and documents. */
export function typeName(type: Type): string {
  return `${type.sign === 'signed' ? 'sint' : 'uint'}(${type.width})`;
}

/** Whether a value lies in the range of a type. */
export const fits = (value: bigint, { sign, width }: Type): boolean => (sign === 'signed' ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value)) === value;

/** Smallest and largest value of a type, both inclusive. */
export function valueRange(type: Type): { min: bigint; max: bigint } {
  const width = BigInt(type.width);
  return type.sign === 'signed'
    ? { min: -(1n << (width - 1n)), max: (1n << (width - 1n)) - 1n }
    : { min: 0n, max: (1n << width) - 1n };
}

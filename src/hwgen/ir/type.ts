/** How the bits of a value are read: as a natural number or as two's complement. */
export type Sign = 'unsigned' | 'signed';

/** The type of every value in the IR: a sign and a width in bits (>= 1). There is no other type. */
export interface Type {
  readonly sign: Sign;
  readonly width: number;
}

export const unsigned = (width: number): Type => ({ sign: 'unsigned', width });
export const signed = (width: number): Type => ({ sign: 'signed', width });

/** `uint(8)`, `sint(24)`: the spelling used in messages, dumps and documents. */
export function typeName(type: Type): string {
  return `${type.sign === 'signed' ? 'sint' : 'uint'}(${type.width})`;
}

/** Smallest and largest value of a type, both inclusive. */
export function valueRange(type: Type): { min: bigint; max: bigint } {
  const width = BigInt(type.width);
  return type.sign === 'signed'
    ? { min: -(1n << (width - 1n)), max: (1n << (width - 1n)) - 1n }
    : { min: 0n, max: (1n << width) - 1n };
}

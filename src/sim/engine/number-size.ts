/** Bits of `value` (at least 0) as an unsigned number. */
export function unsignedSize(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

/** Bits of a 64-bit word read as two's complement. */
export function signedSize(word: bigint): number {
  const value = BigInt.asIntN(64, word);
  return value < 0n ? unsignedSize(-value - 1n) + 1 : unsignedSize(value) + 1;
}

/** k when `value` is 2^k - 1, k at least 1. */
export function onesMask(value: bigint): number | undefined {
  return value !== 0n && (value & (value + 1n)) === 0n ? unsignedSize(value) : undefined;
}

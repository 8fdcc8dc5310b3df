/**
 * One operation on at most 64 bits. `i64` limbs hold 64-bit words; `i32` limbs hold a truth value, 0 or 1 (what a WebAssembly
 * comparison yields and a branch takes). `state` is a slot of the state (a register or input), `load` a word of a memory. `pick` takes an
 * index and as many states as the index can tell apart.
 */
export type LimbOp =
  | 'constant' | 'state' | 'load'
  | 'add' | 'subtract' | 'multiply' | 'and' | 'or' | 'xor' | 'shiftLeft' | 'shiftRightUnsigned' | 'shiftRightSigned'
  | 'equal' | 'notEqual' | 'lessUnsigned' | 'lessSigned' | 'lessEqualUnsigned' | 'lessEqualSigned'
  | 'popcount' | 'signExtend' | 'extend' | 'wrap' | 'not' | 'select' | 'pick';

export type LimbKind = 'i32' | 'i64';

export interface Limb {
  /** Operands have smaller ids than their users: the order of ids is a topological order. */
  readonly id: number;
  readonly op: LimbOp;
  readonly kind: LimbKind;
  readonly operands: readonly Limb[];
  /** `constant`: the word as an unsigned number. */
  readonly value: bigint;
  /** `state`: slot. `load`: memory * 2^16 + limb of the word. `signExtend`: width. */
  readonly parameter: number;
  /** As an unsigned number the word is below 2^unsignedBits (64: nothing is known). */
  readonly unsignedBits: number;
  /** As a two's complement number the word fits signedBits bits (64: nothing is known). */
  readonly signedBits: number;
}

/** How many limbs of one memory word a `load` parameter can tell apart. */
export const limbsPerWord = 2 ** 16;

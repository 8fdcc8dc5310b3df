/**
 * One operation on at most 64 bits, or on four lanes. `i64` limbs hold 64-bit words; `i32` limbs hold a truth value, 0 or 1 (what a WebAssembly
 * comparison yields and a branch takes); `v128` limbs hold four lanes of 32 bits. `state` is a slot of the state (a register or input), `load` a word of a memory. `pick` takes an
 * index and as many states as the index can tell apart.
 */
export type LimbOp =
  | 'constant' | 'state' | 'load'
  | 'add' | 'subtract' | 'multiply' | 'and' | 'or' | 'xor' | 'shiftLeft' | 'shiftRightUnsigned' | 'shiftRightSigned' | 'rotateRight'
  | 'equal' | 'notEqual' | 'lessUnsigned' | 'lessSigned' | 'lessEqualUnsigned' | 'lessEqualSigned'
  | 'popcount' | 'signExtend' | 'extend' | 'wrap' | 'not' | 'select' | 'pick' | VectorOp;

/**
 * What makes a v128: `neighbours`, four states that lie one after the other in memory; `gather`, four limbs that are computed one by one; `splat`,
 * the low 32 bits of one limb in all lanes; `splatWord`, one limb twice; `vector`, the instruction `parameter` on v128 operands; `vectorShift`,
 * the instruction `parameter` on a v128 and an amount for all lanes.
 */
export type VectorOp = 'neighbours' | 'gather' | 'splat' | 'splatWord' | 'vector' | 'vectorShift';

export type LimbKind = 'i32' | 'i64' | 'v128';

export interface Limb {
  /** Operands have smaller ids than their users: the order of ids is a topological order. */
  readonly id: number;
  readonly op: LimbOp;
  readonly kind: LimbKind;
  readonly operands: readonly Limb[];
  /** `constant`: the word as an unsigned number. */
  readonly value: bigint;
  /** `constant`: how many ones, when they are all that the word has and stand in its low bits, else 0. `state`: slot. `load`: memory * 2^16 + limb of the word. `signExtend`: width. `vector`, `vectorShift`: instruction. */
  readonly parameter: number;
  /** As an unsigned number the word is below 2^unsignedBits (64: nothing is known). */
  readonly unsignedBits: number;
  /** As a two's complement number the word fits signedBits bits (64: nothing is known). */
  readonly signedBits: number;
}

/** How many limbs of one memory word a `load` parameter can tell apart. */
export const limbsPerWord = 2 ** 16;

import type { Source } from './source.js';
import type { Type } from './type.js';

/**
 * A value computed from other values of the same module in the same cycle. Widths are explicit: every node carries its result
 * type, and each operand is read by *its own* type (sign-extended when signed, zero-extended when unsigned) as an integer.
 * The integer result, modulo 2^width, is the value of the node.
 */
export type Expression =
  | Constant
  | Reference
  | Unary
  | Binary
  | Shift
  | Mux
  | Concatenate
  | Slice
  | Pick
  | Resize
  | Reinterpret;

interface Node {
  readonly type: Type;
  readonly source?: Source | undefined;
}

/** A literal. `value` lies in the range of `type` (negative values only when signed). */
export interface Constant extends Node {
  readonly kind: 'constant';
  readonly value: bigint;
}

/** The current value of a port (input, or output: then its driver), wire, register, memory read port or instance output of the same module. */
export interface Reference extends Node {
  readonly kind: 'reference';
  readonly name: string;
}

/**
 * `not`: bitwise, same type. `negate`: exact (one bit wider, signed). `popcount`: number of ones, unsigned, bitsFor(width) bits.
 * `any` / `all` / `parity`: OR / AND / XOR of all bits, unsigned 1 bit.
 */
export interface Unary extends Node {
  readonly kind: 'unary';
  readonly op: 'not' | 'negate' | 'popcount' | 'any' | 'all' | 'parity';
  readonly operand: Expression;
}

export type ArithmeticOp = 'add' | 'subtract' | 'multiply';
export type BitwiseOp = 'and' | 'or' | 'xor';
export type ComparisonOp = 'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual';

/**
 * Arithmetic: operands of one sign; exact result (add, subtract: max width + 1; subtract is always signed; multiply: sum of widths).
 * Bitwise: operands of the same type, result of that type. Comparison: operands of one sign, any widths; unsigned 1 bit.
 */
export interface Binary extends Node {
  readonly kind: 'binary';
  readonly op: ArithmeticOp | BitwiseOp | ComparisonOp;
  readonly left: Expression;
  readonly right: Expression;
}

/**
 * Shift by a constant or by an unsigned value. `left` is exact for a constant (width + amount) and for a variable
 * (width + 2^amountWidth - 1). `right` keeps the type and is arithmetic when the operand is signed. An amount beyond the width
 * gives 0 (or all sign bits).
 */
export interface Shift extends Node {
  readonly kind: 'shift';
  readonly op: 'left' | 'right';
  readonly operand: Expression;
  readonly amount: Expression;
}

/** `condition` (unsigned 1 bit) ? whenTrue : whenFalse; the arms have the node's type. */
export interface Mux extends Node {
  readonly kind: 'mux';
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

/** Bits of all parts, the first the most significant; unsigned. */
export interface Concatenate extends Node {
  readonly kind: 'concatenate';
  readonly parts: readonly Expression[];
}

/** Bits high..low of the operand, both inclusive; unsigned. */
export interface Slice extends Node {
  readonly kind: 'slice';
  readonly operand: Expression;
  readonly high: number;
  readonly low: number;
}

/**
 * Element `index` of a vector of equal elements: bits index*width .. index*width + width - 1, of the node's type.
 * The operand holds a whole number of elements. An index past the last element gives 0.
 */
export interface Pick extends Node {
  readonly kind: 'pick';
  readonly operand: Expression;
  readonly index: Expression;
}

/** The operand's integer value modulo 2^width: extends by the operand's own sign, or drops high bits (wraps). Sign of operand. */
export interface Resize extends Node {
  readonly kind: 'resize';
  readonly operand: Expression;
}

/** The same bits with the other sign; same width. */
export interface Reinterpret extends Node {
  readonly kind: 'reinterpret';
  readonly operand: Expression;
}

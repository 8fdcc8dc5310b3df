import type { Constant } from '../ir/expression.js';
import { fits, signed, typeName, unsigned, valueRange, type Sign, type Type } from '../ir/type.js';
import { HardwareError } from './error.js';
import { messages } from './messages.js';

/** What may stand wherever a signal operand does; `true` is 1. */
export type Literal = number | bigint | boolean;

export const isLiteral = (value: unknown): value is Literal =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';

/** Bits that hold the natural number `n` and everything below it: bitsFor(31) = 5, bitsFor(32) = 6, bitsFor(0) = 1. */
export function bitsFor(n: number | bigint): number {
  const value = integer(n);
  if (value < 0n) throw new HardwareError(messages.bitsForNegative(value));
  return value === 0n ? 1 : value.toString(2).length;
}

/** The exact integer behind a literal. */
export function integer(value: Literal): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new HardwareError(messages.notAnInteger(value));
  return BigInt(value);
}

/** The literal as a constant of exactly `type`. `what` names the place for the message. */
export function constantOf(type: Type, literal: Literal, what: string): Constant {
  const value = integer(literal);
  if (!fits(value, type)) {
    const { min, max } = valueRange(type);
    throw new HardwareError(messages.literalRange(what, value, typeName(type), min, max));
  }
  return { kind: 'constant', type, value };
}

/** The literal as a constant of the least width that holds it, of the sign of the operand it meets. */
export function smallestConstant(sign: Sign, literal: Literal, what: string): Constant {
  const value = integer(literal);
  if (sign === 'unsigned') {
    if (value < 0n) throw new HardwareError(messages.negativeLiteral(what, value));
    return { kind: 'constant', type: unsigned(bitsFor(value)), value };
  }
  const magnitude = value < 0n ? -value - 1n : value;
  return { kind: 'constant', type: signed(magnitude === 0n ? 1 : bitsFor(magnitude) + 1), value };
}

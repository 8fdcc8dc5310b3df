import type { ArithmeticOp, BitwiseOp, ComparisonOp, Expression } from '../ir/expression.js';
import type { Source } from '../ir/source.js';
import { signed, typeName, typeOf, unsigned, valueRange, type Sign, type Type } from '../ir/type.js';
import type { Builder } from './builder.js';
import { HardwareError } from './error.js';
import { constantOf, isLiteral, smallestConstant, type Literal } from './literal.js';
import { messages } from './messages.js';

/** Anything that carries a node: the part of `Signal` that building expressions needs. */
export interface Valued {
  readonly node: Expression;
  readonly owner: Builder | undefined;
}

export const isValued = (value: unknown): value is Valued =>
  typeof value === 'object' && value !== null && 'node' in value && 'owner' in value;

/** The module both belong to; constants belong to none. */
export function commonOwner(what: string, left: Builder | undefined, right: Builder | undefined): Builder | undefined {
  if (left && right && left !== right) throw new HardwareError(messages.otherModule(what, right.name, left.name));
  return left ?? right;
}

/** The node of an operand that meets one of `sign`: a literal becomes the smallest constant. */
export function operandNode(what: string, operand: Valued | Literal, sign: Sign): Expression {
  if (isLiteral(operand)) return smallestConstant(sign, operand, what);
  if (!isValued(operand)) throw new HardwareError(messages.notASignal(what, String(operand)));
  return operand.node;
}

/** A value for a target of exactly `type`; literals adapt. */
export function assignedNode(target: string, type: Type, value: unknown, owner: Builder): Expression {
  if (isLiteral(value)) return constantOf(type, value, target);
  if (!isValued(value)) throw new HardwareError(messages.notASignal(target, String(value)));
  commonOwner(target, owner, value.owner);
  const have = value.node.type;
  if (have.sign !== type.sign || have.width !== type.width)
    throw new HardwareError(messages.assign(target, typeName(type), typeName(have), have.sign !== type.sign));
  return value.node;
}

/** A condition: one unsigned bit. */
export function conditionNode(what: string, value: unknown, owner: Builder | undefined): Expression {
  if (isLiteral(value)) return constantOf(unsigned(1), value, what);
  if (!isValued(value)) throw new HardwareError(messages.notASignal(what, String(value)));
  commonOwner(what, owner, value.owner);
  if (value.node.type.sign !== 'unsigned' || value.node.type.width !== 1)
    throw new HardwareError(messages.condition(what, typeName(value.node.type)));
  return value.node;
}

export function requireSameSign(op: string, left: Expression, right: Expression): void {
  if (left.type.sign !== right.type.sign) throw new HardwareError(messages.sameSign(op, typeName(left.type), typeName(right.type)));
}

/** Exact sum, difference or product. */
export function arithmetic(op: ArithmeticOp, left: Expression, right: Expression, source: Source): Expression {
  requireSameSign(op, left, right);
  const { sign } = left.type;
  const wider = Math.max(left.type.width, right.type.width) + 1;
  const type =
    op === 'multiply' ? typeOf(sign, left.type.width + right.type.width) : op === 'subtract' ? signed(wider) : typeOf(sign, wider);
  return { kind: 'binary', op, left, right, type, source };
}

export function bitwise(op: BitwiseOp, left: Expression, right: Expression, source: Source): Expression {
  if (left.type.sign !== right.type.sign || left.type.width !== right.type.width)
    throw new HardwareError(messages.sameType(op, typeName(left.type), typeName(right.type)));
  return { kind: 'binary', op, left, right, type: left.type, source };
}

const range = (e: Expression): { min: bigint; max: bigint } => (e.kind === 'constant' ? { min: e.value, max: e.value } : valueRange(e.type));

/**
 * A comparison. One with a constant that the operand's type decides (`x.ge(0)` of a natural) is a constant: parametrised code
 * meets it at the ends of its range, and printed it would be a lint warning.
 */
export function comparison(op: ComparisonOp, left: Expression, right: Expression, source: Source): Expression {
  requireSameSign(op, left, right);
  if (left.kind === 'constant' || right.kind === 'constant') {
    const decided = decide(op, range(left), range(right));
    if (decided !== undefined) return { kind: 'constant', type: unsigned(1), value: decided ? 1n : 0n, source };
  }
  return { kind: 'binary', op, left, right, type: unsigned(1), source };
}

type Range = ReturnType<typeof range>;

function decide(op: ComparisonOp, left: Range, right: Range): boolean | undefined {
  switch (op) {
    case 'less':
      return left.max < right.min ? true : left.min >= right.max ? false : undefined;
    case 'greaterEqual':
      return negated(decide('less', left, right));
    case 'greater':
      return decide('less', right, left);
    case 'lessEqual':
      return negated(decide('less', right, left));
    case 'equal':
      if (left.max < right.min || right.max < left.min) return false;
      return left.min === left.max && right.min === right.max ? true : undefined;
    case 'notEqual':
      return negated(decide('equal', left, right));
  }
}

const negated = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value);

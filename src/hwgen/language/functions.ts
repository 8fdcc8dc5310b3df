import type { Expression } from '../ir/expression.js';
import type { Source } from '../ir/source.js';
import { typeName, typeOf, unsigned, type Sign, type Type } from '../ir/type.js';
import type { Builder } from './builder.js';
import { HardwareError } from './error.js';
import { constantOf, isLiteral, type Literal } from './literal.js';
import { capture } from './location.js';
import { messages } from './messages.js';
import { arithmetic, bitwise, commonOwner, conditionNode, isValued, operandNode, requireSameSign, type Valued } from './operand.js';
import type { BitShape } from './shape.js';
import { Signal, type Bool, type Operand } from './signal.js';

/**
 * `condition` ? `whenTrue` : `whenFalse`. The arms have one sign; the narrower one is extended to the wider, a number takes the type of
 * the other arm. A constant condition chooses at once.
 */
export function mux<S extends Sign, W extends number>(condition: Bool | Literal, whenTrue: Signal<S, W>, whenFalse: Signal<NoInfer<S>, NoInfer<W>> | Literal): Signal<S, W>;
export function mux<S extends Sign, W extends number>(condition: Bool | Literal, whenTrue: Literal, whenFalse: Signal<S, W>): Signal<S, W>;
export function mux<S extends Sign>(condition: Bool | Literal, whenTrue: Operand<S>, whenFalse: Operand<NoInfer<S>>): Signal<S>;
export function mux(condition: Bool | Literal, whenTrue: Signal | Literal, whenFalse: Signal | Literal): Signal {
  const owner = owners('mux', [condition, whenTrue, whenFalse]);
  const [left, right] = armNodes(whenTrue, whenFalse);
  requireSameSign('mux', left, right);
  const type = typeOf(left.type.sign, Math.max(left.type.width, right.type.width));
  const source = capture();
  const arm = (e: Expression): Expression => (e.type.width === type.width ? e : { kind: 'resize', operand: e, type, source });
  const test = conditionNode('mux condition', condition, owner);
  // Decided by a parameter: only one arm is hardware.
  if (test.kind === 'constant') return new Signal(arm(test.value === 1n ? left : right), owner);
  return new Signal({ kind: 'mux', condition: test, whenTrue: arm(left), whenFalse: arm(right), type, source }, owner);
}

function armNodes(left: Signal | Literal, right: Signal | Literal): [Expression, Expression] {
  if (isLiteral(left) && !isLiteral(right)) return [constantOf(armType(right), left, 'mux arm'), right.node];
  if (isLiteral(right) && !isLiteral(left)) return [left.node, constantOf(armType(left), right, 'mux arm')];
  return [operandNode('mux', left, 'unsigned'), operandNode('mux', right, 'unsigned')];
}

function armType(arm: Signal): Type {
  if (!isValued(arm)) throw new HardwareError(messages.notASignal('mux', String(arm)));
  return arm.node.type;
}

/** The bits of all parts side by side, the first the most significant; unsigned. */
export function cat(...parts: readonly Signal[]): Signal<'unsigned'> {
  if (parts.length === 0) throw new HardwareError(messages.catEmpty());
  const nodes = parts.map((part) => {
    if (isLiteral(part)) throw new HardwareError(messages.catLiteral(String(part)));
    return operandNode('cat', part, 'unsigned');
  });
  const width = nodes.reduce((sum, { type }) => sum + type.width, 0);
  return new Signal({ kind: 'concatenate', parts: nodes, type: unsigned(width), source: capture() }, owners('cat', parts));
}

/** The exact sum, added as a balanced tree: k-bit terms give k + ceil(log2(terms)) bits. */
export function sum<S extends Sign>(...terms: readonly Signal<S>[]): Signal<S> {
  if (terms.length === 0) throw new HardwareError(messages.sumEmpty());
  const source = capture();
  return new Signal(
    balanced(terms.map((term) => operandNode('sum', term, term.sign)), (left, right) => arithmetic('add', left, right, source)),
    owners('sum', terms),
  );
}

/** Is one of the conditions true? `any()` of none is 0. */
export const any = (...conditions: readonly (Bool | Literal)[]): Bool => reduce('any', 'or', 0n, conditions, capture());

/** Are all conditions true? `all()` of none is 1. */
export const all = (...conditions: readonly (Bool | Literal)[]): Bool => reduce('all', 'and', 1n, conditions, capture());

function reduce(what: string, op: 'or' | 'and', empty: bigint, conditions: readonly (Bool | Literal)[], source: Source): Bool {
  const owner = owners(what, conditions);
  const nodes = conditions.map((condition) => conditionNode(what, condition, owner));
  // A left-leaning chain: prints as a | b | c, and costs the same as a tree after any synthesis.
  const node = nodes.length === 0 ? constantOf(unsigned(1), empty, what) : nodes.reduce((left, right) => bitwise(op, left, right, source));
  return new Signal(node, owner);
}

function balanced(nodes: readonly Expression[], join: (left: Expression, right: Expression) => Expression): Expression {
  if (nodes.length === 1) return nodes[0]!;
  const half = Math.ceil(nodes.length / 2);
  return join(balanced(nodes.slice(0, half), join), balanced(nodes.slice(half), join));
}

/** A number with a type. */
export function constant<S extends Sign, W extends number>(shape: BitShape<S, W>, value: Literal): Signal<S, W> {
  return new Signal(constantOf(shape.type, value, `constant of ${typeName(shape.type)}`), undefined);
}

/** Marks a vector for `placeArray`: element i takes bits i*width .. of it. */
export class Each {
  constructor(readonly vector: Signal) {}
}

/** `each(vector)`: see Each. */
export const each = (vector: Signal): Each => new Each(vector);

function owners(what: string, values: readonly (Valued | Literal)[]): Builder | undefined {
  return values.reduce<Builder | undefined>((owner, value) => (isValued(value) ? commonOwner(what, owner, value.owner) : owner), undefined);
}

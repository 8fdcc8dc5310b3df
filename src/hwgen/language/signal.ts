import type { ArithmeticOp, BitwiseOp, ComparisonOp, Expression, Unary } from '../ir/expression.js';
import type { Source } from '../ir/source.js';
import { signed, typeName, typeOf, unsigned, valueRange, type Sign, type Type } from '../ir/type.js';
import type { Builder } from './builder.js';
import { HardwareError } from './error.js';
import { bitsFor, constantOf, isLiteral, smallestConstant, type Literal } from './literal.js';
import { capture } from './location.js';
import { messages } from './messages.js';
import { arithmetic, bitwise, commonOwner, comparison, isValued, operandNode, type Valued } from './operand.js';
import type { BitShape, Known } from './shape.js';

/** Widest result of a variable left shift: a larger one is a forgotten .wrap of the amount, not hardware. */
const MAX_SHIFT_GROWTH_BITS = 10;

/** What a method takes beside its receiver: a signal of the receiver's sign, or a number. */
export type Operand<S extends Sign, W extends number = any> = Signal<S, W> | Literal;

/** One unsigned bit. */
export type Bool = Signal<'unsigned', 1>;

/**
 * A value in hardware. Operations are exact: results grow so that nothing is lost; `.wrap` and `.saturate` are the only ways down.
 * It has no JavaScript value: `if (s)`, `s + 1` and `s < 3` throw.
 */
export class Signal<S extends Sign = any, W extends number = any> implements Valued {
  declare readonly sign: S;
  declare readonly width: W;

  constructor(
    readonly node: Expression,
    readonly owner: Builder | undefined,
  ) {
    this.sign = node.type.sign as S;
    this.width = node.type.width as W;
  }

  // Bitwise: both operands of one type; a number takes the receiver's.
  and(other: Operand<S, W>): Signal<S, W> {
    return this.bitwise('and', other, capture());
  }
  or(other: Operand<S, W>): Signal<S, W> {
    return this.bitwise('or', other, capture());
  }
  xor(other: Operand<S, W>): Signal<S, W> {
    return this.bitwise('xor', other, capture());
  }
  not(): Signal<S, W> {
    return this.unary('not', this.node.type, capture());
  }

  // Arithmetic: one sign, any widths, exact.
  add(other: Operand<S>): Signal<S> {
    return this.arithmetic('add', other, capture());
  }
  /** Always signed: one bit wider than the wider operand. */
  sub(other: Operand<S>): Signal<'signed'> {
    return this.arithmetic('subtract', other, capture());
  }
  mul(other: Operand<S>): Signal<S> {
    return this.arithmetic('multiply', other, capture());
  }
  /** Signed, one bit wider. */
  neg(): Signal<'signed'> {
    return this.unary('negate', signed(this.node.type.width + 1), capture());
  }

  /** By a number: `amount` bits wider. By a signal of k bits: 2^k - 1 bits wider. */
  shl(amount: Operand<'unsigned'>): Signal<S> {
    const { sign, width } = this.node.type;
    const node = this.amountNode(amount);
    if (node.kind !== 'constant' && node.type.width > MAX_SHIFT_GROWTH_BITS)
      throw new HardwareError(messages.shiftTooWide(typeName(node.type), width + 2 ** node.type.width - 1));
    const growth = node.kind === 'constant' ? Number(node.value) : (1 << node.type.width) - 1;
    return this.make({ kind: 'shift', op: 'left', operand: this.node, amount: node, type: typeOf(sign, width + growth), source: capture() }, amount);
  }
  /** Keeps the type; arithmetic when signed. */
  shr(amount: Operand<'unsigned'>): Signal<S, W> {
    const node = this.amountNode(amount);
    return this.make({ kind: 'shift', op: 'right', operand: this.node, amount: node, type: this.node.type, source: capture() }, amount);
  }

  // Comparison: one sign, any widths.
  eq(other: Operand<S>): Bool {
    return this.compare('equal', other, capture());
  }
  ne(other: Operand<S>): Bool {
    return this.compare('notEqual', other, capture());
  }
  lt(other: Operand<S>): Bool {
    return this.compare('less', other, capture());
  }
  le(other: Operand<S>): Bool {
    return this.compare('lessEqual', other, capture());
  }
  gt(other: Operand<S>): Bool {
    return this.compare('greater', other, capture());
  }
  ge(other: Operand<S>): Bool {
    return this.compare('greaterEqual', other, capture());
  }

  /** The number of ones, in bitsFor(width) bits. */
  popcount(): Signal<'unsigned'> {
    return this.unary('popcount', unsigned(bitsFor(this.node.type.width)), capture());
  }
  /** Is a bit set? */
  any(): Bool {
    return this.unary('any', unsigned(1), capture());
  }
  /** Are all bits set? */
  all(): Bool {
    return this.unary('all', unsigned(1), capture());
  }
  /** Is the number of ones odd? */
  parity(): Bool {
    return this.unary('parity', unsigned(1), capture());
  }

  /** Bits high..low, both inclusive; unsigned. */
  slice(high: number, low: number): Signal<'unsigned'> {
    return this.sliced(high, low, capture());
  }
  bit(index: number): Bool {
    return this.sliced(index, index, capture());
  }
  /** Element `index` of this vector of elements of `shape`, element 0 in the low bits; past the last element 0. */
  pick<T extends Sign, V extends number>(index: Operand<'unsigned'>, shape: BitShape<T, V>): Signal<T, V> {
    const node = operandNode('pick', index, 'unsigned');
    if (node.type.sign !== 'unsigned') throw new HardwareError(messages.pickIndex(typeName(node.type)));
    if (this.node.type.width % shape.type.width !== 0)
      throw new HardwareError(messages.pickElements(typeName(this.node.type), typeName(shape.type)));
    return this.make({ kind: 'pick', operand: this.node, index: node, type: shape.type, source: capture() }, index);
  }
  /** `count` copies side by side; unsigned. */
  repeat(count: number): Signal<'unsigned'> {
    if (!Number.isSafeInteger(count) || count < 1) throw new HardwareError(messages.repeatCount(count));
    if (count === 1 && this.node.type.sign === 'unsigned') return this as Signal<'unsigned'>;
    const parts = Array.from({ length: count }, () => this.node);
    return this.make({ kind: 'concatenate', parts, type: unsigned(count * this.node.type.width), source: capture() });
  }

  /** The low `width` bits, same sign. */
  wrap<const N extends number>(width: N): Signal<S, Known<N>> {
    if (!(width >= 1) || width > this.node.type.width) throw new HardwareError(messages.wrapWider(typeName(this.node.type), width));
    return width === this.node.type.width ? (this as Signal<S, any>) : this.resized(width, capture());
  }
  /** The same value in more bits. */
  extend<const N extends number>(width: N): Signal<S, Known<N>> {
    if (!(width >= this.node.type.width)) throw new HardwareError(messages.extendNarrower(typeName(this.node.type), width));
    return width === this.node.type.width ? (this as Signal<S, any>) : this.resized(width, capture());
  }
  /** The nearest value that `width` bits hold, same sign. */
  saturate<const N extends number>(width: N): Signal<S, Known<N>> {
    const { type } = this.node;
    if (!(width >= 1) || width > type.width) throw new HardwareError(messages.saturateWider(typeName(type), width));
    if (width === type.width) return this as Signal<S, any>;
    const target = typeOf(type.sign, width);
    const { min, max } = valueRange(target);
    const source = capture();
    const limit = (value: bigint): Expression => constantOf(target, value, 'saturate');
    const choose = (condition: Expression, whenTrue: Expression, whenFalse: Expression): Expression =>
      ({ kind: 'mux', condition, whenTrue, whenFalse, type: target, source });
    const above = comparison('greater', this.node, smallestConstant(type.sign, max, 'saturate'), source);
    const wrapped: Expression = { kind: 'resize', operand: this.node, type: target, source };
    if (type.sign === 'unsigned') return this.make(choose(above, limit(max), wrapped));
    const below = comparison('less', this.node, smallestConstant(type.sign, min, 'saturate'), source);
    return this.make(choose(above, limit(max), choose(below, limit(min), wrapped)));
  }

  /** The same natural number with a sign bit of 0: one bit wider. */
  toSigned(): Signal<'signed'> {
    const { type } = this.node;
    if (type.sign === 'signed') throw new HardwareError(messages.toSignedSigned(typeName(type)));
    const wider: Expression = { kind: 'resize', operand: this.node, type: unsigned(type.width + 1), source: capture() };
    return this.make({ kind: 'reinterpret', operand: wider, type: signed(type.width + 1), source: wider.source });
  }
  /** The same bits read as two's complement. */
  asSigned(): Signal<'signed', W> {
    return this.node.type.sign === 'signed' ? (this as Signal<any, W>) : this.reread('signed', capture());
  }
  /** The same bits read as a natural number. */
  asUnsigned(): Signal<'unsigned', W> {
    return this.node.type.sign === 'unsigned' ? (this as Signal<any, W>) : this.reread('unsigned', capture());
  }

  [Symbol.toPrimitive](hint: string): never {
    throw new HardwareError(messages.primitive(typeName(this.node.type), hint));
  }

  private make(node: Expression, other?: Valued | Literal): Signal {
    const same = !isValued(other) || other.owner === this.owner;
    return new Signal(node, same ? this.owner : commonOwner(`.${'op' in node ? node.op : node.kind}`, this.owner, other.owner));
  }
  private unary(op: Unary['op'], type: Type, source: Source): Signal {
    return this.make({ kind: 'unary', op, operand: this.node, type, source });
  }
  private bitwise(op: BitwiseOp, other: Valued | Literal, source: Source): Signal {
    const node = isLiteral(other) ? constantOf(this.node.type, other, op) : operandNode(op, other, this.node.type.sign);
    return this.make(bitwise(op, this.node, node, source), other);
  }
  private arithmetic(op: ArithmeticOp, other: Valued | Literal, source: Source): Signal {
    return this.make(arithmetic(op, this.node, operandNode(op, other, this.node.type.sign), source), other);
  }
  private compare(op: ComparisonOp, other: Valued | Literal, source: Source): Bool {
    return this.make(comparison(op, this.node, operandNode(op, other, this.node.type.sign), source), other);
  }
  private sliced(high: number, low: number, source: Source): Signal<'unsigned'> {
    const { type } = this.node;
    if (!Number.isInteger(high) || !Number.isInteger(low) || low < 0 || high < low || high >= type.width)
      throw new HardwareError(messages.sliceRange(high, low, typeName(type)));
    const width = high - low + 1;
    if (this.node.kind === 'constant')
      return this.make({ kind: 'constant', type: unsigned(width), value: BigInt.asUintN(width, BigInt.asUintN(type.width, this.node.value) >> BigInt(low)) });
    return this.make({ kind: 'slice', operand: this.node, high, low, type: unsigned(width), source });
  }
  private amountNode(amount: Valued | Literal): Expression {
    if (isLiteral(amount) && BigInt(amount) < 0n) throw new HardwareError(messages.shiftAmount(String(amount)));
    const node = operandNode('shift', amount, 'unsigned');
    if (node.type.sign !== 'unsigned') throw new HardwareError(messages.shiftAmount(typeName(node.type)));
    return node;
  }
  private resized(width: number, source: Source): Signal<S, any> {
    if (!Number.isSafeInteger(width)) throw new HardwareError(messages.width(width));
    return this.make({ kind: 'resize', operand: this.node, type: typeOf(this.node.type.sign, width), source });
  }
  private reread(sign: Sign, source: Source): Signal {
    return this.make({ kind: 'reinterpret', operand: this.node, type: typeOf(sign, this.node.type.width), source });
  }
}


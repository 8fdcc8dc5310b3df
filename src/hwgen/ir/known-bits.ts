import type { Binary, ComparisonOp, Expression, Pick as Element, Unary } from './expression.js';
import type { Wire } from './module.js';
import type { Type } from './type.js';

/** Of the bits of a value, those in `mask` are always as in `bits`; `bits` has no others. */
export interface Known {
  readonly mask: bigint;
  readonly bits: bigint;
}

const NOTHING: Known = { mask: 0n, bits: 0n };

/**
 * What is known of a module's values without running it: constants, zero extensions, and what is computed from them alone, through wires.
 * It sees what linters see when they call a comparison constant.
 */
export class KnownBits {
  private readonly wires: ReadonlyMap<string, Expression>;
  private readonly found = new Map<Expression, Known>();

  /** `wires`: those of the module that the expressions belong to. */
  constructor(wires: readonly Pick<Wire, 'name' | 'value'>[]) {
    this.wires = new Map(wires.map(({ name, value }) => [name, value]));
  }

  of(e: Expression): Known {
    let known = this.found.get(e);
    if (!known) this.found.set(e, (known = cut(this.compute(e), e.type.width)));
    return known;
  }

  /** The value of `e` where it is always the same, read by the type of `e`. */
  value(e: Expression): bigint | undefined {
    const { mask, bits } = this.of(e);
    return mask === ones(e.type.width) ? read(bits, e.type) : undefined;
  }

  /** The outcome of a comparison that has one only; undefined for other operations too. */
  outcome({ op, left: a, right: b }: Binary): boolean | undefined {
    if (this.same(a, b)) return TRUE_OF_EQUALS.get(op);
    const [left, right] = [this.range(a), this.range(b)];
    switch (op) {
      case 'less':
        return less(left, right);
      case 'greaterEqual':
        return not(less(left, right));
      case 'greater':
        return less(right, left);
      case 'lessEqual':
        return not(less(right, left));
      case 'equal':
        return equal(left, right);
      case 'notEqual':
        return not(equal(left, right));
      default:
        return undefined;
    }
  }

  private range(e: Expression): Range {
    const { mask, bits } = this.of(e);
    const free = ones(e.type.width) & ~mask;
    const sign = e.type.sign === 'signed' ? free & (1n << BigInt(e.type.width - 1)) : 0n;
    return { min: read(bits | sign, e.type), max: read(bits | (free & ~sign), e.type) };
  }

  private same(a: Expression, b: Expression): boolean {
    const [left, right] = [this.original(a), this.original(b)];
    return left === right || (left.kind === 'reference' && right.kind === 'reference' && left.name === right.name);
  }

  /** What a wire shows that is another name only. */
  private original(e: Expression): Expression {
    const wire = e.kind === 'reference' ? this.wires.get(e.name) : undefined;
    return wire ? this.original(wire) : e;
  }

  /** In any number of bits; `of` cuts it to the type's. */
  private compute(e: Expression): Known {
    const { width } = e.type;
    switch (e.kind) {
      case 'constant':
        return all(BigInt.asUintN(width, e.value), width);
      case 'reference': {
        const wire = this.wires.get(e.name);
        return wire ? this.of(wire) : NOTHING;
      }
      case 'unary':
        return this.unary(e);
      case 'binary':
        return this.binary(e);
      case 'shift': {
        const amount = this.value(e.amount);
        if (amount === undefined) return this.value(e.operand) === 0n ? all(0n, width) : NOTHING;
        if (e.op === 'left') return moved(this.extended(e.operand, width), Number(amount));
        const by = amount < BigInt(width) ? Number(amount) : width;
        return moved(this.extended(e.operand, width + by), -by);
      }
      case 'mux': {
        const condition = this.value(e.condition);
        if (condition !== undefined) return this.of(condition === 0n ? e.whenFalse : e.whenTrue);
        return common(this.of(e.whenTrue), this.of(e.whenFalse));
      }
      case 'concatenate':
        return e.parts.reduce<Known>((high, part) => either(placed(high, part.type.width), this.of(part)), NOTHING);
      case 'slice':
        return moved(this.of(e.operand), -e.low);
      case 'pick': {
        const index = this.value(e.index);
        if (index === undefined) return this.anyElement(e);
        return index * BigInt(width) < BigInt(e.operand.type.width) ? moved(this.of(e.operand), -Number(index) * width) : all(0n, width);
      }
      case 'resize':
        return this.extended(e.operand, width);
      case 'reinterpret':
        return this.of(e.operand);
    }
  }

  /** What all elements have in common, and the zeros where the index can lie past the last one. */
  private anyElement({ operand, index, type: { width } }: Element): Known {
    const vector = this.of(operand);
    if (vector.mask === 0n) return NOTHING;
    const count = operand.type.width / width;
    const elements = Array.from({ length: count }, (_, element) => cut(moved(vector, -element * width), width));
    return (2n ** BigInt(index.type.width) > BigInt(count) ? [...elements, all(0n, width)] : elements).reduce(common);
  }

  /** The operand's bits and what its sign makes of those above, `width` in all. */
  private extended(e: Expression, width: number): Known {
    const known = this.of(e);
    const own = e.type.width;
    if (width <= own) return known;
    const above = ones(width) & ~ones(own);
    if (e.type.sign === 'unsigned') return either(known, { mask: above, bits: 0n });
    const top = 1n << BigInt(own - 1);
    return (known.mask & top) === 0n ? known : either(known, { mask: above, bits: (known.bits & top) === 0n ? 0n : above });
  }

  private unary({ op, operand, type: { width } }: Unary): Known {
    const { mask, bits } = this.of(operand);
    const every = ones(operand.type.width);
    if (op === 'not') return { mask, bits: mask & ~bits };
    if (op === 'any' && bits !== 0n) return all(1n, 1);
    if (op === 'all' && (mask & ~bits) !== 0n) return all(0n, 1);
    if (mask !== every) return NOTHING;
    const count = bits.toString(2).replaceAll('0', '').length;
    switch (op) {
      case 'negate':
        return all(-read(bits, operand.type), width);
      case 'popcount':
        return all(BigInt(count), width);
      case 'any':
        return all(0n, 1);
      case 'all':
        return all(1n, 1);
      case 'parity':
        return all(BigInt(count % 2), 1);
    }
  }

  private binary(e: Binary): Known {
    const [a, b] = [this.of(e.left), this.of(e.right)];
    const both = a.mask & b.mask;
    if ((e.op === 'xor' || e.op === 'subtract') && this.same(e.left, e.right)) return all(0n, e.type.width);
    const [left, right] = [this.value(e.left), this.value(e.right)];
    switch (e.op) {
      case 'and':
        return { mask: both | (a.mask & ~a.bits) | (b.mask & ~b.bits), bits: a.bits & b.bits };
      case 'or':
        return { mask: both | a.bits | b.bits, bits: a.bits | b.bits };
      case 'xor':
        return { mask: both, bits: (a.bits ^ b.bits) & both };
      case 'add':
        return left === undefined || right === undefined ? NOTHING : all(left + right, e.type.width);
      case 'subtract':
        return left === undefined || right === undefined ? NOTHING : all(left - right, e.type.width);
      case 'multiply':
        if (left === 0n || right === 0n) return all(0n, e.type.width);
        return left === undefined || right === undefined ? NOTHING : all(left * right, e.type.width);
      default: {
        const outcome = this.outcome(e);
        return outcome === undefined ? NOTHING : all(outcome ? 1n : 0n, 1);
      }
    }
  }
}

/** Comparisons of a value with itself. */
const TRUE_OF_EQUALS: ReadonlyMap<Binary['op'], boolean> = new Map<ComparisonOp, boolean>([
  ['equal', true], ['lessEqual', true], ['greaterEqual', true], ['notEqual', false], ['less', false], ['greater', false],
]);

interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;
const all = (value: bigint, width: number): Known => ({ mask: ones(width), bits: BigInt.asUintN(width, value) });
const cut = ({ mask, bits }: Known, width: number): Known => ({ mask: mask & ones(width), bits: bits & ones(width) });
const either = (a: Known, b: Known): Known => ({ mask: a.mask | b.mask, bits: a.bits | b.bits });

/** What is known whichever of the two it is. */
function common(a: Known, b: Known): Known {
  const mask = a.mask & b.mask & ~(a.bits ^ b.bits);
  return { mask, bits: a.bits & mask };
}

const read = (bits: bigint, { sign, width }: Type): bigint => (sign === 'signed' ? BigInt.asIntN(width, bits) : bits);

/** Shifted left by `by`, zeros behind it; right where `by` is negative. */
function moved({ mask, bits }: Known, by: number): Known {
  if (by < 0) return { mask: mask >> BigInt(-by), bits: bits >> BigInt(-by) };
  const { mask: shifted, bits: kept } = placed({ mask, bits }, by);
  return { mask: shifted | ones(by), bits: kept };
}

/** Shifted left, other bits to come behind it. */
const placed = ({ mask, bits }: Known, by: number): Known => ({ mask: mask << BigInt(by), bits: bits << BigInt(by) });

const less = (left: Range, right: Range): boolean | undefined => (left.max < right.min ? true : left.min >= right.max ? false : undefined);
const not = (outcome: boolean | undefined): boolean | undefined => (outcome === undefined ? undefined : !outcome);

function equal(left: Range, right: Range): boolean | undefined {
  if (left.max < right.min || right.max < left.min) return false;
  return left.min === left.max && right.min === right.max ? true : undefined;
}

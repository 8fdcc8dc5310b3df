import { bitOf } from './bit-parallel.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';
import { vectorOpcode } from './wasm-opcodes.js';

/** Elements of a vector: four words of 32 bits in one v128. */
export const laneCount = 4;

/** A limb of kind v128, and what it takes the place of. */
interface Built {
  /** In instructions, about. */
  readonly cost: number;
  /** What the single operations would cost that it replaces. */
  readonly saved: number;
}

/**
 * Joins four limbs that compute the same with different operands into one limb on v128. A lane holds the low 32 bits of the word that it stands
 * for, or all ones or zeros for a truth value. What has no such form is computed one by one and gathered.
 */
export class LaneBuilder {
  private readonly known = new Map<string, Limb>();
  private readonly built = new Map<Limb, Built>();
  /** Tells the leaves of one builder from those of others: each region keeps its own in locals, and shares none with other regions through memory. */
  private readonly mark: number;

  /** `areNeighbours`: whether four states lie one after the other in memory, four bytes each. */
  constructor(private readonly graph: LimbGraph, private readonly areNeighbours: (lanes: readonly Limb[]) => boolean) {
    this.mark = graph.limbs.length;
  }

  build(lanes: readonly Limb[]): Limb {
    const key = lanes.map(({ id }) => id).join(' ');
    let made = this.known.get(key);
    if (!made) this.known.set(key, (made = this.make(lanes)));
    return made;
  }

  /** What is saved by a vector instead of single operations, those that `met` has are there anyway. */
  gain(vector: Limb, met: Set<Limb>): number {
    const built = this.built.get(vector);
    if (!built || met.has(vector)) return 0;
    met.add(vector);
    return vector.operands.reduce((sum, operand) => sum + this.gain(operand, met), built.saved - built.cost);
  }

  private make(lanes: readonly Limb[]): Limb {
    const first = lanes[0]!;
    const truths = first.kind === 'i32';
    if (lanes.every((limb) => limb === first)) return truths ? this.masked(this.splat(first), lanes) : this.splat(first);
    const fields = truths ? this.bits(lanes) : this.fields(lanes);
    if (fields) return fields;
    if (lanes.some(({ op, kind, parameter }) => op !== first.op || kind !== first.kind || (op !== 'state' && parameter !== first.parameter))) return this.gathered(lanes);
    const { graph } = this;
    const sides = commutes.has(first.op) ? aligned(lanes) : lanes.map(({ operands }) => operands);
    const operand = (index: number): Limb => this.build(sides.map((operands) => operands[index]!));
    /** Whether operand `index` fits a lane. */
    const fits = (index: number, bits: 'unsignedBits' | 'signedBits', most = 32): boolean => lanes.every(({ operands }) => operands[index]![bits] <= most);
    switch (first.op) {
      case 'state': {
        if (!this.areNeighbours(lanes)) return this.gathered(lanes);
        const loaded = this.note(graph.vector('neighbours', lanes, this.mark), 1, 2);
        return truths ? this.masked(loaded, lanes) : loaded;
      }
      case 'add': return this.op(vectorOpcode.i32x4Add, [operand(0), operand(1)]);
      case 'subtract': return this.op(vectorOpcode.i32x4Sub, [operand(0), operand(1)]);
      case 'multiply': return this.op(vectorOpcode.i32x4Mul, [operand(0), operand(1)], 2);
      case 'and': return this.op(vectorOpcode.and, [operand(0), operand(1)]);
      case 'or': return this.op(vectorOpcode.or, [operand(0), operand(1)]);
      case 'xor': return this.op(vectorOpcode.xor, [operand(0), operand(1)]);
      case 'not': return this.op(vectorOpcode.not, [operand(0)], 1, 8);
      case 'extend': return this.shift(vectorOpcode.i32x4ShrU, operand(0), 31);
      case 'wrap': return this.shift(vectorOpcode.i32x4ShrS, this.shift(vectorOpcode.i32x4Shl, operand(0), 31), 31);
      case 'signExtend': {
        if (first.parameter > 32) return this.gathered(lanes);
        const amount = 32 - first.parameter;
        return this.shift(vectorOpcode.i32x4ShrS, this.shift(vectorOpcode.i32x4Shl, operand(0), amount), amount);
      }
      case 'select': {
        const [whenTrue, whenFalse, mask] = [operand(1), operand(2), operand(0)];
        if (this.isZero(whenFalse)) return this.op(vectorOpcode.and, [whenTrue, mask], 1, 8);
        if (this.isZero(whenTrue)) return this.op(vectorOpcode.andNot, [whenFalse, mask], 1, 8);
        return this.op(vectorOpcode.bitselect, [whenTrue, whenFalse, mask], 3, 8);
      }
      case 'shiftLeft':
      case 'shiftRightSigned':
      case 'shiftRightUnsigned': {
        const by = first.operands[1]!;
        if (lanes.some(({ operands }) => operands[1] !== by) || (by.op === 'constant' ? by.value >= 32n : by.unsignedBits > 5)) return this.gathered(lanes);
        if (first.op === 'shiftLeft') return this.shift(vectorOpcode.i32x4Shl, operand(0), by);
        // Bits that come down from above must be in the lane.
        if (!fits(0, first.op === 'shiftRightSigned' ? 'signedBits' : 'unsignedBits')) return this.gathered(lanes);
        return this.shift(first.op === 'shiftRightSigned' ? vectorOpcode.i32x4ShrS : vectorOpcode.i32x4ShrU, operand(0), by);
      }
      case 'equal':
      case 'notEqual':
      case 'lessSigned':
      case 'lessEqualSigned':
      case 'lessUnsigned':
      case 'lessEqualUnsigned': {
        // Signed comparisons are the faster ones, and right for numbers of 31 bits.
        const equality = first.op === 'equal' || first.op === 'notEqual';
        const small = fits(0, 'unsignedBits', 31) && fits(1, 'unsignedBits', 31);
        const unsigned = fits(0, 'unsignedBits') && fits(1, 'unsignedBits');
        const signed = fits(0, 'signedBits') && fits(1, 'signedBits');
        const asSigned = small || ((first.op === 'lessSigned' || first.op === 'lessEqualSigned') && signed);
        if (equality ? !unsigned && !signed : !asSigned && !unsigned) return this.gathered(lanes);
        const code = equality ? first.op : first.op === 'lessSigned' || first.op === 'lessUnsigned' ? (asSigned ? 'lessSigned' : 'lessUnsigned') : asSigned ? 'lessEqualSigned' : 'lessEqualUnsigned';
        return this.op(comparison[code], [operand(0), operand(1)], 1, 12);
      }
      default:
        return this.gathered(lanes);
    }
  }

  /** The same field of one word in steps, one field per lane. */
  private fields(lanes: readonly Limb[]): Limb | undefined {
    const { graph } = this;
    const found = lanes.map(fieldOf);
    const [first, second] = found;
    if (!first || !second) return undefined;
    const { word, low, width } = first;
    const step = second.low - low;
    if (step <= 0 || found.some((field, lane) => field?.word !== word || field.width !== width || field.low !== low + lane * step)) return undefined;
    const source = low === 0 ? word : graph.shiftRightUnsigned(word, graph.number(low));
    const mask = (value: Limb): Limb => this.op(vectorOpcode.and, [value, this.splat(graph.ones(width))]);
    if (step === 16 && width <= 16) {
      const apart = this.op(vectorOpcode.i32x4ExtendLowU, [this.note(graph.vector('splatWord', [source], this.mark), low === 0 ? 1 : 2, 8)]);
      return width === 16 ? apart : mask(apart);
    }
    const most = (laneCount - 1) * step;
    if (most + width > 32) return undefined;
    const moved = this.op(vectorOpcode.i32x4Mul, [this.splat(source), this.constants(found.map((_, lane) => 1 << (most - lane * step)))], 2, 8);
    const apart = this.shift(vectorOpcode.i32x4ShrU, moved, most);
    return most + width === 32 ? apart : mask(apart);
  }

  /** Different bits of one word. */
  private bits(lanes: readonly Limb[]): Limb | undefined {
    const { graph } = this;
    const found = lanes.map(bitOf);
    const word = found[0]?.word;
    if (!word || found.some((bit) => bit?.word !== word)) return undefined;
    const base = Math.min(...found.map((bit) => bit!.index));
    if (found.some((bit) => bit!.index - base > 31)) return undefined;
    const masks = this.constants(found.map((bit) => 1 << (bit!.index - base)));
    const own = this.op(vectorOpcode.and, [this.splat(base === 0 ? word : graph.shiftRightUnsigned(word, graph.number(base))), masks], 1, 8);
    return this.op(vectorOpcode.i32x4Eq, [own, masks], 1, 4);
  }

  private constants(values: readonly number[]): Limb {
    return this.note(this.graph.vector('gather', values.map((value) => this.graph.constant(BigInt(value)))), 0, 0);
  }

  private splat(limb: Limb): Limb {
    return this.note(this.graph.vector('splat', [limb], limb.op === 'constant' ? 0 : this.mark), limb.op === 'constant' ? 0 : 2, 0);
  }

  /** 0 and 1 to zeros and all ones. */
  private masked(value: Limb, lanes: readonly Limb[]): Limb {
    if (lanes[0]!.op === 'constant') return this.splat(this.graph.constant(lanes[0]!.value === 1n ? 0xffff_ffffn : 0n));
    return this.note(this.graph.vector('vector', [value], vectorOpcode.i32x4Neg), 1, 0);
  }

  private gathered(lanes: readonly Limb[]): Limb {
    if (lanes.every(({ op, kind }) => op === 'constant' && kind === 'i64')) return this.note(this.graph.vector('gather', lanes), 0, 0);
    const gather = this.note(this.graph.vector('gather', lanes, this.mark), 8, 0);
    return lanes[0]!.kind === 'i32' ? this.note(this.graph.vector('vector', [gather], vectorOpcode.i32x4Neg), 1, 0) : gather;
  }

  private shift(code: number, value: Limb, amount: Limb | number): Limb {
    const by = typeof amount === 'number' ? this.graph.number(amount) : amount;
    if (by.op === 'constant' && by.value === 0n) return value;
    return this.note(this.graph.vector('vectorShift', [value, by], code), by.op === 'constant' ? 1 : 2, laneCount);
  }

  private op(code: number, operands: readonly Limb[], cost = 1, saved = laneCount): Limb {
    return this.note(this.graph.vector('vector', operands, code), cost, saved);
  }

  private note(vector: Limb, cost: number, saved: number): Limb {
    if (!this.built.has(vector)) this.built.set(vector, { cost, saved });
    return vector;
  }

  private isZero({ op, operands }: Limb): boolean {
    return op === 'splat' && operands[0]!.op === 'constant' && operands[0]!.value === 0n;
  }
}

const comparison = {
  equal: vectorOpcode.i32x4Eq,
  notEqual: vectorOpcode.i32x4Ne,
  lessSigned: vectorOpcode.i32x4LtS,
  lessUnsigned: vectorOpcode.i32x4LtU,
  lessEqualSigned: vectorOpcode.i32x4LeS,
  lessEqualUnsigned: vectorOpcode.i32x4LeU,
};

const commutes: ReadonlySet<Limb['op']> = new Set(['add', 'multiply', 'and', 'or', 'xor', 'equal', 'notEqual']);

/** The operands of each lane, in the order in which they are most like those of the last: the graph orders operands by age, not by meaning. */
function aligned(lanes: readonly Limb[]): (readonly Limb[])[] {
  const [left, right] = lanes.at(-1)!.operands as readonly [Limb, Limb];
  return lanes.map(({ operands }) => {
    const [a, b] = operands as readonly [Limb, Limb];
    return likeness(a, left) + likeness(b, right) >= likeness(b, left) + likeness(a, right) ? operands : [b, a];
  });
}

/** Operations down to which two limbs are compared. */
const deepestLikeness = 3;

function likeness(a: Limb, b: Limb, depth = 0): number {
  if (a === b) return 16;
  if (a.op !== b.op || a.kind !== b.kind || depth === deepestLikeness) return 0;
  const [x, y] = a.operands;
  const [u, v] = b.operands;
  if (!x || !u) return 1;
  if (!y || !v) return 1 + likeness(x, u, depth + 1);
  const straight = likeness(x, u, depth + 1) + likeness(y, v, depth + 1);
  return 1 + (commutes.has(a.op) ? Math.max(straight, likeness(x, v, depth + 1) + likeness(y, u, depth + 1)) : straight);
}

/** Bits low .. low + width - 1 of a word, when that is what a limb is. */
function fieldOf(limb: Limb): { word: Limb; low: number; width: number } | undefined {
  if (limb.kind !== 'i64') return undefined;
  const [a, b] = limb.operands;
  const mask = limb.op === 'and' && b!.op === 'constant' && b!.parameter > 0 ? b!.parameter : undefined;
  if (limb.op === 'and' && mask === undefined) return undefined;
  const inner = mask === undefined ? limb : a!;
  if (inner.op === 'shiftRightUnsigned' && inner.operands[1]!.op === 'constant') {
    const low = Number(inner.operands[1]!.value);
    return { word: inner.operands[0]!, low, width: mask ?? inner.operands[0]!.unsignedBits - low };
  }
  return mask === undefined ? undefined : { word: inner, low: 0, width: mask };
}

import type { Limb } from './limb.js';
import { LimbBuilder } from './limb-builder.js';
import { coversLow, lowBits } from './low-bits.js';
import { barrelStage, rotation } from './rotations.js';

/**
 * The combinational logic of a design as a graph of limbs. Equal operations on equal operands are one limb (common subexpressions),
 * operations on constants are constants, and an operation that its operands' ranges show to change nothing is not made at all:
 * a mask costs only where an overflow can be seen. Arithmetic takes truth values too and widens them.
 */
export class LimbGraph extends LimbBuilder {
  add(left: Limb, right: Limb): Limb {
    const x = this.word(left);
    const y = this.word(right);
    const swapped = isSwapped(x, y);
    const a = swapped ? y : x;
    const b = swapped ? x : y;
    if (isZero(b)) return a;
    return this.make('add', 'i64', [a, b], Math.max(a.unsignedBits, b.unsignedBits) + 1, Math.max(a.signedBits, b.signedBits) + 1);
  }

  subtract(left: Limb, right: Limb): Limb {
    const a = this.word(left);
    const b = this.word(right);
    if (isZero(b)) return a;
    if (a === b) return this.constant(0n);
    return this.make('subtract', 'i64', [a, b], 64, Math.max(a.signedBits, b.signedBits) + 1);
  }

  multiply(left: Limb, right: Limb): Limb {
    const x = this.word(left);
    const y = this.word(right);
    const swapped = isSwapped(x, y);
    const a = swapped ? y : x;
    const b = swapped ? x : y;
    if (isZero(b)) return b;
    if (isOne(b)) return a;
    if (b.op === 'constant' && (b.value & (b.value - 1n)) === 0n) return this.shiftLeft(a, this.number(b.unsignedBits - 1));
    return this.make('multiply', 'i64', [a, b], a.unsignedBits + b.unsignedBits, a.signedBits + b.signedBits);
  }

  and(left: Limb, right: Limb): Limb {
    const truths = left.kind === 'i32' && right.kind === 'i32';
    const x = truths ? left : this.word(left);
    const y = truths ? right : this.word(right);
    const swapped = isSwapped(x, y);
    const a = swapped ? y : x;
    const b = swapped ? x : y;
    if (a === b || isZero(b)) return b;
    if (b.op === 'constant') {
      if (b.kind === 'i32') return a;
      const bits = b.parameter;
      if (bits !== 0 && a.unsignedBits <= bits) return a;
      if (a.op === 'and' && a.operands[1]!.op === 'constant') return this.and(a.operands[0]!, this.constant(a.operands[1]!.value & b.value));
      if (bits !== 0 && a.op === 'signExtend' && a.parameter >= bits) return this.and(a.operands[0]!, b);
      const inner = a.operands[1];
      if (inner?.op === 'constant') {
        if (a.op === 'or') return this.or(this.and(a.operands[0]!, b), this.constant(inner.value & b.value));
        if (a.op === 'shiftLeft' && b.value >> inner.value === 0n) return this.number(0);
      }
      const low = bits === 0 ? a : lowBits(this, a, bits);
      if (low !== a) return this.and(low, b);
    }
    const unsignedBits = Math.min(a.unsignedBits, b.unsignedBits);
    return this.make('and', a.kind, [a, b], unsignedBits, Math.max(a.signedBits, b.signedBits));
  }

  or(left: Limb, right: Limb): Limb {
    const truths = left.kind === 'i32' && right.kind === 'i32';
    const x = truths ? left : this.word(left);
    const y = truths ? right : this.word(right);
    const swapped = isSwapped(x, y);
    const a = swapped ? y : x;
    const b = swapped ? x : y;
    if (a === b || isZero(b)) return a;
    if (b.kind === 'i32' && b.op === 'constant') return b;
    const rotated = truths ? undefined : rotation(this, a, b);
    if (rotated) return rotated;
    return this.make('or', a.kind, [a, b], Math.max(a.unsignedBits, b.unsignedBits), Math.max(a.signedBits, b.signedBits));
  }

  xor(left: Limb, right: Limb): Limb {
    const truths = left.kind === 'i32' && right.kind === 'i32';
    const x = truths ? left : this.word(left);
    const y = truths ? right : this.word(right);
    const swapped = isSwapped(x, y);
    const a = swapped ? y : x;
    const b = swapped ? x : y;
    if (a === b) return a.kind === 'i32' ? this.truth(false) : this.constant(0n);
    if (isZero(b)) return a;
    if (b.kind === 'i32' && b.op === 'constant') return this.not(a);
    return this.make('xor', a.kind, [a, b], Math.max(a.unsignedBits, b.unsignedBits), Math.max(a.signedBits, b.signedBits));
  }

  /** `amount` is below 64 (WebAssembly takes it modulo 64). */
  shiftLeft(value: Limb, amount: Limb): Limb {
    const a = this.word(value);
    const n = this.word(amount);
    if (isZero(n) || isZero(a)) return a;
    const most = n.op === 'constant' ? Number(n.value) : n.unsignedBits < 6 ? (1 << n.unsignedBits) - 1 : 63;
    if (n.op === 'constant' && a.op === 'and' && a.operands[1]!.op === 'constant') {
      // A field that is taken from its place and put there again.
      const moved = a.operands[0]!;
      if (moved.op === 'shiftRightUnsigned' && moved.operands[1] === n) return this.and(moved.operands[0]!, this.constant(BigInt.asUintN(64, a.operands[1]!.value << n.value)));
      if (coversLow(a.operands[1]!, 64 - Number(n.value))) return this.shiftLeft(moved, n);
    }
    return this.make('shiftLeft', 'i64', [a, n], a.unsignedBits + most, a.signedBits + most);
  }

  /** Logical; `amount` is below 64. */
  shiftRightUnsigned(value: Limb, amount: Limb): Limb {
    const a = this.word(value);
    const n = this.word(amount);
    if (isZero(n) || isZero(a)) return a;
    if (n.op !== 'constant') return this.make('shiftRightUnsigned', 'i64', [a, n], a.unsignedBits, 64);
    const left = a.unsignedBits - Number(n.value);
    if (left <= 0) return this.constant(0n);
    const first = a.operands[0]!;
    const inner = a.operands[1];
    if (inner?.op === 'constant') {
      if (a.op === 'shiftRightUnsigned' && inner.value + n.value < 64n) return this.shiftRightUnsigned(first, this.constant(inner.value + n.value));
      if (a.op === 'or') return this.or(this.shiftRightUnsigned(first, n), this.constant(inner.value >> n.value));
      if (a.op === 'shiftLeft' && first.unsignedBits + Number(inner.value) <= 64) {
        if (inner.value >= n.value) return this.shiftLeft(first, this.constant(inner.value - n.value));
        return this.shiftRightUnsigned(first, this.constant(n.value - inner.value));
      }
    }
    return this.make('shiftRightUnsigned', 'i64', [a, n], left, 64);
  }

  /** Arithmetic; `amount` is below 64. */
  shiftRightSigned(value: Limb, amount: Limb): Limb {
    const a = this.word(value);
    const n = this.word(amount);
    if (a.unsignedBits < 64) return this.shiftRightUnsigned(a, n);
    if (isZero(n)) return a;
    const least = n.op === 'constant' ? Number(n.value) : 0;
    return this.make('shiftRightSigned', 'i64', [a, n], 64, Math.max(1, a.signedBits - least));
  }

  /** `amount` is taken modulo 64. */
  rotateRight(value: Limb, amount: Limb): Limb {
    const a = this.word(value);
    const n = this.word(amount);
    return isZero(n) ? a : this.make('rotateRight', 'i64', [a, n], 64, 64);
  }

  popcount(value: Limb): Limb {
    const a = this.word(value);
    if (a.unsignedBits <= 1) return a;
    const bits = 32 - Math.clz32(a.unsignedBits);
    return this.make('popcount', 'i64', [a], bits, bits + 1);
  }

  /** The low `width` bits read as two's complement. */
  signExtend(value: Limb, width: number): Limb {
    const a = this.word(value);
    if (a.signedBits <= width) return a;
    const mask = a.op === 'and' && a.operands[1]!.op === 'constant' ? a.operands[1]!.parameter : 0;
    if (mask >= width) return this.signExtend(a.operands[0]!, width);
    if (a.op === 'signExtend') return this.signExtend(a.operands[0]!, width);
    const low = lowBits(this, a, width);
    if (low !== a) return this.signExtend(low, width);
    // The sign is in the word already.
    if (a.op === 'shiftRightUnsigned' && a.operands[1]!.op === 'constant' && a.operands[0]!.signedBits <= width + Number(a.operands[1]!.value)) {
      return this.shiftRightSigned(a.operands[0]!, a.operands[1]!);
    }
    return this.make('signExtend', 'i64', [a], 64, width, width);
  }

  equal(left: Limb, right: Limb): Limb {
    if (left.kind === 'i32' && right.kind === 'i32') return this.not(this.xor(left, right));
    const x = this.word(left);
    const y = this.word(right);
    const swapped = isSwapped(x, y);
    const a = swapped ? y : x;
    const b = swapped ? x : y;
    if (a === b) return this.truth(true);
    if (b.op === 'constant') {
      if (b.unsignedBits > a.unsignedBits) return this.truth(false);
      if (a.op === 'extend') return isOne(b) ? a.operands[0]! : this.not(a.operands[0]!);
    }
    return this.make('equal', 'i32', [a, b], 1, 2);
  }

  less(left: Limb, right: Limb, signed: boolean): Limb {
    const a = this.word(left);
    const b = this.word(right);
    if (a === b) return this.truth(false);
    if (signed && (a.unsignedBits === 64 || b.unsignedBits === 64)) return this.make('lessSigned', 'i32', [a, b], 1, 2);
    if (isZero(b)) return this.truth(false);
    if (b.op === 'constant' && a.unsignedBits < 64 && b.value >> BigInt(a.unsignedBits) !== 0n) return this.truth(true);
    return this.make('lessUnsigned', 'i32', [a, b], 1, 2);
  }

  lessEqual(left: Limb, right: Limb, signed: boolean): Limb {
    return this.not(this.less(right, left, signed));
  }

  /** Negation of a truth value. */
  not(value: Limb): Limb {
    const a = value.operands[0];
    const b = value.operands[1];
    switch (value.op) {
      case 'constant': return this.truth(value.value === 0n);
      case 'not': return a!;
      case 'equal': return this.make('notEqual', 'i32', [a!, b!], 1, 2);
      case 'notEqual': return this.make('equal', 'i32', [a!, b!], 1, 2);
      case 'lessUnsigned': return this.make('lessEqualUnsigned', 'i32', [b!, a!], 1, 2);
      case 'lessSigned': return this.make('lessEqualSigned', 'i32', [b!, a!], 1, 2);
      case 'lessEqualUnsigned': return this.make('lessUnsigned', 'i32', [b!, a!], 1, 2);
      case 'lessEqualSigned': return this.make('lessSigned', 'i32', [b!, a!], 1, 2);
      default: return this.make('not', 'i32', [value], 1, 2);
    }
  }

  select(condition: Limb, whenTrue: Limb, whenFalse: Limb): Limb {
    if (condition.op === 'constant') return condition.value === 1n ? whenTrue : whenFalse;
    if (condition.op === 'not') return this.select(condition.operands[0]!, whenFalse, whenTrue);
    if (whenTrue === whenFalse) return whenTrue;
    if (whenTrue.kind === 'i32' && whenFalse.kind === 'i32') {
      if (whenTrue.op === 'constant') return whenTrue.value === 1n ? this.or(condition, whenFalse) : this.and(this.not(condition), whenFalse);
      if (whenFalse.op === 'constant') return whenFalse.value === 1n ? this.or(this.not(condition), whenTrue) : this.and(condition, whenTrue);
      return this.make('select', 'i32', [condition, whenTrue, whenFalse], 1, 2);
    }
    const a = this.word(whenTrue);
    const b = this.word(whenFalse);
    if (a === b) return a;
    if (isOne(a) && isZero(b)) return this.word(condition);
    const stage = barrelStage(this, condition, a, b);
    if (stage) return stage;
    return this.make('select', 'i64', [condition, a, b], Math.max(a.unsignedBits, b.unsignedBits), Math.max(a.signedBits, b.signedBits));
  }

  /**
   * `states[index]`, where the index can have no value beyond: one load when the states lie evenly spaced in memory. Undefined for
   * what is no state.
   */
  pick(index: Limb, states: readonly Limb[]): Limb | undefined {
    if (states.length !== 2 ** index.unsignedBits || states.some(({ op, kind }) => op !== 'state' || kind !== 'i64')) return undefined;
    const most = (bits: 'unsignedBits' | 'signedBits'): number => Math.max(...states.map((state) => state[bits]));
    return this.make('pick', 'i64', [index, ...states], most('unsignedBits'), most('signedBits'));
  }

  /** Bit `position` of a word as a truth value. */
  bit(value: Limb, position: number): Limb {
    if (value.kind === 'i32') return position === 0 ? value : this.truth(false);
    const low = this.and(position === 0 ? value : this.shiftRightUnsigned(value, this.number(position)), this.number(1));
    if (low.op === 'constant') return this.truth(low.value === 1n);
    if (low.op === 'extend') return low.operands[0]!;
    return this.make('wrap', 'i32', [low], 1, 2);
  }

  /** The limb as an i64 word. */
  word(value: Limb): Limb {
    if (value.kind === 'i64') return value;
    if (value.op === 'constant') return this.constant(value.value);
    if (value.op === 'wrap') return value.operands[0]!;
    return this.make('extend', 'i64', [value], 1, 2);
  }
}

/** Constants to the right, otherwise the older limb first, so that a + b and b + a are one limb. */
function isSwapped(a: Limb, b: Limb): boolean {
  return a.op === 'constant' || (b.op !== 'constant' && a.id > b.id);
}

function isZero(limb: Limb): boolean {
  return limb.op === 'constant' && limb.unsignedBits === 0;
}

function isOne(limb: Limb): boolean {
  return limb.op === 'constant' && limb.parameter === 1;
}

import type { Type } from '../../hwgen/ir/type.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';

/**
 * A value of the IR as limbs of 64 bits, the lowest first. Canonical form: the top limb is zero-extended for unsigned and sign-extended
 * for signed types, so that comparing, adding and widening need no preparation. The one exception is uint(1): a single i32
 * truth value, which branches and selects take as it is.
 */
export interface Value {
  readonly type: Type;
  readonly limbs: readonly Limb[];
}

export const limbCount = (width: number): number => Math.ceil(width / 64);

export const isTruth = (type: Type): boolean => type.sign === 'unsigned' && type.width === 1;

/** The value of `type` whose bits are the low bits of `limbs`; missing limbs are 0. */
export function normalise(graph: LimbGraph, limbs: readonly Limb[], type: Type): Value {
  if (isTruth(type)) return { type, limbs: [graph.bit(limbs[0]!, 0)] };
  const count = limbCount(type.width);
  const top = type.width - (count - 1) * 64;
  if (count === 1) {
    const word = limbs.length > 0 ? graph.word(limbs[0]!) : graph.number(0);
    if (type.sign === 'signed') return { type, limbs: [word.signedBits <= top ? word : graph.signExtend(word, top)] };
    return { type, limbs: [word.unsignedBits <= top ? word : graph.and(word, graph.ones(top))] };
  }
  const kept = Array.from({ length: count }, (_, index) => (index < limbs.length ? graph.word(limbs[index]!) : graph.number(0)));
  if (top < 64) {
    const last = kept[count - 1]!;
    kept[count - 1] = type.sign === 'signed' ? graph.signExtend(last, top) : graph.and(last, graph.ones(top));
  }
  return { type, limbs: kept };
}

/** `count` words that hold the value's integer in two's complement; further limbs are dropped. */
export function extended(graph: LimbGraph, value: Value, count: number): Limb[] {
  if (count === 1) return [graph.word(value.limbs[0]!)];
  const words = value.limbs.slice(0, count).map((limb) => graph.word(limb));
  if (words.length < count) {
    const fill = signFill(graph, value);
    while (words.length < count) words.push(fill);
  }
  return words;
}

/** The word above the top limb: all copies of the sign. */
export function signFill(graph: LimbGraph, value: Value): Limb {
  return value.type.sign === 'signed' ? graph.shiftRightSigned(value.limbs.at(-1)!, graph.number(63)) : graph.number(0);
}

/** The value's bits with zeros above them, whatever its sign. */
export function plainBits(graph: LimbGraph, value: Value): readonly Limb[] {
  return value.type.sign === 'unsigned' ? value.limbs : normalise(graph, value.limbs, { sign: 'unsigned', width: value.type.width }).limbs;
}

/** A literal of `type`. */
export function constantValue(graph: LimbGraph, value: bigint, type: Type): Value {
  if (type.width <= 64) return normalise(graph, [graph.constant(value)], type);
  const limbs = Array.from({ length: limbCount(type.width) }, (_, index) => graph.constant(value >> BigInt(64 * index)));
  return normalise(graph, limbs, type);
}

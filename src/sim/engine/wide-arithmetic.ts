import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';

/** left + right modulo 2^(64 n), by carries between the n limbs of both. */
export function addLimbs(graph: LimbGraph, left: readonly Limb[], right: readonly Limb[]): Limb[] {
  const sum: Limb[] = [];
  let carry = graph.truth(false);
  left.forEach((a, index) => {
    const partial = graph.add(a, right[index]!);
    const total = graph.add(partial, carry);
    sum.push(total);
    // At most one of the two additions wraps.
    if (index < left.length - 1) carry = graph.or(graph.less(partial, a, false), graph.less(total, partial, false));
  });
  return sum;
}

/** left - right modulo 2^(64 n), by borrows. */
export function subtractLimbs(graph: LimbGraph, left: readonly Limb[], right: readonly Limb[]): Limb[] {
  const difference: Limb[] = [];
  let borrow = graph.truth(false);
  left.forEach((a, index) => {
    const b = right[index]!;
    const partial = graph.subtract(a, b);
    difference.push(graph.subtract(partial, borrow));
    if (index < left.length - 1) borrow = graph.or(graph.less(a, b, false), graph.less(partial, graph.word(borrow), false));
  });
  return difference;
}

/**
 * left * right modulo 2^(64 n). Schoolbook on 32-bit digits: WebAssembly has no 64 x 64 -> 128 multiply, and digit * digit + digit +
 * carry is at most 2^64 - 1, so no carry is ever lost (Knuth, TAOCP 2, algorithm 4.3.1 M).
 */
export function multiplyLimbs(graph: LimbGraph, left: readonly Limb[], right: readonly Limb[]): Limb[] {
  const digits = left.length * 2;
  const [a, b] = [toDigits(graph, left), toDigits(graph, right)];
  const product: Limb[] = Array.from({ length: digits }, () => graph.constant(0n));
  const thirtyTwo = graph.constant(32n);
  const low = graph.constant(0xffff_ffffn);
  for (let i = 0; i < digits; i++) {
    let carry = graph.constant(0n);
    for (let j = 0; i + j < digits; j++) {
      const term = graph.add(graph.add(graph.multiply(a[i]!, b[j]!), product[i + j]!), carry);
      product[i + j] = graph.and(term, low);
      carry = graph.shiftRightUnsigned(term, thirtyTwo);
    }
  }
  return left.map((_, index) => graph.or(product[2 * index]!, graph.shiftLeft(product[2 * index + 1]!, thirtyTwo)));
}

function toDigits(graph: LimbGraph, limbs: readonly Limb[]): Limb[] {
  return limbs.flatMap((limb) => [graph.and(limb, graph.constant(0xffff_ffffn)), graph.shiftRightUnsigned(limb, graph.constant(32n))]);
}

/** left < right, both of n limbs; `signed` reads the top limbs as two's complement. */
export function lessLimbs(graph: LimbGraph, left: readonly Limb[], right: readonly Limb[], signed: boolean): Limb {
  const last = left.length - 1;
  let less = graph.less(left[0]!, right[0]!, signed && last === 0);
  for (let index = 1; index <= last; index++) {
    const [a, b] = [left[index]!, right[index]!];
    less = graph.or(graph.less(a, b, signed && index === last), graph.and(graph.equal(a, b), less));
  }
  return less;
}

/** All limbs equal. */
export function equalLimbs(graph: LimbGraph, left: readonly Limb[], right: readonly Limb[]): Limb {
  return left.map((a, index) => graph.equal(a, right[index]!)).reduce((a, b) => graph.and(a, b));
}

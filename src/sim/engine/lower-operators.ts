import type { Binary, Shift, Unary } from '../../hwgen/ir/expression.js';
import { extractBits, packBits, saturatedIndex, shiftLimbsLeft, shiftLimbsRight } from './bit-fields.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';
import type { Value } from './value.js';
import { constantValue, extended, limbCount, normalise, plainBits, signFill } from './value.js';
import { addLimbs, equalLimbs, lessLimbs, multiplyLimbs, subtractLimbs } from './wide-arithmetic.js';

/** One operation of the IR on operands that are limbs already. Results are in the canonical form of the node's type. */
export function lowerUnary(graph: LimbGraph, { op, type }: Unary, operand: Value): Value {
  const count = limbCount(type.width);
  switch (op) {
    case 'not':
      if (operand.limbs[0]!.kind === 'i32') return { type, limbs: [graph.not(operand.limbs[0]!)] };
      return normalise(graph, operand.limbs.map((limb) => graph.xor(limb, graph.ones(64))), type);
    case 'negate': {
      const zeros = Array.from({ length: count }, () => graph.number(0));
      return normalise(graph, subtractLimbs(graph, zeros, extended(graph, operand, count)), type);
    }
    case 'popcount': {
      const ones = plainBits(graph, operand).map((limb) => graph.popcount(limb));
      return normalise(graph, [ones.reduce((sum, limb) => graph.add(sum, limb))], type);
    }
    case 'any': {
      const bits = operand.limbs.reduce((a, b) => graph.or(a, b));
      return { type, limbs: [bits.kind === 'i32' ? bits : graph.not(graph.equal(bits, graph.number(0)))] };
    }
    case 'all': {
      const ones = constantValue(graph, operand.type.sign === 'signed' ? -1n : (1n << BigInt(operand.type.width)) - 1n, operand.type);
      return { type, limbs: [equalLimbs(graph, operand.limbs, ones.limbs)] };
    }
    case 'parity': {
      const bits = plainBits(graph, operand).reduce((a, b) => graph.xor(a, b));
      return normalise(graph, [graph.popcount(bits)], type);
    }
  }
}

export function lowerBinary(graph: LimbGraph, { op, type }: Binary, left: Value, right: Value): Value {
  const count = limbCount(type.width);
  switch (op) {
    case 'add':
    case 'subtract':
    case 'multiply': {
      if (count === 1) return normalise(graph, [graph[op](left.limbs[0]!, right.limbs[0]!)], type);
      const a = extended(graph, left, count);
      const b = extended(graph, right, count);
      return normalise(graph, (op === 'add' ? addLimbs : op === 'subtract' ? subtractLimbs : multiplyLimbs)(graph, a, b), type);
    }
    case 'and':
    case 'or':
    case 'xor':
      if (left.limbs.length === 1) return { type, limbs: [graph[op](left.limbs[0]!, right.limbs[0]!)] };
      return { type, limbs: left.limbs.map((limb, index) => graph[op](limb, right.limbs[index]!)) };
    case 'equal':
      return { type, limbs: [equal(graph, left, right)] };
    case 'notEqual':
      return { type, limbs: [graph.not(equal(graph, left, right))] };
    case 'less':
      return { type, limbs: [less(graph, left, right)] };
    case 'greaterEqual':
      return { type, limbs: [graph.not(less(graph, left, right))] };
    case 'greater':
      return { type, limbs: [less(graph, right, left)] };
    case 'lessEqual':
      return { type, limbs: [graph.not(less(graph, right, left))] };
  }
}

function equal(graph: LimbGraph, left: Value, right: Value): Limb {
  const count = Math.max(left.limbs.length, right.limbs.length);
  if (count === 1) return graph.equal(left.limbs[0]!, right.limbs[0]!);
  return equalLimbs(graph, extended(graph, left, count), extended(graph, right, count));
}

function less(graph: LimbGraph, left: Value, right: Value): Limb {
  const count = Math.max(left.limbs.length, right.limbs.length);
  const signed = left.type.sign === 'signed';
  if (count === 1) return graph.less(left.limbs[0]!, right.limbs[0]!, signed);
  return lessLimbs(graph, extended(graph, left, count), extended(graph, right, count), signed);
}

export function lowerShift(graph: LimbGraph, { op, type }: Shift, operand: Value, amount: Value): Value {
  if (amount.limbs.every((limb) => limb.op === 'constant')) {
    const by = Number(amount.limbs.reduceRight((sum, limb) => (sum << 64n) | limb.value, 0n));
    return op === 'left' ? leftByConstant(graph, type, operand, by) : rightByConstant(graph, type, operand, by);
  }
  return op === 'left' ? left(graph, type, operand, amount) : right(graph, type, operand, amount);
}

function leftByConstant(graph: LimbGraph, type: Shift['type'], operand: Value, by: number): Value {
  const zeros = { limbs: Array.from({ length: limbCount(by) }, () => graph.number(0)), width: by };
  const moved = packBits(graph, [zeros, { limbs: extended(graph, operand, limbCount(type.width)), width: type.width }]);
  return normalise(graph, moved, type);
}

function rightByConstant(graph: LimbGraph, type: Shift['type'], operand: Value, by: number): Value {
  const low = Math.min(by, operand.type.width);
  const words = extended(graph, operand, 2 * operand.limbs.length + 1);
  return normalise(graph, extractBits(graph, words, low, operand.limbs.length * 64), type);
}

function left(graph: LimbGraph, type: Shift['type'], operand: Value, amount: Value): Value {
  const words = extended(graph, operand, limbCount(type.width));
  if (words.length === 1 && amount.type.width <= 6) return normalise(graph, [graph.shiftLeft(words[0]!, amount.limbs[0]!)], type);
  const by = saturatedIndex(graph, amount.limbs, BigInt(words.length * 64));
  return normalise(graph, shiftLimbsLeft(graph, words, by, Math.min(amount.type.width, 32)), type);
}

function right(graph: LimbGraph, type: Shift['type'], operand: Value, amount: Value): Value {
  const words = extended(graph, operand, operand.limbs.length);
  if (words.length > 1) {
    const fill = signFill(graph, operand);
    const by = saturatedIndex(graph, amount.limbs, BigInt(words.length * 64));
    return normalise(graph, shiftLimbsRight(graph, words, by, fill), type);
  }
  const by = saturatedIndex(graph, amount.limbs, type.sign === 'signed' ? 63n : 64n);
  if (type.sign === 'signed') return normalise(graph, [graph.shiftRightSigned(words[0]!, by)], type);
  const moved = graph.shiftRightUnsigned(words[0]!, by);
  return normalise(graph, [graph.select(graph.less(by, graph.number(64), false), moved, graph.number(0))], type);
}

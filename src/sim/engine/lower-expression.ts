import type { Binary, Concatenate, Expression, Pick, Shift, Slice, Unary } from '../../hwgen/ir/expression.js';
import { bitSource } from './bit-source.js';
import { byteMask, extractBits, packBits, saturatedIndex, selectElement, shiftLimbsLeft, shiftLimbsRight } from './bit-fields.js';
import type { Scope, Signal } from './flat-design.js';
import { resolve } from './flat-design.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';
import { operandsOf } from '../../hwgen/ir/operands.js';
import type { Value } from './value.js';
import { constantValue, extended, limbCount, normalise, plainBits, signFill } from './value.js';
import { addLimbs, equalLimbs, lessLimbs, multiplyLimbs, subtractLimbs } from './wide-arithmetic.js';

/**
 * Expressions of any width to limbs. Every result is brought to its type's canonical form; the graph leaves out the masks that
 * change nothing. Shared nodes are lowered once per scope.
 */
export class ExpressionLowering {
  private readonly known = new Map<Scope, Map<Expression, Value>>();

  constructor(
    readonly graph: LimbGraph,
    /** The value of a signal, lowered before. */
    private readonly valueOf: (signal: Signal) => Value,
  ) {}

  lower(expression: Expression, scope: Scope): Value {
    let known = this.known.get(scope);
    if (!known) this.known.set(scope, (known = new Map()));
    // Operands first, with a list of open nodes: generated expressions may be deeper than the call stack.
    const open = [expression];
    for (let node = open.at(-1); node; node = open.at(-1)) {
      const waiting = known.has(node) ? [] : operandsLoweredWhole(node).filter((operand) => !known.has(operand));
      if (waiting.length > 0) {
        open.push(...waiting);
        continue;
      }
      if (!known.has(node)) known.set(node, this.compute(node, scope));
      open.pop();
    }
    return known.get(expression)!;
  }

  /** Bits low .. of an expression as a value of `type`. */
  lowerBits(expression: Expression, scope: Scope, low: number, type: Value['type']): Value {
    const found = bitSource(expression, scope, low, type.width);
    const whole = found.kind === 'signal' ? this.valueOf(found.signal) : this.lower(found.value, found.scope);
    return normalise(this.graph, extractBits(this.graph, whole.limbs, found.low, type.width), type);
  }

  private compute(expression: Expression, scope: Scope): Value {
    const { graph } = this;
    const { type } = expression;
    switch (expression.kind) {
      case 'constant':
        return constantValue(graph, expression.value, type);
      case 'reference': {
        const value = this.valueOf(resolve(scope, expression.name));
        return sameType(value.type, type) ? value : normalise(graph, extended(graph, value, limbCount(type.width)), type);
      }
      case 'unary':
        return this.unary(expression, this.lower(expression.operand, scope));
      case 'binary':
        return this.binary(expression, this.lower(expression.left, scope), this.lower(expression.right, scope));
      case 'shift':
        return this.shift(expression, this.lower(expression.operand, scope), this.lower(expression.amount, scope));
      case 'mux': {
        const condition = this.lower(expression.condition, scope).limbs[0]!;
        const whenFalse = this.lower(expression.whenFalse, scope);
        const limbs = this.lower(expression.whenTrue, scope).limbs.map((limb, index) => graph.select(condition, limb, whenFalse.limbs[index]!));
        return { type, limbs };
      }
      case 'concatenate':
        return this.concatenate(expression, scope);
      case 'slice':
        return this.slice(expression, scope);
      case 'pick':
        return this.pick(expression, scope);
      case 'resize':
      case 'reinterpret': {
        const operand = this.lower(expression.operand, scope);
        return sameType(operand.type, type) ? operand : normalise(graph, extended(graph, operand, limbCount(type.width)), type);
      }
    }
  }

  private unary({ op, type }: Unary, operand: Value): Value {
    const { graph } = this;
    const count = limbCount(type.width);
    switch (op) {
      case 'not':
        if (operand.limbs[0]!.kind === 'i32') return { type, limbs: [graph.not(operand.limbs[0]!)] };
        return normalise(graph, operand.limbs.map((limb) => graph.xor(limb, graph.constant(-1n))), type);
      case 'negate': {
        const zeros = Array.from({ length: count }, () => graph.constant(0n));
        return normalise(graph, subtractLimbs(graph, zeros, extended(graph, operand, count)), type);
      }
      case 'popcount': {
        const ones = plainBits(graph, operand).map((limb) => graph.popcount(limb));
        return normalise(graph, [ones.reduce((sum, limb) => graph.add(sum, limb))], type);
      }
      case 'any': {
        const bits = operand.limbs.reduce((a, b) => graph.or(a, b));
        return { type, limbs: [bits.kind === 'i32' ? bits : graph.not(graph.equal(bits, graph.constant(0n)))] };
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

  private binary({ op, type }: Binary, left: Value, right: Value): Value {
    const { graph } = this;
    const count = limbCount(type.width);
    const both = (combine: (a: Limb[], b: Limb[]) => Limb[]): Value =>
      normalise(graph, combine(extended(graph, left, count), extended(graph, right, count)), type);
    switch (op) {
      case 'add':
        return both((a, b) => addLimbs(graph, a, b));
      case 'subtract':
        return both((a, b) => subtractLimbs(graph, a, b));
      case 'multiply':
        return both((a, b) => (count === 1 ? [graph.multiply(a[0]!, b[0]!)] : multiplyLimbs(graph, a, b)));
      case 'and':
      case 'or':
      case 'xor':
        return { type, limbs: left.limbs.map((limb, index) => graph[op](limb, right.limbs[index]!)) };
      case 'equal':
        return { type, limbs: [this.equal(left, right)] };
      case 'notEqual':
        return { type, limbs: [graph.not(this.equal(left, right))] };
      case 'less':
        return { type, limbs: [this.less(left, right)] };
      case 'greaterEqual':
        return { type, limbs: [graph.not(this.less(left, right))] };
      case 'greater':
        return { type, limbs: [this.less(right, left)] };
      case 'lessEqual':
        return { type, limbs: [graph.not(this.less(right, left))] };
    }
  }

  private equal(left: Value, right: Value): Limb {
    const { graph } = this;
    if (left.limbs[0]!.kind === 'i32' && right.limbs[0]!.kind === 'i32') return graph.equal(left.limbs[0]!, right.limbs[0]!);
    const count = Math.max(left.limbs.length, right.limbs.length);
    return equalLimbs(graph, extended(graph, left, count), extended(graph, right, count));
  }

  private less(left: Value, right: Value): Limb {
    const { graph } = this;
    const count = Math.max(left.limbs.length, right.limbs.length);
    return lessLimbs(graph, extended(graph, left, count), extended(graph, right, count), left.type.sign === 'signed');
  }

  private shift({ op, type }: Shift, operand: Value, amount: Value): Value {
    const { graph } = this;
    const fill = signFill(graph, operand);
    const first = amount.limbs[0]!;
    if (amount.limbs.every((limb) => limb.op === 'constant')) {
      const by = Number(amount.limbs.reduceRight((sum, limb) => (sum << 64n) | limb.value, 0n));
      if (op === 'left') {
        const zeros = { limbs: Array.from({ length: limbCount(by) }, () => graph.constant(0n)), width: by };
        const moved = packBits(graph, [zeros, { limbs: extended(graph, operand, limbCount(type.width)), width: type.width }]);
        return normalise(graph, moved, type);
      }
      const low = Math.min(by, operand.type.width);
      const words = extended(graph, operand, 2 * operand.limbs.length + 1);
      return normalise(graph, extractBits(graph, words, low, operand.limbs.length * 64), type);
    }
    if (op === 'left') {
      const words = extended(graph, operand, limbCount(type.width));
      if (words.length === 1 && amount.type.width <= 6) return normalise(graph, [graph.shiftLeft(words[0]!, first)], type);
      const by = saturatedIndex(graph, amount.limbs, BigInt(words.length * 64));
      return normalise(graph, shiftLimbsLeft(graph, words, by, Math.min(amount.type.width, 32)), type);
    }
    const words = extended(graph, operand, operand.limbs.length);
    if (words.length === 1) {
      const last = type.sign === 'signed' ? 63n : 64n;
      const by = saturatedIndex(graph, amount.limbs, last);
      if (type.sign === 'signed') return normalise(graph, [graph.shiftRightSigned(words[0]!, by)], type);
      const moved = graph.shiftRightUnsigned(words[0]!, by);
      return normalise(graph, [graph.select(graph.less(by, graph.constant(64n), false), moved, graph.constant(0n))], type);
    }
    const by = saturatedIndex(graph, amount.limbs, BigInt(words.length * 64));
    return normalise(graph, shiftLimbsRight(graph, words, by, fill), type);
  }

  private concatenate({ parts: nested, type }: Concatenate, scope: Scope): Value {
    const parts = nested.flatMap((part) => (part.kind === 'concatenate' ? part.parts : [part]));
    const fields: { limbs: readonly Limb[]; width: number }[] = [];
    for (let index = parts.length - 1; index >= 0; index--) {
      const part = parts[index]!;
      const limbs = plainBits(this.graph, this.lower(part, scope));
      let copies = 1;
      while (part.type.width === 1 && parts[index - 1] === part) {
        copies++;
        index--;
      }
      if (copies === 8) {
        const byte = this.maskedByte(parts, index, scope);
        if (byte) {
          fields.push({ limbs: [byteMask(this.graph, byte)], width: 64 });
          index -= 56;
          continue;
        }
      }
      fields.push(copies === 1 ? { limbs, width: part.type.width } : repeatBit(this.graph, limbs[0]!, copies));
    }
    return normalise(this.graph, packBits(this.graph, fields), type);
  }

  /** Eight neighbouring bits of one value, when the 64 parts that end at `last` are each of them eight times, the lowest last. */
  private maskedByte(parts: readonly Expression[], last: number, scope: Scope): Limb | undefined {
    const [from, lowest] = [last - 56, parts[last]!];
    if (from < 0 || lowest.kind !== 'slice') return undefined;
    for (let bit = 0; bit < 8; bit++) {
      for (let copy = 0; copy < 8; copy++) {
        const part = parts[last + 7 - 8 * bit - copy];
        if (part?.kind !== 'slice' || part.type.width !== 1 || part.low !== lowest.low + bit || !sameOperand(part, lowest)) return undefined;
      }
    }
    return this.lowerBits(lowest.operand, scope, lowest.low, { sign: 'unsigned', width: 8 }).limbs[0]!;
  }

  private slice({ operand, low, type }: Slice, scope: Scope): Value {
    return this.lowerBits(operand, scope, low, type);
  }

  private pick({ operand, index, type }: Pick, scope: Scope): Value {
    const { graph } = this;
    const { width } = type;
    const count = Math.floor(operand.type.width / width);
    const at = this.lower(index, scope);
    const which = saturatedIndex(graph, at.limbs, BigInt(count));
    if (which.op === 'constant') {
      return which.value < BigInt(count) ? this.lowerBits(operand, scope, Number(which.value) * width, type) : constantValue(graph, 0n, type);
    }
    const fields = this.gatheredFields(operand, scope, width, count);
    if (fields) {
      const picked = fields.map(({ elements, width: fieldWidth }) => {
        const limbs = selectElement(graph, elements.map((value) => value.limbs.map((limb) => graph.word(limb))), which);
        return { limbs: normalise(graph, limbs, { sign: 'unsigned', width: fieldWidth }).limbs, width: fieldWidth };
      });
      return normalise(graph, packBits(graph, picked), type);
    }
    const whole = plainBits(graph, this.lower(operand, scope));
    if (64 % width !== 0 || (width === 1 && count === 1)) {
      const elements = Array.from({ length: count }, (_, i) => normalise(graph, extractBits(graph, whole, i * width, width), type).limbs);
      return normalise(graph, selectElement(graph, elements, which), type);
    }
    // Elements that do not straddle limbs: choose the limb, then shift inside it.
    const perLimb = Math.log2(64 / width);
    const limb = selectElement(graph, whole.map((word) => [graph.word(word)]), graph.shiftRightUnsigned(which, graph.constant(BigInt(perLimb))));
    const inside = graph.multiply(graph.and(which, graph.constant(BigInt(64 / width - 1))), graph.constant(BigInt(width)));
    return normalise(graph, [graph.shiftRightUnsigned(limb[0]!, inside)], type);
  }

  /**
   * The fields of a vector's elements, when each element is the outputs of an array of instances, side by side: then a pick chooses
   * field by field, and packs only what it has chosen.
   */
  private gatheredFields(operand: Expression, scope: Scope, width: number, count: number): { elements: Value[]; width: number }[] | undefined {
    const gathers: (readonly Signal[])[] = [];
    for (let element = 0; element < count; element++) {
      const found = bitSource(operand, scope, element * width, width);
      if (found.kind !== 'signal' || found.low !== 0 || found.signal.type.width !== width) return undefined;
      const { definition } = found.signal;
      gathers.push(definition.kind === 'gather' ? definition.elements : [found.signal]);
    }
    if (gathers.some((fields) => fields.length !== gathers[0]!.length)) return undefined;
    return gathers[0]!.map((field, index) => ({ elements: gathers.map((fields) => this.valueOf(fields[index]!)), width: field.type.width }));
  }
}

function sameType(a: Value['type'], b: Value['type']): boolean {
  return a.sign === b.sign && a.width === b.width;
}

const sameOperand = (a: Slice, b: Slice): boolean => a.operand === b.operand
  || (a.operand.kind === 'reference' && b.operand.kind === 'reference' && a.operand.name === b.operand.name);

/** `copies` times the same bit, as a field. */
function repeatBit(graph: LimbGraph, bit: Limb, copies: number): { limbs: Limb[]; width: number } {
  const zero = graph.constant(0n);
  const ones = (1n << BigInt(copies)) - 1n;
  const limbs = Array.from({ length: limbCount(copies) }, (_, index) => graph.select(bit, graph.constant(ones >> BigInt(64 * index)), zero));
  return { limbs, width: copies };
}

/** A slice looks for the narrowest source of its bits: its operand as a whole may not even have a value yet. */
const operandsLoweredWhole = (node: Expression): readonly Expression[] => (node.kind === 'slice' ? [] : operandsOf(node));

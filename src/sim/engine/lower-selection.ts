import type { Concatenate, Expression, Pick, Slice } from '../../hwgen/ir/expression.js';
import { bitSource } from './bit-source.js';
import { byteMask, extractBits, packBits, saturatedIndex, selectElement } from './bit-fields.js';
import type { Scope, Signal } from './flat-design.js';
import type { Limb } from './limb.js';
import type { ExpressionLowering } from './lower-expression.js';
import type { LimbGraph } from './limb-graph.js';
import type { Value } from './value.js';
import { constantValue, limbCount, normalise, plainBits } from './value.js';

/** Parts side by side. Copies of one bit are a select; eight bits that are eight times there each are a byte mask. */
export function lowerConcatenation(lowering: ExpressionLowering, { parts: nested, type }: Concatenate, scope: Scope): Value {
  const { graph } = lowering;
  const parts = nested.some(({ kind }) => kind === 'concatenate') ? nested.flatMap((part) => (part.kind === 'concatenate' ? part.parts : [part])) : nested;
  const fields: { limbs: readonly Limb[]; width: number }[] = [];
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index]!;
    const limbs = plainBits(graph, lowering.lower(part, scope));
    let copies = 1;
    while (part.type.width === 1 && parts[index - 1] === part) {
      copies++;
      index--;
    }
    if (copies === 8) {
      const byte = maskedByte(lowering, parts, index, scope);
      if (byte) {
        fields.push({ limbs: [byteMask(graph, byte)], width: 64 });
        index -= 56;
        continue;
      }
    }
    fields.push(copies === 1 ? { limbs, width: part.type.width } : repeatBit(graph, limbs[0]!, copies));
  }
  return normalise(graph, packBits(graph, fields), type);
}

/** Eight neighbouring bits of one value, when the 64 parts that end at `last` are each of them eight times, the lowest last. */
function maskedByte(lowering: ExpressionLowering, parts: readonly Expression[], last: number, scope: Scope): Limb | undefined {
  const from = last - 56;
  const lowest = parts[last]!;
  if (from < 0 || lowest.kind !== 'slice') return undefined;
  for (let bit = 0; bit < 8; bit++) {
    for (let copy = 0; copy < 8; copy++) {
      const part = parts[last + 7 - 8 * bit - copy];
      if (part?.kind !== 'slice' || part.type.width !== 1 || part.low !== lowest.low + bit || !sameOperand(part, lowest)) return undefined;
    }
  }
  return lowering.lowerBits(lowest.operand, scope, lowest.low, { sign: 'unsigned', width: 8 }).limbs[0]!;
}

const sameOperand = (a: Slice, b: Slice): boolean => a.operand === b.operand
  || (a.operand.kind === 'reference' && b.operand.kind === 'reference' && a.operand.name === b.operand.name);

/** `copies` times the same bit, as a field. */
function repeatBit(graph: LimbGraph, bit: Limb, copies: number): { limbs: Limb[]; width: number } {
  const zero = graph.number(0);
  const ones = (1n << BigInt(copies)) - 1n;
  const limbs = Array.from({ length: limbCount(copies) }, (_, index) => graph.select(bit, graph.constant(ones >> BigInt(64 * index)), zero));
  return { limbs, width: copies };
}

/** Element `index` of a vector, 0 past the last. */
export function lowerPick(lowering: ExpressionLowering, { operand, index, type }: Pick, scope: Scope): Value {
  const { graph } = lowering;
  const { width } = type;
  const count = Math.floor(operand.type.width / width);
  const at = lowering.lower(index, scope);
  const which = saturatedIndex(graph, at.limbs, BigInt(count));
  if (which.op === 'constant') {
    return which.value < BigInt(count) ? lowering.lowerBits(operand, scope, Number(which.value) * width, type) : constantValue(graph, 0n, type);
  }
  const fields = gatheredFields(lowering, operand, scope, width, count);
  if (fields) {
    const picked = fields.map(({ elements, width: fieldWidth }) => {
      const limbs = selectElement(graph, elements.map((value) => value.limbs.map((limb) => graph.word(limb))), which);
      return { limbs: normalise(graph, limbs, { sign: 'unsigned', width: fieldWidth }).limbs, width: fieldWidth };
    });
    return normalise(graph, packBits(graph, picked), type);
  }
  const whole = plainBits(graph, lowering.lower(operand, scope));
  if (64 % width !== 0 || (width === 1 && count === 1)) {
    const elements = Array.from({ length: count }, (_, i) => normalise(graph, extractBits(graph, whole, i * width, width), type).limbs);
    return normalise(graph, selectElement(graph, elements, which), type);
  }
  // Elements that do not straddle limbs: choose the limb, then shift inside it.
  const perLimb = Math.log2(64 / width);
  const limb = selectElement(graph, whole.map((word) => [graph.word(word)]), graph.shiftRightUnsigned(which, graph.number(perLimb)));
  const inside = graph.multiply(graph.and(which, graph.number(64 / width - 1)), graph.number(width));
  return normalise(graph, [graph.shiftRightUnsigned(limb[0]!, inside)], type);
}

/**
 * The fields of a vector's elements, when each element is the outputs of an array of instances, side by side: then a pick chooses
 * field by field, and packs only what it has chosen.
 */
function gatheredFields(
  lowering: ExpressionLowering, operand: Expression, scope: Scope, width: number, count: number,
): { elements: Value[]; width: number }[] | undefined {
  const gathers: (readonly Signal[])[] = [];
  for (let element = 0; element < count; element++) {
    const found = bitSource(operand, scope, element * width, width);
    if (found.kind !== 'signal' || found.low !== 0 || found.signal.type.width !== width) return undefined;
    const { definition } = found.signal;
    gathers.push(definition.kind === 'gather' ? definition.elements : [found.signal]);
  }
  if (gathers.some((fields) => fields.length !== gathers[0]!.length)) return undefined;
  return gathers[0]!.map((field, index) => ({ elements: gathers.map((fields) => lowering.valueOf(fields[index]!)), width: field.type.width }));
}

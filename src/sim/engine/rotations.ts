import { bitOf } from './bit-parallel.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';

/** x >> k | x << 64 - k: the word rotated by k; undefined when the operands of an `or` are not of that form. */
export function rotation(graph: LimbGraph, left: Limb, right: Limb): Limb | undefined {
  const down = left.op === 'shiftRightUnsigned' ? left : right;
  const up = down === left ? right : left;
  if (down.op !== 'shiftRightUnsigned' || up.op !== 'shiftLeft') return undefined;
  const k = down.operands[1]!;
  const rest = up.operands[1]!;
  if (down.operands[0] !== up.operands[0] || k.op !== 'constant' || rest.op !== 'constant' || k.value + rest.value !== 64n) return undefined;
  return graph.rotateRight(down.operands[0]!, k);
}

/**
 * A stage of a barrel, `bit i of t ? x moved by k : x`, as x moved by what bit i of t says; the stages of one barrel become one move. Undefined
 * when the operands of a select are not of that form.
 */
export function barrelStage(graph: LimbGraph, condition: Limb, moved: Limb, still: Limb): Limb | undefined {
  if (moved.op !== 'rotateRight' && moved.op !== 'shiftRightUnsigned') return undefined;
  const by = moved.operands[1]!;
  const bit = bitOf(condition);
  if (moved.operands[0] !== still || !bit || by.op !== 'constant' || (by.value & (by.value - 1n)) !== 0n) return undefined;
  const stage: Amount = { word: bit.word, mask: 1n << BigInt(bit.index), shift: by.value.toString(2).length - 1 - bit.index };
  if (still.op === moved.op) {
    const before = amountOf(still.operands[1]!);
    const both = before && { ...before, mask: before.mask | stage.mask };
    if (both && before.word === stage.word && before.shift === stage.shift && (before.mask & stage.mask) === 0n && largest(both) < 64n) {
      return graph[moved.op](still.operands[0]!, amountLimb(graph, both));
    }
  }
  return graph[moved.op](still, amountLimb(graph, stage));
}

/** Some bits of a word, moved left by `shift` (right when negative). */
interface Amount {
  readonly word: Limb;
  readonly mask: bigint;
  readonly shift: number;
}

const largest = ({ mask, shift }: Amount): bigint => (shift >= 0 ? mask << BigInt(shift) : mask >> BigInt(-shift));

function amountLimb(graph: LimbGraph, { word, mask, shift }: Amount): Limb {
  const bits = graph.and(word, graph.constant(mask));
  return shift >= 0 ? graph.shiftLeft(bits, graph.number(shift)) : graph.shiftRightUnsigned(bits, graph.number(-shift));
}

function amountOf(limb: Limb): Amount | undefined {
  const { 0: value, 1: by } = limb.operands;
  const moved = (limb.op === 'shiftLeft' || limb.op === 'shiftRightUnsigned') && by!.op === 'constant';
  const shift = !moved ? 0 : limb.op === 'shiftLeft' ? Number(by!.value) : -Number(by!.value);
  const bits = moved ? value! : limb;
  if (bits.op === 'and' && bits.operands[1]!.op === 'constant') return { word: bits.operands[0]!, mask: bits.operands[1]!.value, shift };
  return { word: bits, mask: (1n << BigInt(bits.unsignedBits)) - 1n, shift };
}

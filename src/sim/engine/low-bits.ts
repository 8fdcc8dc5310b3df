import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';

/** Operations that are looked through. */
const deepest = 4;

/**
 * A limb whose low `width` bits are those of `limb`, without the masks, extensions and fields inside it that touch only higher bits: the
 * user will cut those off.
 */
export function lowBits(graph: LimbGraph, limb: Limb, width: number, depth = 0): Limb {
  // By index: taking an array apart makes an object per element, until V8 has optimised the function.
  const { 0: a, 1: b, 2: c } = limb.operands;
  if (depth === deepest || limb.kind === 'i32') return limb;
  switch (limb.op) {
    case 'and':
      // A field of a word stays what others share.
      if (b!.op === 'constant' && coversLow(b!, width) && a!.op !== 'state' && a!.op !== 'shiftRightUnsigned') return lowBits(graph, a!, width, depth + 1);
      break;
    case 'signExtend':
      return limb.parameter >= width ? lowBits(graph, a!, width, depth + 1) : limb;
    case 'or':
    case 'xor':
    case 'add':
    case 'subtract':
    case 'multiply':
      break;
    case 'shiftLeft': {
      if (b!.op !== 'constant') return limb;
      const left = width - Number(b!.value);
      if (left <= 0) return graph.number(0);
      const inner = lowBits(graph, a!, left, depth + 1);
      return inner === a ? limb : graph.shiftLeft(inner, b!);
    }
    case 'shiftRightUnsigned': {
      if (b!.op !== 'constant' || width + Number(b!.value) >= 64) return limb;
      const inner = lowBits(graph, a!, width + Number(b!.value), depth + 1);
      return inner === a ? limb : graph.shiftRightUnsigned(inner, b!);
    }
    case 'select': {
      const left = lowBits(graph, b!, width, depth + 1);
      const right = lowBits(graph, c!, width, depth + 1);
      return left === b && right === c ? limb : graph.select(a!, left, right);
    }
    default:
      return limb;
  }
  const left = lowBits(graph, a!, width, depth + 1);
  const right = lowBits(graph, b!, width, depth + 1);
  return left === a && right === b ? limb : graph[limb.op](left, right);
}

/** Whether the low `width` bits of a constant are ones. */
export function coversLow({ parameter: ones, value }: Limb, width: number): boolean {
  return ones >= width || (ones === 0 && BigInt.asUintN(width, ~value) === 0n);
}

import type { Binary, Expression } from '../../hwgen/ir/expression.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';

/** Fewer conditions of one form are cheaper one by one. */
const leastAlike = 4;

/** Operations inside a condition that are looked through. */
const deepest = 6;

/** The operands of a tree of 1-bit `or`s, when there are enough of them to look for equal forms. */
export function disjunction(expression: Binary): readonly Expression[] | undefined {
  if (expression.op !== 'or' || expression.type.width !== 1 || expression.type.sign === 'signed') return undefined;
  const operands: Expression[] = [];
  const open: Expression[] = [expression];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'binary' && node.op === 'or') open.push(node.left, node.right);
    else operands.push(node);
  }
  return operands.length >= leastAlike ? operands : undefined;
}

/**
 * Whether one of the truth values holds. Those that do the same with different bits of the same words (`any(x[0] & y[3], x[1] & y[4], …)`)
 * are computed on whole words, all at once.
 */
export function anyOf(graph: LimbGraph, conditions: readonly Limb[]): Limb {
  const alike = new Map<string, { condition: Limb; position: number }[]>();
  for (const condition of conditions) {
    const position = bitsOf(condition).reduce((a, b) => (b.word.id > a.word.id ? b : a), { word: { id: -1 }, index: 0 }).index;
    const form = formOf(condition, position);
    const list = alike.get(form);
    if (list) list.push({ condition, position });
    else alike.set(form, [{ condition, position }]);
  }
  let result = graph.truth(false);
  for (const list of alike.values()) {
    if (list.length < leastAlike) {
      for (const { condition } of list) result = graph.or(result, condition);
      continue;
    }
    const mask = list.reduce((sum, { position }) => sum | (1n << BigInt(position)), 0n);
    const word = graph.and(wordOf(graph, list[0]!.condition, list[0]!.position), graph.constant(mask));
    result = graph.or(result, graph.not(graph.equal(word, graph.number(0))));
  }
  return result;
}

/** The bits that a condition is made of. One of them gives it its position in the words. */
function bitsOf(condition: Limb, depth = 0): { word: { readonly id: number }; index: number }[] {
  const bit = bitOf(condition);
  if (bit) return [bit];
  return depth === deepest || !isBitwise(condition) ? [] : condition.operands.flatMap((operand) => bitsOf(operand, depth + 1));
}

/** Equal for two conditions when the same operations on whole words compute both, each in the bit of its position. */
function formOf(condition: Limb, position: number, depth = 0): string {
  const bit = bitOf(condition);
  if (bit) return `bit ${bit.word.id} ${bit.index - position}`;
  if (depth === deepest || !isBitwise(condition)) return `all ${condition.id}`;
  const operands = condition.operands.map((operand) => formOf(operand, position, depth + 1));
  return `${condition.op}(${operands.sort().join(', ')})`;
}

/** The word whose bit `position` is the condition, and whose other bits are those of the conditions of the same form. */
function wordOf(graph: LimbGraph, condition: Limb, position: number, depth = 0): Limb {
  const bit = bitOf(condition);
  if (bit) {
    const by = bit.index - position;
    if (by === 0) return bit.word;
    return by > 0 ? graph.shiftRightUnsigned(bit.word, graph.number(by)) : graph.shiftLeft(bit.word, graph.number(-by));
  }
  if (depth === deepest || !isBitwise(condition)) return graph.select(condition, graph.ones(64), graph.number(0));
  const [a, b] = condition.operands.map((operand) => wordOf(graph, operand, position, depth + 1));
  if (condition.op === 'not') return graph.xor(a!, graph.ones(64));
  return graph[condition.op as 'and' | 'or' | 'xor'](a!, b!);
}

const isBitwise = ({ op, kind, operands }: Limb): boolean =>
  (op === 'not' || op === 'and' || op === 'or' || op === 'xor') && kind === 'i32' && operands.every((operand) => operand.kind === 'i32');

/** The bit of a word that a truth value is. */
export function bitOf({ op, operands }: Limb): { word: Limb; index: number } | undefined {
  if (op !== 'wrap') return undefined;
  let word = operands[0]!;
  if (word.op === 'and' && word.operands[1]!.op === 'constant' && word.operands[1]!.value === 1n) word = word.operands[0]!;
  else if (word.unsignedBits > 1) return undefined;
  const amount = word.operands[1];
  if (word.op === 'shiftRightUnsigned' && amount?.op === 'constant') return { word: word.operands[0]!, index: Number(amount.value) };
  return { word, index: 0 };
}

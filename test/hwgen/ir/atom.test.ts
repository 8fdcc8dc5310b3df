import { expect, test } from 'vitest';
import { atomOf, isAtom } from '../../../src/hwgen/ir/atom.js';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import { modulesOf } from '../../../src/hwgen/ir/hierarchy.js';
import { signed, unsigned } from '../../../src/hwgen/ir/type.js';
import { nodesOf } from '../../../src/hwgen/ir/walk.js';
import { randomDesign } from '../proof/random-design.js';

const net: Expression = { kind: 'reference', name: 'a', type: unsigned(8) };
const number = (value: bigint, width: number): Expression => ({ kind: 'constant', value, type: unsigned(width) });
const slice = (operand: Expression, high: number, low: number): Expression => ({ kind: 'slice', operand, high, low, type: unsigned(high - low + 1) });
const resize = (operand: Expression, width: number): Expression => ({ kind: 'resize', operand, type: { sign: operand.type.sign, width } });
const pick = (operand: Expression, index: Expression, width: number): Expression => ({ kind: 'pick', operand, index, type: unsigned(width) });
const sum: Expression = { kind: 'binary', op: 'add', left: net, right: net, type: unsigned(9) };

test('bits of one net are an atom: which, and how many', () => {
  expect(atomOf(net)).toEqual({ name: 'a', of: 8, low: 0, width: 8 });
  expect(atomOf(slice(slice(net, 6, 2), 3, 1))).toEqual({ name: 'a', of: 8, low: 3, width: 3 });
  expect(atomOf(resize({ kind: 'reinterpret', operand: slice(net, 7, 4), type: signed(4) }, 3))).toEqual({ name: 'a', of: 8, low: 4, width: 3 });
  expect(atomOf(pick(net, number(3n, 2), 2))).toEqual({ name: 'a', of: 8, low: 6, width: 2 });
});

test('what is computed, extended, picked by a value or past the end is none', () => {
  for (const e of [sum, number(1n, 8), slice(sum, 3, 0), resize(net, 9), pick(net, net, 2), pick(net, number(4n, 3), 2)]) {
    expect(atomOf(e)).toBeUndefined();
    expect(isAtom(e)).toBe(false);
  }
});

test('isAtom says of every node of 40 random designs whether it has an atom', () => {
  const nodes = Array.from({ length: 40 }, (_, i) => randomDesign(500 + i)).flatMap(modulesOf).flatMap((module) => [...nodesOf(module).keys()]);
  expect(nodes.filter((e) => isAtom(e) !== (atomOf(e) !== undefined))).toEqual([]);
  for (const kind of ['slice', 'resize', 'reinterpret', 'pick']) expect(nodes.some((e) => e.kind === kind && isAtom(e)), kind).toBe(true);
});

import { expect, test } from 'vitest';
import type { Action, SetRegister } from '../../../src/sim/engine/action.js';
import { body } from '../../../src/sim/engine/action.js';
import { assumedChanges } from '../../../src/sim/engine/assumed-changes.js';
import type { Limb } from '../../../src/sim/engine/limb.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';

const graph = new LimbGraph();
/** Registers of 8 bits, one slot each. */
const state = (register: number): Limb => graph.state(register, 'i64', 8, 9);
const bit = graph.state(50, 'i32', 1, 2);
const set = (register: number, ...limbs: Limb[]): SetRegister => ({ kind: 'set', register, limbs });
const when = (...actions: Action[]): Action => ({ kind: 'branch', condition: bit, whenTrue: body(actions), whenFalse: body() });
const region = (index: number, ...actions: Action[]): Action => ({ kind: 'region', index, body: body(actions) });

/** Which of `actions` are assumed to change what they set, when they are all of region 1; regions 0, 1 and 2 run in this order, then 3, which writes memory 0. */
function assumedOf(actions: readonly SetRegister[], conditional: boolean, readers: readonly number[], memoryReaders: readonly number[] = []): boolean[] {
  const mask = (regions: readonly number[]): bigint => regions.reduce((sum, index) => sum | (1n << BigInt(index)), 0n);
  const updates = body([region(0), conditional ? region(1, when(...actions)) : region(1, ...actions), region(2)]);
  const writes = body([region(3, when({ kind: 'store', memory: 0, address: graph.number(0), data: [graph.number(1)] }))]);
  const assumed = assumedChanges({ updates, writes, readersOf: () => mask(readers), memoryReadersOf: () => mask(memoryReaders), firstSlot: (register) => register });
  return actions.map((action) => assumed.has(action));
}

test('what happens under a condition is taken for a change when only earlier regions read it', () => {
  const copy = set(4, state(5));
  expect(assumedOf([copy], true, [0])).toEqual([true]);
  expect(assumedOf([copy], true, [])).toEqual([true]);
  expect(assumedOf([copy], false, [0])).toEqual([false]);
  for (const readers of [[1], [2], [0, 1], [0, 2]]) expect(assumedOf([copy], true, readers), `readers ${readers.join(' ')}`).toEqual([false]);
});

test('a region that writes a memory stands for those that read the memory', () => {
  const copy = set(4, state(5));
  expect(assumedOf([copy], true, [3], [0])).toEqual([true]);
  for (const memoryReaders of [[1], [2], [3]]) expect(assumedOf([copy], true, [3], memoryReaders)).toEqual([false]);
});

test('a step of a counter and a flipped bit are changes, whoever reads them', () => {
  const old = state(4);
  const ones = graph.ones(8);
  const counted = [
    set(4, graph.and(graph.add(old, graph.number(1)), ones)), set(4, graph.signExtend(graph.subtract(old, graph.number(3)), 8)), set(50, graph.not(bit)),
  ];
  const others = [
    set(6, graph.and(graph.add(old, graph.number(1)), ones)), set(4, graph.and(graph.add(old, state(5)), ones)), set(4, graph.and(old, graph.number(1))), set(4, old),
    set(4, graph.add(old, graph.number(1)), old),
    // Not in the width of the result: (x + 1) & 0xfe is x for an even one, and 256 is nothing in 8 bits.
    set(4, graph.and(graph.add(old, graph.number(1)), graph.number(0xfe))), set(4, graph.and(graph.add(old, graph.number(16)), graph.number(15))),
    set(4, graph.signExtend(graph.add(old, graph.number(256)), 8)),
  ];
  for (const conditional of [false, true]) {
    expect(assumedOf(counted, conditional, [0, 1, 2])).toEqual(counted.map(() => true));
    expect(assumedOf(others, conditional, [0, 1, 2])).toEqual(others.map(() => false));
  }
});

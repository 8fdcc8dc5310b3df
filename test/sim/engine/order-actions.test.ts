import { expect, test } from 'vitest';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import type { Action, Body } from '../../../src/sim/engine/action.js';
import { body } from '../../../src/sim/engine/action.js';
import { earlyReads } from '../../../src/sim/engine/early-reads.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { flatten } from '../../../src/sim/engine/flatten.js';
import type { Limb } from '../../../src/sim/engine/limb.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import { lowerDesign } from '../../../src/sim/engine/lower-design.js';
import { orderActions } from '../../../src/sim/engine/order-actions.js';
import { placeLimbs } from '../../../src/sim/engine/placement.js';
import type { Slot } from '../../../src/sim/engine/program.js';
import { add, assign, constant, design, input, output, ref, register, resize, when } from './design.js';

const byte = unsigned(8);
const reg = (name: string) => ref(name, byte);

const none = placeLimbs({ prologue: body(), cycle: body(), parts: [], observed: [], limbs: [], changesEachCycle: () => true, guarded: false });

function updatesOf(module: Module) {
  const flat = flatten(module);
  const program = lowerDesign(flat);
  const { ahead } = earlyReads([program.updates], none, () => true, (index) => program.registers[index]!.firstSlot);
  const names = (slot: number): string => program.registers[program.slots[slot]!.index]!.name;
  return {
    order: program.updates.actions.map((action) => (action.kind === 'set' ? program.registers[action.register]!.name : action.kind)),
    early: ahead.map(({ parameter }) => names(parameter)),
  };
}

const registers = ['a', 'b', 'c'].map((name) => register(name, byte));

test('a pipeline is updated from its end: no stage is overwritten before the next has read it', () => {
  const pipeline = design('pipeline', { registers, statements: [assign('b', reg('a')), assign('c', reg('b')), assign('a', constant(1, byte))] });
  expect(updatesOf(pipeline)).toEqual({ order: ['c', 'b', 'a'], early: [] });
});

test('a swap reads one side ahead', () => {
  const swap = design('swap', { registers, statements: [assign('a', reg('b')), assign('b', reg('a'))] });
  expect(updatesOf(swap)).toEqual({ order: ['b', 'a'], early: ['b'] });
});

test('assignments to one register keep their order', () => {
  const twice = design('twice', { registers, statements: [assign('a', constant(1, byte)), assign('b', reg('a')), assign('a', reg('c'))] });
  expect(updatesOf(twice).order).toEqual(['b', 'a', 'a']);
});

test('what one alternative overwrites, the other may still read', () => {
  const choice = design('choice', {
    ports: [input('p', unsigned(1))],
    registers,
    statements: [when(ref('p', unsigned(1)), [assign('a', constant(1, byte))], [assign('b', reg('a'))])],
  });
  expect(updatesOf(choice).early).toEqual([]);
  const after = design('after', { ...choice, statements: [...choice.statements, assign('b', reg('a')), assign('a', reg('b'))] });
  expect(updatesOf(after).early).toContain('a');
});

test('a ring of registers turns, in locals and in memory', async () => {
  const ring = design('ring', {
    ports: [output('z', byte)],
    registers: [register('a', byte, 1n), register('b', byte, 2n), register('c', byte, 3n)],
    statements: [assign('a', reg('c')), assign('b', reg('a')), assign('c', resize(add(reg('b'), constant(10, byte)), 8))],
    outputs: [{ port: 'z', value: reg('c') }],
  });
  for (const residentLimbs of [0, 1, 2, 3]) {
    const engine = createEngine(ring, { residentLimbs });
    await engine.reset();
    const seen = await engine.drive([], [[], [], [], []], ['z']);
    expect(seen).toEqual([[3n], [12n], [11n], [13n]]);
  }
});

/** Registers 0 to 4 as states of a graph, and a region that sets some of them. */
function registersOfRegions() {
  const graph = new LimbGraph();
  const states = [0, 1, 2, 3, 4].map((slot) => graph.state(slot, 'i64', 8, 9));
  const slots: Slot[] = states.map((_, index) => ({ role: 'register', index, limb: 0 }));
  const region = (index: number, values: ReadonlyMap<number, Limb>): Action =>
    ({ kind: 'region', index, body: body([...values].map(([to, limb]): Action => ({ kind: 'set', register: to, limbs: [limb] }))) });
  const placed = (updates: Body) => placeLimbs({
    prologue: body(), cycle: body(), parts: [updates], observed: [], limbs: graph.limbs, changesEachCycle: () => true, guarded: true,
  });
  return { graph, states, slots, region, placed };
}

test('regions that depend on each other come in the order with the fewest copies', () => {
  const { graph, states: [a, b, c, d], slots, region } = registersOfRegions();
  const many = region(0, new Map([[0, d!], [1, graph.add(d!, graph.number(1))], [2, graph.add(d!, graph.number(2))]]));
  const one = region(1, new Map([[3, graph.xor(graph.add(a!, b!), c!)]]));
  const apart = region(2, new Map([[4, graph.number(1)]]));
  // Three registers are read by the second region and one by the first, so the second comes first, whatever the source says.
  for (const actions of [[many, one, apart], [one, many, apart], [apart, one, many], [one, apart, many]]) {
    const order = orderActions(body(actions), slots, graph.limbs.length).actions.map((action) => action.kind === 'region' && action.index);
    expect(order.indexOf(1)).toBeLessThan(order.indexOf(0));
    expect([...order].sort()).toEqual([0, 1, 2]);
  }
});

test('what only the region that sets it reads late is read when the region begins', () => {
  const { states: [a, b, c], region, placed } = registersOfRegions();
  const swap = region(0, new Map([[0, b!], [1, a!]]));
  const alone = body([swap]);
  const early = earlyReads([alone], placed(alone), () => true, (index) => index);
  expect(early.ahead).toEqual([]);
  expect([...early.inRegion.values()]).toEqual([[a]]);
  // Another region needs the old value too: then it is read when the cycle begins.
  const shared = body([swap, region(1, new Map([[2, a!]]))]);
  expect(earlyReads([shared], placed(shared), () => true, (index) => index).ahead).toEqual([a]);
  expect([...earlyReads([shared], placed(shared), () => true, (index) => index).inRegion.values()].flat()).toEqual([]);
  // Of two regions in a circle nobody reads his own.
  const circle = body([region(0, new Map([[0, c!]])), region(1, new Map([[2, a!]]))]);
  expect(earlyReads([circle], placed(circle), () => true, (index) => index)).toEqual({ ahead: [a], inRegion: new Map() });
});

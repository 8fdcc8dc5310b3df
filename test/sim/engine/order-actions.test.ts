import { expect, test } from 'vitest';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { body } from '../../../src/sim/engine/action.js';
import { earlyReads } from '../../../src/sim/engine/early-reads.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { flatten } from '../../../src/sim/engine/flatten.js';
import { lowerDesign } from '../../../src/sim/engine/lower-design.js';
import { orderSignals } from '../../../src/sim/engine/order-signals.js';
import { placeLimbs } from '../../../src/sim/engine/placement.js';
import { add, assign, constant, design, input, output, ref, register, resize, when } from './design.js';

const byte = unsigned(8);
const reg = (name: string) => ref(name, byte);

const none = placeLimbs({ prologue: body(), cycle: body(), parts: [], observed: [], limbs: [], changesEachCycle: () => true, guarded: false });

function updatesOf(module: Module) {
  const flat = flatten(module);
  const program = lowerDesign(flat, orderSignals(flat));
  const early = earlyReads([program.updates], none, () => true, (index) => program.registers[index]!.firstSlot);
  const names = (slot: number): string => program.registers[program.slots[slot]!.index]!.name;
  return {
    order: program.updates.actions.map((action) => (action.kind === 'set' ? program.registers[action.register]!.name : action.kind)),
    early: early.map(({ parameter }) => names(parameter)),
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

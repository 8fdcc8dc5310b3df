import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { referenceHash } from './reference-hash.js';
import { Draws, randomModule } from './random-module.js';

const cases = fc.tuple(fc.nat(2 ** 31), fc.nat(1200)).map(([seed, size]) => ({
  seed,
  size,
  module: (): Module => randomModule(new Draws(seed, size), 2),
  stimulus: (): Draws => new Draws(seed + 1, 1000),
}));
const effort = { numRuns: 60, interruptAfterTimeLimit: 8000 };
const timeout = 30_000;

test('random modules: every named value of every cycle equals the interpreter, through resets and memory writes', async () => {
  await fc.assert(fc.asyncProperty(cases, async ({ module: make, stimulus: draws }) => {
    const module = make();
    const stimulus = draws();
    const engine = createEngine(module);
    const oracle = interpret(module);
    const names = ['rst', ...engine.inputs.map(({ name }) => name)];
    for (let cycle = 0; cycle < 8; cycle++) {
      const row = [stimulus.below(4) === 0 ? 1n : 0n, ...engine.inputs.map(({ type }) => stimulus.value(type))];
      names.forEach((name, i) => {
        engine.poke(name, row[i]!);
        oracle.set(name, row[i]!);
      });
      for (const name of engine.names) {
        if (name !== 'rst') expect(engine.peekInternal(name), `${name} in cycle ${cycle}`).toBe(oracle.get(name));
      }
      await engine.run(1);
      oracle.tick();
    }
  }), effort);
}, timeout);

// Two registers in locals and the others in memory; all in memory; the default; the same in regions; in regions after the first 14 cycles.
test.each([
  { residentLimbs: 2 }, { residentLimbs: 0 }, {}, { residentLimbs: 2, regions: true }, { residentLimbs: 0, regions: true },
  { residentLimbs: 2, regions: true, undividedCycles: 14 },
])('random modules: drive records the outputs of the interpreter and the hash follows (%j)', async (options) => {
  await fc.assert(fc.asyncProperty(cases, async ({ module: make, stimulus: draws }) => {
    const module = make();
    const stimulus = draws();
    const engine = createEngine(module, options);
    const oracle = interpret(module);
    const names = ['rst', ...engine.inputs.map(({ name }) => name)];
    const rows = Array.from({ length: 12 }, () => [BigInt(stimulus.below(4) === 0), ...engine.inputs.map(({ type }) => stimulus.value(type))]);
    const expected = rows.map((row) => {
      names.forEach((name, i) => oracle.set(name, row[i]!));
      const outputs = engine.outputs.map(({ name }) => oracle.get(name));
      oracle.tick();
      return outputs;
    });
    const recorded = await engine.drive(names, rows, engine.outputs.map(({ name }) => name));
    expect(recorded).toEqual(expected);
    // The inputs keep the last row: the plain loop goes on from there.
    for (let cycle = 0; cycle < 5; cycle++) {
      expected.push(engine.outputs.map(({ name }) => oracle.get(name)));
      oracle.tick();
    }
    await engine.run(5);
    expect(await engine.hash()).toBe(referenceHash(engine.outputs, expected));
    expect(engine.cycle).toBe(17);
  }), effort);
}, timeout);

test.each([{ residentLimbs: 3 }, { residentLimbs: 0 }, { residentLimbs: 2, undividedCycles: 12 }])('random modules in regions: what is skipped would have changed nothing (%j)', async (options) => {
  await fc.assert(fc.asyncProperty(cases, async ({ module: make, stimulus: draws }) => {
    const module = make();
    const stimulus = draws();
    const engine = createEngine(module, { ...options, regions: true });
    const oracle = interpret(module);
    const expected: bigint[][] = [];
    // Inputs change seldom, so that parts of the design come to rest; runs of several cycles in one call.
    for (let turn = 0; turn < 6; turn++) {
      for (const { name, type } of engine.inputs) {
        if (stimulus.below(3) > 0) continue;
        const value = stimulus.value(type);
        engine.poke(name, value);
        oracle.set(name, value);
      }
      const cycles = 1 + stimulus.below(9);
      for (let cycle = 0; cycle < cycles; cycle++) {
        expected.push(engine.outputs.map(({ name }) => oracle.get(name)));
        oracle.tick();
      }
      await engine.run(cycles);
      expect(await engine.hash()).toBe(referenceHash(engine.outputs, expected));
    }
    for (const name of engine.names) if (name !== 'rst') expect(engine.peekInternal(name), name).toBe(oracle.get(name));
  }), effort);
}, timeout);

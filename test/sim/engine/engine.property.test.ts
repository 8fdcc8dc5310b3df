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

// Two registers in locals and the others in memory; all in memory; the default.
test.each([2, 0, undefined])('random modules: drive records the outputs of the interpreter and the hash follows (%s limbs in locals)', async (residentLimbs) => {
  await fc.assert(fc.asyncProperty(cases, async ({ module: make, stimulus: draws }) => {
    const module = make();
    const stimulus = draws();
    const engine = createEngine(module, { residentLimbs });
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

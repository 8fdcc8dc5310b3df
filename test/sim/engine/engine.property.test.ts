import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { Draws, randomModule } from './random-module.js';

test('random modules: every named value of every cycle equals the interpreter, through resets and memory writes', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.nat(1200), async (seed, size) => {
    const module = randomModule(new Draws(seed, size), 2);
    const stimulus = new Draws(seed + 1, 1000);
    const engine = createEngine(module);
    const oracle = interpret(module);
    const names = ['rst', ...engine.inputs.map(({ name }) => name)];
    for (let cycle = 0; cycle < 8; cycle++) {
      const rst = stimulus.below(4) === 0 ? 1n : 0n;
      const row = [rst, ...engine.inputs.map(({ type }) => stimulus.value(type))];
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
  }), { numRuns: 150, interruptAfterTimeLimit: 20_000 });
}, 60_000);

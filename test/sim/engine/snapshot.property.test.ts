import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine } from '../../../src/sim/engine/engine.js';
import type { Engine } from '../../../src/sim/engine/engine-extras.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { Draws, randomModule } from './random-module.js';

const seen = (engine: Engine): bigint[] => engine.names.map((name) => engine.peekInternal(name));
const words = (engine: Engine, memories: ReadonlyMap<string, number>): bigint[][] => [...memories].map(([name, depth]) => engine.readMemory(name, 0, depth));

// In locals; in memory; in regions, which remember what has changed; divided into regions after the snapshot.
test.each([{}, { residentLimbs: 0 }, { regions: true }, { regions: true, undividedCycles: 5 }])('random modules: snapshot, run, restore, run again: the same hash, signals and memories, in another copy too (%j)', async (options) => {
  await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.nat(1000), async (seed, size) => {
    const module = randomModule(new Draws(seed, size), 2);
    const draws = new Draws(seed + 1, 2000);
    const engine = createEngine(module, options);
    const oracle = interpret(module);
    const memories = new Map(module.memories.map(({ name, depth }) => [name, depth]));
    const names = ['rst', ...engine.inputs.map(({ name }) => name)];
    const row = (): bigint[] => [draws.below(4) === 0 ? 1n : 0n, ...engine.inputs.map(({ type }) => draws.value(type))];
    const before = [row(), row(), row()];
    const behind = [row(), row(), row(), row()];
    await engine.drive(names, before, []);
    const snapshot = engine.snapshot();
    const go = async (copy: Engine): Promise<unknown> => {
      await copy.drive(names, behind, []);
      await copy.run(3);
      return [copy.cycle, await copy.hash(), seen(copy), words(copy, memories)];
    };
    const first = await go(engine);
    engine.restore(snapshot);
    expect(engine.cycle).toBe(3);
    expect(await go(engine)).toEqual(first);
    const other = createEngine(module, options);
    other.restore(snapshot);
    expect(await go(other)).toEqual(first);
    // And all of it is what the interpreter says.
    for (const values of [...before, ...behind, behind.at(-1)!, behind.at(-1)!, behind.at(-1)!]) {
      names.forEach((name, i) => oracle.set(name, values[i]!));
      oracle.tick();
    }
    expect(engine.names.filter((name) => name !== 'rst').map((name) => engine.peekInternal(name)))
      .toEqual(engine.names.filter((name) => name !== 'rst').map((name) => oracle.get(name)));
  }), { numRuns: 40, interruptAfterTimeLimit: 5000 });
}, 30_000);

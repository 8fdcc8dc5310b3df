import { expect, test } from 'vitest';
import { createEngine } from '../../src/sim/engine/engine.js';
import { lockstep } from '../../src/sim/lockstep.js';
import type { Stimulus } from '../../src/sim/lockstep.js';
import { counter } from './engine/counter.js';

const enabled: Stimulus = { cycles: 1000, names: ['rst', 'enable'], row: (cycle) => [cycle < 2 ? 1 : 0, cycle % 3 === 0 ? 0 : 1] };

test('equal designs are equal over all cycles', async () => {
  const make = async () => createEngine(counter());
  expect(await lockstep(make, make, enabled, { block: 64 })).toEqual({ equal: true, cycles: 1000 });
});

test('the first cycle and output that differ are named, whatever the block', async () => {
  const good = async () => createEngine(counter(8, 200));
  const bad = async () => createEngine(counter(8, 199));
  for (const block of [1, 7, 64, 4096]) {
    // 199 enabled cycles after the reset: one counter says that it is about to wrap, the other not yet.
    const { equal, cycles, firstDifference } = await lockstep(good, bad, enabled, { block });
    expect({ equal, cycles, firstDifference }).toEqual({
      equal: false, cycles: 301, firstDifference: { cycle: 300, port: 'wrapped', a: 0n, b: 1n },
    });
  }
});

test('without inputs to drive the designs run freely', async () => {
  const make = (last: number) => async () => {
    const engine = createEngine(counter(16, last));
    engine.poke('enable', 1);
    return engine;
  };
  const free: Stimulus = { cycles: 50_000, names: [], row: () => [] };
  expect(await lockstep(make(65535), make(65535), free)).toEqual({ equal: true, cycles: 50_000 });
  const { firstDifference } = await lockstep(make(65535), make(40_000), free);
  expect(firstDifference).toEqual({ cycle: 40_000, port: 'wrapped', a: 0n, b: 1n });
});

test('designs with other ports, factories that do not repeat and empty blocks are refused', async () => {
  await expect(lockstep(async () => createEngine(counter(8)), async () => createEngine(counter(9)), enabled)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[SimulationError: lockstep: the outputs differ: sim has count uint(8), wrapped uint(1); sim has count uint(9), wrapped uint(1)]`);
  let made = 0;
  const fickle = async () => createEngine(counter(8, made++ === 0 ? 100 : 200));
  await expect(lockstep(async () => createEngine(counter(8, 200)), fickle, enabled)).rejects.toThrow('does not repeat itself');
  await expect(lockstep(fickle, fickle, enabled, { block: 0 })).rejects.toThrow('at least 1');
});

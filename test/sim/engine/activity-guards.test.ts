import { expect, test } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { bool, module, mux, uint, when, type Signal } from '../../../src/hwgen/language/hardware.js';
import { system } from '../../../src/sim/device/system.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { changedOffset } from '../../../src/sim/engine/layout.js';

const registers = Array.from({ length: 70 }, (_, index) => `r${index}`);

/** More registers in one statement than a region compares by itself; they read each other. */
const ring = module('ring', () => ({
  inputs: { enable: bool, turn: bool },
  outputs: { first: uint(40) },
  state: Object.fromEntries(registers.map((name, index) => [name, uint(40).reset(index)])),
}), (s) => {
  const state = s as unknown as Record<string, { next: Signal<'unsigned'> } & Signal<'unsigned'>>;
  when(s.enable, () => registers.forEach((name, index) => { state[name]!.next = mux(s.turn, state[registers[(index + 1) % registers.length]!]!, state[name]!); }));
  return { first: state['r0']! } as never;
});

test('a large region that reads its own registers stops when nothing changes any more', async () => {
  const engine = createEngine(ring().ir, { regions: true });
  const changed = (): bigint => new DataView(engine.snapshot().bytes.buffer).getBigUint64(changedOffset, true);
  await engine.reset();
  engine.poke('enable', 1);
  engine.poke('turn', 1);
  await engine.run(5);
  expect(await engine.peek('first')).toBe(5n);
  expect(changed()).not.toBe(0n);
  engine.poke('turn', 0);
  await engine.run(3);
  expect(changed()).toBe(0n);
  engine.poke('turn', 1);
  await engine.run(66);
  expect(await engine.peek('first')).toBe(1n);
});

test('a design is divided into regions by the run that makes its cycles too many, and not before', async () => {
  const engine = createEngine(ring().ir, { regions: true, undividedCycles: 10 });
  const changed = (): bigint => new DataView(engine.snapshot().bytes.buffer).getBigUint64(changedOffset, true);
  await engine.run(4);
  await engine.run(6);
  expect(changed()).toBe(2n ** 64n - 1n);
  await engine.run(3);
  expect(changed()).toBe(0n);
});

test('of an accelerator without work few regions run: those of its counters and what looks at them', async () => {
  const engine = createEngine(system({ accelerator: defaultParameters, memoryBeats: 64 }).ir, { undividedCycles: 0 });
  const running = (): number => [...new DataView(engine.snapshot().bytes.buffer).getBigUint64(changedOffset, true).toString(2)].filter((bit) => bit === '1').length;
  await engine.reset();
  await engine.run(1);
  expect(running()).toBeGreaterThan(10);
  await engine.run(50);
  expect(running()).toBeGreaterThan(0);
  expect(running()).toBeLessThan(10);
});

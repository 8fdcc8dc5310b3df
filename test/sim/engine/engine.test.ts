import { expect, test } from 'vitest';
import { signed, unsigned } from '../../../src/hwgen/ir/type.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { SimulationError } from '../../../src/sim/simulator.js';
import { counter } from './counter.js';
import { add, assign, compare, constant, design, input, output, ref, register, resize } from './design.js';

test('starts at 0, counts while enabled, holds otherwise', async () => {
  const engine = createEngine(counter());
  expect(await engine.peek('count')).toBe(0n);
  engine.poke('enable', 1);
  await engine.run(5);
  engine.poke('enable', 0);
  await engine.run(3);
  expect(await engine.peek('count')).toBe(5n);
  expect(engine.cycle).toBe(8);
});

test('reset sets registers with a reset value over every statement and leaves the others', async () => {
  const type = unsigned(8);
  const one = constant(1, type);
  const engine = createEngine(design('pair', {
    ports: [output('a', type), output('b', type)],
    registers: [register('a', type, 7n), register('b', type)],
    statements: [assign('a', resize(add(ref('a', type), one), 8)), assign('b', resize(add(ref('b', type), one), 8))],
    outputs: [{ port: 'a', value: ref('a', type) }, { port: 'b', value: ref('b', type) }],
  }));
  await engine.reset(3);
  expect([await engine.peek('a'), await engine.peek('b')]).toEqual([7n, 3n]);
  await engine.run(2);
  expect([await engine.peek('a'), await engine.peek('b')]).toEqual([9n, 5n]);
});

test('runUntil counts the cycles before the value, 0 when it is there, and names what it waited for at the limit', async () => {
  const engine = createEngine(counter(16));
  engine.poke('enable', 1);
  expect(await engine.runUntil('count', 40_000, 100_000)).toBe(40_000);
  expect(await engine.runUntil('count', 40_000, 0)).toBe(0);
  expect(await engine.runUntil('count', 40_005, 5)).toBe(5);
  engine.poke('enable', 0);
  await expect(engine.runUntil('count', 1, 10)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[SimulationError: counter: count was not 1 within 10 cycles (it is 40005 at cycle 40015)]`);
});

test('a run longer than a slice is one run', async () => {
  const engine = createEngine(counter(32));
  engine.poke('enable', 1);
  await engine.run(100_001);
  expect(await engine.peek('count')).toBe(100_001n);
});

test('snapshot and restore repeat a run, its hash included', async () => {
  const engine = createEngine(counter());
  engine.poke('enable', 1);
  await engine.run(10);
  const snapshot = engine.snapshot();
  await engine.run(50);
  const [hash, count] = [await engine.hash(), await engine.peek('count')];
  engine.restore(snapshot);
  expect(engine.cycle).toBe(10);
  expect(await engine.peek('count')).toBe(10n);
  await engine.run(50);
  expect([await engine.hash(), await engine.peek('count')]).toEqual([hash, count]);
  expect(() => createEngine(counter(100)).restore(snapshot)).toThrow('other registers or memories');
});

test('signed ports travel as negative numbers', async () => {
  const type = signed(70);
  const engine = createEngine(design('negation', {
    ports: [input('a', type), output('b', signed(71))],
    outputs: [{ port: 'b', value: { kind: 'unary', op: 'negate', operand: ref('a', type), type: signed(71) } }],
  }));
  engine.poke('a', -(2n ** 69n));
  expect(await engine.peek('a')).toBe(-(2n ** 69n));
  expect(await engine.peek('b')).toBe(2n ** 69n);
});

test('memories: loading and reading in words, an address past the depth reads 0 and writes nothing', async () => {
  const [word, address] = [signed(12), unsigned(4)];
  const engine = createEngine(design('table', {
    ports: [input('at', address), input('data', word), output('now', word), output('later', word)],
    memories: [{
      kind: 'memory', name: 'm', word, depth: 10, maskUnit: 12, style: 'auto', doc: '', initial: [-1n, 2n],
      reads: [{ name: 'now', mode: 'async', address: ref('at', address) }, { name: 'later', mode: 'sync', address: ref('at', address) }],
    }],
    statements: [{ kind: 'write', memory: 'm', port: 0, address: ref('at', address), data: ref('data', word) }],
    outputs: [{ port: 'now', value: ref('now', word) }, { port: 'later', value: ref('later', word) }],
  }));
  expect(engine.readMemory('m', 0, 3)).toEqual([-1n, 2n, 0n]);
  engine.loadMemory('m', 3, new Int16Array([-2048, 2047]));
  expect(engine.readMemory('m', 3, 2)).toEqual([-2048n, 2047n]);
  const rows = [[3, 5], [3, 6], [12, 9], [12, 9]];
  // The sync port shows a word one cycle later, as it was before the write of the same edge.
  expect(await engine.drive(['at', 'data'], rows, ['now', 'later'])).toEqual([[-2048n, 0n], [5n, -2048n], [0n, 5n], [0n, 0n]]);
  expect(engine.readMemory('m', 0, 10)).toEqual([-1n, 2n, 0n, 6n, 2047n, 0n, 0n, 0n, 0n, 0n]);
  expect(() => engine.loadMemory('m', 9, [1, 2])).toThrow('m: words 9 to 10 are not all inside its depth of 10');
  expect(() => engine.loadMemory('m', 0, [2048])).toThrow('m[0]: 2048 does not fit sint(12), which holds -2048 to 2047');
});

test('check stops the run before its edge and names itself, assume the environment, cover counts; none of them under reset', async () => {
  const type = unsigned(8);
  const below = (limit: number) => compare('less', ref('count', type), constant(limit, type));
  const module = { ...counter(), assertions: [
    { kind: 'check', name: 'below 20', condition: below(20) },
    { kind: 'assume', name: 'enabled', condition: ref('enable', unsigned(1)) },
    { kind: 'cover', name: 'small', condition: below(3) },
  ] as const };
  const engine = createEngine(module);
  await engine.reset(2);
  await expect(engine.run(1)).rejects.toThrowErrorMatchingInlineSnapshot(`[SimulationError: counter: assume 'enabled' is broken by the inputs at cycle 2]`);
  engine.poke('enable', 1);
  await expect(engine.run(1000)).rejects.toThrowErrorMatchingInlineSnapshot(`[SimulationError: counter: check 'below 20' does not hold at cycle 22]`);
  expect(await engine.peek('count')).toBe(20n);
  expect(engine.covers()).toEqual(new Map([['small', 3]]));
});

test('registers inside the hierarchy can be read and set', async () => {
  const child = counter();
  const top = design('pair', {
    ports: [output('counts', unsigned(16))],
    instances: [{
      kind: 'instance', name: 'c', module: child, count: 2,
      inputs: [{ port: 'enable', mode: 'each', value: constant(0b10, unsigned(2)) }], outputs: [{ port: 'count', name: 'counts' }],
    }],
    outputs: [{ port: 'counts', value: ref('counts', unsigned(16)) }],
  });
  const engine = createEngine(top);
  await engine.run(3);
  expect([engine.peekInternal('c[0].count'), engine.peekInternal('c[1].count'), engine.peekInternal('c[1].enable')]).toEqual([0n, 3n, 1n]);
  engine.pokeInternal('c[0].count', 255);
  expect(engine.peekInternal('c[0].wrapped')).toBe(1n);
  expect(await engine.peek('counts')).toBe(0x03ffn);
  expect(() => engine.pokeInternal('c[0].wrapped', 1)).toThrow("'c[0].wrapped' is computed from other signals");
});

test('wrong names and values are refused with what there is', async () => {
  const engine = createEngine(counter(), { hash: false });
  expect(() => engine.poke('enabel', 1)).toThrowErrorMatchingInlineSnapshot(`[SimulationError: counter has no input 'enabel'; it has rst, enable]`);
  expect(() => engine.poke('enable', 2)).toThrowErrorMatchingInlineSnapshot(`[SimulationError: enable: 2 does not fit uint(1), which holds 0 to 1]`);
  await expect(engine.peek('sum')).rejects.toThrowErrorMatchingInlineSnapshot(`[SimulationError: counter has no output 'sum'; it has count, wrapped]`);
  await expect(engine.hash()).rejects.toThrow(SimulationError);
  await expect(engine.run(-1)).rejects.toThrowErrorMatchingInlineSnapshot(`[SimulationError: counter: run for -1 cycles; give a whole number, at least 0]`);
  expect(() => engine.readMemory('m', 0, 1)).toThrowErrorMatchingInlineSnapshot(`[SimulationError: counter has no memory 'm'; it has none]`);
});

test('an expression thousands of nodes deep compiles and computes', async () => {
  const type = unsigned(8);
  let value = ref('x', type);
  for (let i = 0; i < 5000; i++) value = resize(add(value, ref('x', type)), 8);
  const engine = createEngine(design('deep', { ports: [input('x', type), output('z', type)], outputs: [{ port: 'z', value }] }));
  engine.poke('x', 3);
  expect(await engine.peek('z')).toBe(BigInt((5001 * 3) % 256));
});

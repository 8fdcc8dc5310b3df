import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { bool, memory, module, uint, when } from '../../../src/hwgen/language/hardware.js';
import { coneOfInfluence } from '../../../src/sim/cycles/cone-of-influence.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { Draws, randomModule } from '../engine/random-module.js';

const child = module('child',
  () => ({
    inputs: { x: uint(4), y: uint(4) },
    outputs: { plus: uint(5), minus: uint(4) },
    state: { kept: uint(4) },
  }),
  (s) => {
    s.kept.next = s.y;
    return { plus: s.x.add(1), minus: s.kept };
  });

const parent = module('parent',
  () => ({
    inputs: { go: bool, stop: bool, x: uint(4), y: uint(4) },
    outputs: { a: uint(4), b: uint(5), c: uint(4), d: uint(4) },
    state: { one: uint(4).reset(0), two: uint(4).reset(0), words: memory(uint(4), 16, { read: 'async' }) },
  }),
  (s) => {
    when(s.stop, () => { s.two.next = s.x; }).elseWhen(s.go, () => { s.one.next = s.y; });
    when(s.go, () => { s.words.write(s.two, s.one); });
    const { plus, minus } = child().place('part', { x: s.x, y: s.two });
    return { a: s.one, b: plus, c: minus, d: s.words.read(s.x) };
  });

/** What is left, by kind. */
const contents = ({ ports, registers, memories, instances }: Module) => ({
  outputs: ports.filter(({ direction }) => direction === 'output').map(({ name }) => name),
  registers: registers.map(({ name }) => name),
  memories: memories.map(({ name }) => name),
  instances: instances.map(({ name, module: inner, inputs }) => [name, inner.registers.map((register) => register.name), inputs.map(({ port }) => port)]),
});

describe('the cone of influence', () => {
  const { ir } = parent();

  it('keeps an empty branch that says when a later one does not run', () => {
    const cone = coneOfInfluence(ir, new Set(['a']));
    expect(contents(cone)).toEqual({ outputs: ['a'], registers: ['one'], memories: [], instances: [] });
    expect(cone.statements).toHaveLength(1);
    expect(cone.statements[0]).toMatchObject({ kind: 'when', branches: [{ body: [] }, { body: [{ kind: 'assign', register: 'one' }] }] });
  });

  it('enters instances, and leaves out the inputs of what is not needed in them', () => {
    expect(contents(coneOfInfluence(ir, new Set(['b']))).instances).toEqual([['part', [], ['x']]]);
    expect(contents(coneOfInfluence(ir, new Set(['c'])))).toEqual({
      outputs: ['c'], registers: ['two'], memories: [], instances: [['part', ['kept'], ['y']]],
    });
  });

  it('follows a memory to whatever is written, where and when', () => {
    expect(contents(coneOfInfluence(ir, new Set(['d'])))).toEqual({ outputs: ['d'], registers: ['one', 'two'], memories: ['words'], instances: [] });
  });

  it('shows in every cycle what the whole module shows: random modules, random outputs', async () => {
    let smaller = 0;
    await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.nat(1200), async (seed, size) => {
      const whole = randomModule(new Draws(seed, size), 2);
      const draws = new Draws(seed + 1, 2000);
      const outputs = whole.ports.filter(({ direction }) => direction === 'output').map(({ name }) => name);
      const wanted = outputs.filter(() => draws.below(3) === 0).slice(0, 4);
      const cone = coneOfInfluence(whole, new Set(wanted));
      if (size > 600 && cone.registers.length < whole.registers.length) smaller++;
      const [all, part] = [createEngine(whole), createEngine(cone)];
      expect(part.inputs).toEqual(all.inputs);
      const names = ['rst', ...all.inputs.map(({ name }) => name)];
      const rows = Array.from({ length: 20 }, () => [BigInt(draws.below(6) === 0), ...all.inputs.map(({ type }) => draws.value(type))]);
      expect(await part.drive(names, rows, wanted)).toEqual(await all.drive(names, rows, wanted));
    }), { numRuns: 60, seed: 5 });
    expect(smaller).toBeGreaterThan(5);
  });
});

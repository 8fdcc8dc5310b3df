import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import type { Statement } from '../../../src/hwgen/ir/statement.js';
import { type Type, unsigned } from '../../../src/hwgen/ir/type.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { design, input, output, ref, when } from './design.js';
import { Draws } from './random-module.js';

interface Shape {
  readonly units: number;
  readonly unit: number;
  readonly depth: number;
  /** Per read port: sync or async, with an enable or not (only sync). */
  readonly reads: readonly { readonly sync: boolean; readonly enable: boolean }[];
  /** Per write port: with a mask, under a condition. */
  readonly writes: readonly { readonly mask: boolean; readonly condition: boolean }[];
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  units: fc.integer({ min: 1, max: 9 }), unit: fc.constantFrom(1, 4, 8, 33, 64), depth: fc.integer({ min: 1, max: 20 }),
  reads: fc.array(fc.record({ sync: fc.boolean(), enable: fc.boolean() }), { minLength: 1, maxLength: 6 }),
  writes: fc.array(fc.record({ mask: fc.boolean(), condition: fc.boolean() }), { maxLength: 5 }),
});

const address = unsigned(5);

/** A memory with every port at the module's ports. */
function memoryOf({ units, unit, depth, reads, writes }: Shape): Module {
  const word: Type = unsigned(units * unit);
  const [bit, mask] = [unsigned(1), unsigned(units)];
  return design('ports', {
    ports: [
      ...reads.flatMap((_, i) => [input(`ra${i}`, address), input(`re${i}`, bit), output(`r${i}`, word)]),
      ...writes.flatMap((_, i) => [input(`wa${i}`, address), input(`wd${i}`, word), input(`wm${i}`, mask), input(`we${i}`, bit)]),
    ],
    memories: [{
      kind: 'memory', name: 'm', word, depth, maskUnit: unit, style: 'auto', doc: '',
      reads: reads.map(({ sync, enable }, i) => ({
        name: `word${i}`, mode: sync ? 'sync' : 'async', address: ref(`ra${i}`, address), enable: sync && enable ? ref(`re${i}`, bit) : undefined,
      })),
    }],
    statements: writes.map((write, i): Statement => {
      const statement: Statement = {
        kind: 'write', memory: 'm', port: i, address: ref(`wa${i}`, address), data: ref(`wd${i}`, word), mask: write.mask ? ref(`wm${i}`, mask) : undefined,
      };
      return write.condition ? when(ref(`we${i}`, bit), [statement]) : statement;
    }),
    outputs: reads.map((_, i) => ({ port: `r${i}`, value: ref(`word${i}`, word) })),
  });
}

test('memories of any width with any number of read and write ports, masks, enables, addresses past the depth: the interpreter\'s words in every cycle', async () => {
  await fc.assert(fc.asyncProperty(shapes, fc.nat(2 ** 31), fc.boolean(), async (shape, seed, regions) => {
    const module = memoryOf(shape);
    const engine = createEngine(module, { regions });
    const oracle = interpret(module);
    const draws = new Draws(seed, 10_000);
    const names = engine.inputs.map(({ name }) => name);
    const outputs = engine.outputs.map(({ name }) => name);
    const rows = Array.from({ length: 30 }, () => engine.inputs.map(({ type }) => draws.value(type)));
    const expected = rows.map((row) => {
      names.forEach((name, i) => oracle.set(name, row[i]!));
      const values = outputs.map((name) => oracle.get(name));
      oracle.tick();
      return values;
    });
    expect(await engine.drive(names, rows, outputs)).toEqual(expected);
  }), { numRuns: 100, interruptAfterTimeLimit: 6000 });
}, 30_000);

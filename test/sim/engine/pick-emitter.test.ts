import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { assign, concatenate, design, input, output, ref, register, slice } from './design.js';
import { Draws } from './random-module.js';

/** An array whose registers are picked from by an index that is a field of a word, in whole words, bytes and other fields of them. */
test('what is picked from registers of an array, whole or in bytes, by fields of any place', async () => {
  const shape = fc.record({ width: fc.constantFrom(64, 64, 40, 32, 16), low: fc.nat(60), high: fc.nat(63), from: fc.nat(63), extra: fc.constantFrom(0, 1) });
  await fc.assert(fc.asyncProperty(shape, fc.nat(2 ** 31), async ({ width, low, high, from, extra }, seed) => {
    const word = unsigned(width);
    const count = 8;
    const whole = unsigned(width * count);
    const child = design('element', {
      ports: [input('next', word), output('value', word)],
      // A second register moves the elements apart in memory.
      registers: [register('held', word), ...(extra ? [register('other', unsigned(64))] : [])],
      statements: [assign('held', ref('next', word))],
      outputs: [{ port: 'value', value: ref('held', word) }],
    });
    const index: Expression = slice(ref('place', unsigned(64)), low + 2, low);
    const picked: Expression = { kind: 'pick', operand: ref('values', whole), index, type: word };
    const [top, bottom] = [Math.min(width - 1, Math.max(high, from)), Math.min(width - 1, from, high)];
    const field = slice(ref('picked', word), top, bottom);
    const byte = (at: number): Expression => slice({ ...picked, index: slice(ref('place', unsigned(64)), 3 * at + 2, 3 * at) } as Expression, 8 * at + 7, 8 * at);
    const bytes = concatenate(...Array.from({ length: width / 8 }, (_, at) => byte(width / 8 - 1 - at)));
    const module = design('picks', {
      ports: [input('next', whole), input('where', unsigned(64)), output('y', field.type), output('z', word)],
      registers: [register('place', unsigned(64)), register('part', field.type), register('mixed', word)],
      wires: [{ kind: 'wire', name: 'picked', type: word, value: picked }],
      instances: [{
        kind: 'instance', name: 'each', module: child, count,
        inputs: [{ port: 'next', mode: 'each', value: ref('next', whole) }], outputs: [{ port: 'value', name: 'values' }],
      }],
      statements: [assign('place', ref('where', unsigned(64))), assign('part', field), assign('mixed', bytes)],
      outputs: [{ port: 'y', value: ref('part', field.type) }, { port: 'z', value: ref('mixed', word) }],
    });
    const [engine, oracle] = [createEngine(module, { regions: true }), interpret(module)];
    const draws = new Draws(seed, 4000);
    for (let turn = 0; turn < 6; turn++) {
      for (const [name, type] of [['next', whole], ['where', unsigned(64)]] as const) {
        const value = draws.value(type);
        engine.poke(name, value);
        oracle.set(name, value);
      }
      for (let cycle = 0; cycle < 3; cycle++) oracle.tick();
      await engine.run(3);
      for (const name of ['part', 'mixed', 'picked']) expect(engine.peekInternal(name), `${name} in turn ${turn}`).toBe(oracle.get(name));
    }
  }), { numRuns: 60 });
});

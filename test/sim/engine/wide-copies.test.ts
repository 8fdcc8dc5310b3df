import { expect, test } from 'vitest';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import { copiedPairs } from '../../../src/sim/engine/wide-copies.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { assign, concatenate, design, input, output, ref, register, slice, when } from './design.js';
import { Draws } from './random-module.js';

test('two limbs of one register side by side are a pair; pairs do not overlap', () => {
  const graph = new LimbGraph();
  const state = (slot: number) => graph.state(slot, 'i64', 64, 64);
  const limbs = [state(4), state(5), state(6), state(9), state(10), graph.add(state(1), state(2)), state(20), graph.state(21, 'i32', 1, 2)];
  expect(copiedPairs({ limbs })).toEqual([0, 3]);
});

test('wide registers in a chain, a swap and a rotation: each takes the old value, and those who read it are told', async () => {
  const wide = unsigned(300);
  const names = ['a', 'b', 'c', 'd', 'e'];
  const [a, b, c, d, e] = names.map((name) => ref(name, wide));
  const one = unsigned(1);
  const module = design('chain', {
    ports: [input('x', wide), input('step', one), input('swap', one), output('y', wide), output('z', wide)],
    registers: names.map((name) => register(name, wide)),
    statements: [
      when(ref('step', one), [assign('a', ref('x', wide)), assign('b', a!), assign('c', b!)]),
      when(ref('swap', one), [assign('d', e!), assign('e', d!)], [assign('d', c!), assign('e', concatenate(slice(e!, 127, 0), slice(e!, 299, 128)))]),
    ],
    outputs: [{ port: 'y', value: c! }, { port: 'z', value: e! }],
  });
  for (const residentLimbs of [0, 3, undefined]) {
    const [engine, oracle] = [createEngine(module, { regions: true, residentLimbs }), interpret(module)];
    const draws = new Draws(5, 4000);
    for (let turn = 0; turn < 60; turn++) {
      for (const [name, type] of [['x', wide], ['step', one], ['swap', one]] as const) {
        if (draws.below(3) > 0) continue;
        const value = draws.value(type);
        engine.poke(name, value);
        oracle.set(name, value);
      }
      oracle.tick();
      await engine.run(1);
      for (const name of names) expect(engine.peekInternal(name), `${name} in turn ${turn}`).toBe(oracle.get(name));
    }
  }
});

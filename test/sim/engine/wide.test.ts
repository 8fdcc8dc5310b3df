import { expect, test } from 'vitest';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import type { Type } from '../../../src/hwgen/ir/type.js';
import { signed, unsigned } from '../../../src/hwgen/ir/type.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { add, compare, concatenate, design, input, multiply, output, ref, slice, subtract } from './design.js';
import { Draws } from './random-module.js';

// 1000 bits and more: far beyond the widths of the random modules, and not a multiple of 64.
const wide = unsigned(1500);
const negative = signed(1111);
const [a, b, s, t] = [ref('a', wide), ref('b', wide), ref('s', negative), ref('t', negative)];
const amount = ref('n', unsigned(11));

const operations: Record<string, Expression> = {
  add: add(a, b),
  subtract: subtract(s, t),
  multiply: multiply(slice(a, 899, 0), slice(b, 1300, 500)),
  multiplySigned: multiply(s, t),
  less: compare('less', s, t),
  equal: compare('equal', a, b),
  popcount: { kind: 'unary', op: 'popcount', operand: a, type: unsigned(11) },
  all: { kind: 'unary', op: 'all', operand: s, type: unsigned(1) },
  shiftRight: { kind: 'shift', op: 'right', operand: a, amount, type: wide },
  shiftRightSigned: { kind: 'shift', op: 'right', operand: s, amount, type: negative },
  shiftLeft: { kind: 'shift', op: 'left', operand: a, amount, type: unsigned(1500 + 2047) },
  concatenate: concatenate(a, s, slice(b, 77, 13)),
  pickBytes: { kind: 'pick', operand: slice(a, 1023, 0), index: slice(amount, 7, 0), type: unsigned(8) },
  pickOdd: { kind: 'pick', operand: a, index: slice(amount, 4, 0), type: signed(100) },
  negate: { kind: 'unary', op: 'negate', operand: s, type: signed(1112) },
};

test.each(Object.keys(operations))('%s at more than a thousand bits', async (name) => {
  const value = operations[name]!;
  const inputs: [string, Type][] = [['a', wide], ['b', wide], ['s', negative], ['t', negative], ['n', unsigned(11)]];
  const module = design('wide', {
    ports: [...inputs.map(([port, type]) => input(port, type)), output('z', value.type)],
    outputs: [{ port: 'z', value }],
  });
  const engine = createEngine(module);
  const oracle = interpret(module);
  const draws = new Draws(name.length, 10_000);
  for (let round = 0; round < 6; round++) {
    for (const [port, type] of inputs) {
      const drawn = draws.value(type);
      engine.poke(port, drawn);
      oracle.set(port, drawn);
    }
    expect(await engine.peek('z')).toBe(oracle.get('z'));
  }
});

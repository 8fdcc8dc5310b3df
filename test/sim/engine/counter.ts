import type { Module } from '../../../src/hwgen/ir/module.js';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { add, assign, compare, constant, design, input, output, ref, register, resize, when } from './design.js';

/** Counts by `step` while `enable`; `wrapped` at the last value before the wrap. `last` is there to make one that differs. */
export function counter(width = 8, last = 2 ** width - 1): Module {
  const type = unsigned(width);
  return design('counter', {
    ports: [input('enable', unsigned(1)), output('count', type), output('wrapped', unsigned(1))],
    registers: [register('count', type, 0n)],
    statements: [
      when(ref('enable', unsigned(1)), [
        when(compare('equal', ref('count', type), constant(last, type)),
          [assign('count', constant(0, type))],
          [assign('count', resize(add(ref('count', type), constant(1, type)), width))]),
      ]),
    ],
    outputs: [
      { port: 'count', value: ref('count', type) },
      { port: 'wrapped', value: compare('equal', ref('count', type), constant(last, type)) },
    ],
  });
}

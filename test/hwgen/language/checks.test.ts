import { describe, expect, test } from 'vitest';
import { checkDriven } from '../../../src/hwgen/ir/check-driven.js';
import { checkLoops } from '../../../src/hwgen/ir/check-loops.js';
import { checkTypes } from '../../../src/hwgen/ir/check-types.js';
import { combinationalPaths } from '../../../src/hwgen/ir/dependencies.js';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { module, uint } from '../../../src/hwgen/language/hardware.js';
import type { ForwardWire } from '../../../src/hwgen/language/wire.js';
import { fifo } from '../../../src/hwgen/library/fifo.js';
import { bitDot } from './examples.js';

const a: Expression = { kind: 'reference', name: 'a', type: unsigned(8) };
const base: Module = {
  kind: 'module', name: 'm', doc: '',
  ports: [
    { kind: 'port', direction: 'input', name: 'a', type: unsigned(8), doc: '' },
    { kind: 'port', direction: 'output', name: 'y', type: unsigned(8), doc: '' },
  ],
  wires: [], registers: [], memories: [], instances: [], statements: [], outputs: [{ port: 'y', value: a }], assertions: [],
};

describe('checks of IR that did not come from the surface', () => {
  test('drivers', () => {
    expect(checkDriven(base)).toEqual([]);
    expect(checkDriven({ ...base, outputs: [] })).toMatchObject([{ kind: 'undriven', net: 'y', what: 'output' }]);
    expect(checkDriven({ ...base, outputs: [...base.outputs, ...base.outputs] })).toMatchObject([{ kind: 'drivenTwice', net: 'y' }]);
    const ghost: Expression = { kind: 'reference', name: 'ghost', type: unsigned(8) };
    expect(checkDriven({ ...base, outputs: [{ port: 'y', value: ghost }] })).toMatchObject([{ kind: 'undriven', net: 'ghost', what: 'net' }]);
    expect(checkDriven({ ...base, instances: [{ kind: 'instance', name: 'i', module: base, inputs: [], outputs: [] }] })).toMatchObject([
      { kind: 'undriven', net: 'i.a', what: 'instance input' },
    ]);
  });

  test('types', () => {
    expect(checkTypes(base)).toEqual([]);
    expect(checkTypes(bitDot({ lanes: 32, maxShift: 14, accBits: 32 }).ir)).toEqual([]);
    const sum: Expression = { kind: 'binary', op: 'add', left: a, right: a, type: unsigned(8) };
    expect(checkTypes({ ...base, outputs: [{ port: 'y', value: sum }] })).toMatchObject([{ kind: 'type', rule: 'add', found: 'uint(8)', wanted: 'uint(9)' }]);
    const short: Expression = { kind: 'slice', operand: a, high: 3, low: 0, type: unsigned(4) };
    expect(checkTypes({ ...base, outputs: [{ port: 'y', value: short }] })).toMatchObject([{ kind: 'type', rule: 'output y', found: 'uint(4)', wanted: 'uint(8)' }]);
  });
});

test('a value doubled sixty times is refused before a walk over all its uses', () => {
  const doubled = module('doubled', () => ({ inputs: { a: uint(8) }, outputs: { y: uint(8) } }), ({ a: start }) => {
    let y = start;
    for (let i = 0; i < 60; i++) y = y.xor(y);
    return { y };
  });
  expect(() => doubled()).toThrow(/an expression of \d{19} nodes without a name/);
});

describe('combinational paths', () => {
  test('a FIFO has none from one stream to the other', () => {
    for (const [, inputs] of combinationalPaths(fifo({ width: 8, depth: 4 }).ir)) expect([...inputs]).toEqual([]);
  });

  test('a loop through two instances is found, its path follows the signal', () => {
    const y = (name: string): Expression => ({ kind: 'reference', name, type: unsigned(8) });
    const instance = (name: string, input: string) =>
      ({ kind: 'instance', name, module: base, inputs: [{ port: 'a', mode: 'shared', value: y(input) }], outputs: [{ port: 'y', name: `${name}_y` }] }) as const;
    const ring: Module = { ...base, name: 'ring', instances: [instance('p', 'q_y'), instance('q', 'p_y')] };
    expect(checkLoops(ring)).toMatchObject([{ kind: 'loop', path: ['p_y', 'q_y', 'p_y'] }]);
    expect(checkLoops(base)).toEqual([]);
  });
});

test('ten thousand wires in a row are no loop, in either order, and a parent sees through them', () => {
  const length = 10_000;
  const named = (order: 'first to last' | 'last to first') => module(`row_${order === 'first to last' ? 'up' : 'down'}`, () => ({
    inputs: { a: uint(8) }, outputs: { y: uint(8) }, wires: Object.fromEntries(Array.from({ length }, (_, i) => [`w${i}`, uint(8)])),
  }), (signals) => {
    const wires = signals as unknown as Record<string, ForwardWire>;
    const at = (place: number): ForwardWire => wires[`w${order === 'first to last' ? place : length - 1 - place}`]!;
    for (let place = 0; place < length; place++) at(place).assign(place === 0 ? signals.a : at(place - 1).xor(1));
    return { y: at(length - 1) } as never;
  });
  for (const order of ['first to last', 'last to first'] as const) {
    const parent = module(`parent_${named(order)().name}`, () => ({ inputs: { a: uint(8) }, outputs: { z: uint(8) } }), ({ a }) => ({ z: named(order)().place('row', { a }).y }));
    expect([...combinationalPaths(parent().ir)].map(([output, inputs]) => [output, ...inputs])).toEqual([['z', 'a']]);
  }
});

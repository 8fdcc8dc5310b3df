import { expect, test } from 'vitest';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { flatten } from '../../../src/sim/engine/flatten.js';
import { orderSignals } from '../../../src/sim/engine/order-signals.js';
import { concatenate, constant, design, input, not, output, ref, slice } from './design.js';

const bit = unsigned(1);

test('each signal comes after those it is computed from, however the wires are listed', () => {
  const chain = design('chain', {
    ports: [input('a', bit), output('z', bit)],
    wires: [
      { kind: 'wire', name: 'c', type: bit, value: not(ref('b', bit)) },
      { kind: 'wire', name: 'b', type: bit, value: not(ref('a', bit)) },
    ],
    outputs: [{ port: 'z', value: ref('c', bit) }],
  });
  expect(orderSignals(flatten(chain).all).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'z']);
});

test('ten thousand wires in a row do not exhaust the stack', () => {
  const wires = Array.from({ length: 10_000 }, (_, i) => ({ kind: 'wire' as const, name: `w${i}`, type: bit, value: not(ref(`w${i + 1}`, bit)) }));
  const long = design('long', { ports: [input('w10000', bit)], wires });
  expect(orderSignals(flatten(long).all)[0]!.name).toBe('w10000');
});

test('a combinational loop is refused with its signals and where they were written', () => {
  const source = { error: { stack: 'Error\n    at build (/home/me/design.ts:12:5)' } as Error };
  const loop = design('loop', {
    wires: [
      { kind: 'wire', name: 'a', type: bit, value: not(ref('b', bit)), source },
      { kind: 'wire', name: 'b', type: bit, value: not(ref('a', bit)) },
    ],
  });
  expect(() => orderSignals(flatten(loop).all)).toThrowErrorMatchingInlineSnapshot(
    `[SimulationError: combinational loop: a <- b <- a (/home/me/design.ts:12:5); put a register into it]`);
  const renamed = design('loop', {
    wires: [{ kind: 'wire', name: 'a', type: bit, value: slice(ref('a', bit), 0, 0) }],
  });
  expect(() => orderSignals(flatten(renamed).all)).toThrow('combinational loop: a <- a');
});

test('elements of an array may feed each other through one wide wire', () => {
  const stage = design('stage', { ports: [input('x', bit), output('y', bit)], outputs: [{ port: 'y', value: not(ref('x', bit)) }] });
  const ring = design('chain', {
    ports: [output('last', bit)],
    instances: [{
      kind: 'instance', name: 's', module: stage, count: 4, outputs: [{ port: 'y', name: 'ys' }],
      inputs: [{ port: 'x', mode: 'each', value: concatenate(slice(ref('ys', unsigned(4)), 2, 0), constant(0, bit)) }],
    }],
    outputs: [{ port: 'last', value: slice(ref('ys', unsigned(4)), 3, 3) }],
  });
  const names = orderSignals(flatten(ring).all).map(({ name }) => name).filter((name) => name.endsWith('.y'));
  expect(names).toEqual(['s[0].y', 's[1].y', 's[2].y', 's[3].y']);
});

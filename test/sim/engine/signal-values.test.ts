import { expect, test } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { flatten } from '../../../src/sim/engine/flatten.js';
import { lowerDesign } from '../../../src/sim/engine/lower-design.js';
import { design, input, not, output, ref } from './design.js';

const bit = unsigned(1);

/** w0 = not w1 = … = not w`length`, listed so that the first one asked for is the last in the chain; `last` is what the last one reads. */
const chain = (length: number, last: string): Module => design('chain', {
  ports: [input('a', bit), output('z', bit)],
  wires: Array.from({ length }, (_, i) => ({ kind: 'wire' as const, name: `w${i}`, type: bit, value: not(ref(i + 1 < length ? `w${i + 1}` : last, bit)) })),
  outputs: [{ port: 'z', value: ref('w0', bit) }],
});

test('ten thousand wires in a row have values, whichever is asked for first', async () => {
  for (const length of [9, 10_000]) {
    const engine = createEngine(chain(length, 'a'));
    for (const a of [0, 1]) {
      engine.poke('a', a);
      expect(await engine.peek('z')).toBe(BigInt(a ^ (length & 1)));
      expect(engine.peekInternal(`w${length - 1}`)).toBe(BigInt(1 - a));
    }
  }
});

test('a loop of a few signals and one of thousands are refused, with their names', () => {
  expect(() => lowerDesign(flatten(chain(3, 'w0')))).toThrow('combinational loop: w0 <- w1 <- w2 <- w0; put a register into it');
  expect(() => lowerDesign(flatten(chain(3, 'w2')))).toThrow('combinational loop: w2 <- w2; put a register into it');
  expect(() => lowerDesign(flatten(chain(5000, 'w4000')))).toThrow(/^combinational loop: w4000 <- w4001 <- .* <- w4999 <- w4000; put a register into it$/);
});

test('what nothing reads has a value when somebody asks for it, and a loop in it is refused', async () => {
  const wire = (name: string, of: string) => ({ kind: 'wire' as const, name, type: bit, value: not(ref(of, bit)) });
  const unread = (first: string): Module => design('unread', {
    ports: [input('a', bit), output('z', bit)],
    wires: [wire('u', first), wire('v', 'u')],
    outputs: [{ port: 'z', value: ref('a', bit) }],
  });
  const flat = flatten(unread('a'));
  const program = lowerDesign(flat);
  const before = program.graph.limbs.length;
  expect(program.signals.get('v')!.type).toEqual(bit);
  expect(program.graph.limbs).toHaveLength(before);
  expect(program.signals.get('u')!.limbs).toHaveLength(1);
  expect(program.graph.limbs.length).toBeGreaterThan(before);
  const engine = createEngine(unread('a'));
  await engine.run(2);
  for (const a of [1, 0]) {
    engine.poke('a', a);
    expect([engine.peekInternal('u'), engine.peekInternal('v'), await engine.peek('z')].map(Number)).toEqual([1 - a, a, a]);
  }
  expect(() => lowerDesign(flatten(unread('v')))).toThrow('combinational loop: u <- v <- u; put a register into it');
});

test('a wire that names itself only where a constant index does not look is no loop, read or not', async () => {
  const two = unsigned(2);
  const zero = { kind: 'constant', value: 0n, type: bit } as const;
  for (const read of [false, true]) {
    const module = design('picked', {
      ports: [input('a', bit), output('z', bit)],
      wires: [{ kind: 'wire', name: 'u', type: bit, value: { kind: 'pick', operand: { kind: 'concatenate', parts: [ref('u', bit), ref('a', bit)], type: two }, index: zero, type: bit } }],
      outputs: [{ port: 'z', value: ref(read ? 'u' : 'a', bit) }],
    });
    const engine = createEngine(module);
    engine.poke('a', 1);
    expect([engine.peekInternal('u'), await engine.peek('z')]).toEqual([1n, 1n]);
  }
});

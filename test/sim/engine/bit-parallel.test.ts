import fc from 'fast-check';
import { expect, test } from 'vitest';
import { any, bool, module, uint } from '../../../src/hwgen/language/hardware.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import { anyOf } from '../../../src/sim/engine/bit-parallel.js';
import { createEngine } from '../../../src/sim/engine/engine.js';

/** Terms over bits of two words of 100 bits and a flag, of a few forms. */
const term = fc.record({ form: fc.nat(4), a: fc.nat(99), b: fc.nat(99) });
type Term = { form: number; a: number; b: number };
const word = fc.bigInt({ min: 0n, max: (1n << 100n) - 1n });
/** Long stretches of terms of one form whose bits go up together, as generated hardware has them, and single ones between. */
const terms = fc.array(fc.oneof(term.map((each) => [each]), fc.record({ first: term, count: fc.integer({ min: 4, max: 40 }) }).map(({ first, count }) =>
  Array.from({ length: count }, (_, n): Term => ({ form: first.form, a: first.a + n, b: first.b + n })).filter(({ a, b }) => a < 100 && b < 100)))
  , { minLength: 1, maxLength: 5 }).map((groups) => groups.flat()).filter((list) => list.length > 1);

test('any of many conditions on bits is the same on whole words', async () => {
  await fc.assert(fc.asyncProperty(terms, fc.array(fc.tuple(word, word, fc.boolean()), { minLength: 4, maxLength: 4 }), async (list, rows) => {
    const design = module('any_of_bits', () => ({ inputs: { a: uint(100), b: uint(100), flag: bool }, outputs: { found: bool } }), (s) => ({
      found: any(...list.map(({ form, a, b }) => {
        const [x, y] = [s.a.bit(a), s.b.bit(b)];
        return [x, x.and(y), x.xor(s.flag).and(y.not()), y.not().and(x.not()).and(s.flag), x.and(s.b.bit(a))][form]!;
      })),
    }));
    const engine = createEngine(design().ir);
    for (const [a, b, flag] of rows) {
      engine.poke('a', a);
      engine.poke('b', b);
      engine.poke('flag', flag ? 1 : 0);
      const bit = (value: bigint, index: number): boolean => (value >> BigInt(index)) % 2n === 1n;
      const expected = list.some(({ form, a: i, b: j }) => {
        const [x, y] = [bit(a, i), bit(b, j)];
        return [x, x && y, x !== flag && !y, !y && !x && flag, x && bit(b, i)][form]!;
      });
      expect(await engine.peek('found')).toBe(expected ? 1n : 0n);
    }
  }), { numRuns: 60 });
});

test('forty bits under a condition each are a handful of operations', () => {
  const graph = new LimbGraph();
  const [x, y] = [graph.state(0, 'i64', 64, 64), graph.state(1, 'i64', 64, 64)];
  const conditions = Array.from({ length: 40 }, (_, n) => graph.and(graph.bit(x, n + 3), graph.not(graph.bit(y, n + 20))));
  const before = graph.limbs.length;
  anyOf(graph, conditions);
  expect(graph.limbs.length - before).toBeLessThan(12);
});

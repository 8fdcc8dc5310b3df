import { expect, test } from 'vitest';
import { module, sint, uint } from '../../../src/hwgen/language/hardware.js';
import { addSaturated, divideRounded, subtractSaturated } from '../../../src/hwgen/library/rounding.js';
import { roundRobinArbiter } from '../../../src/hwgen/library/round-robin-arbiter.js';
import { widen } from '../../../src/hwgen/library/width-converter.js';
import { interpret } from '../ir-interpreter.js';

const arithmetic = module(
  'arithmetic',
  () => ({
    inputs: { a: sint(8), b: sint(8), u: uint(8), v: uint(8) },
    outputs: { sum: sint(8), difference: uint(8), down: sint(5), up: sint(6), even: sint(6), even_u: uint(6) },
  }),
  ({ a, b, u, v }) => ({
    sum: addSaturated(a, b, 8, 'exact_sum'),
    difference: subtractSaturated(u, v, 8, 'exact_difference'),
    down: divideRounded(a, 3, 'down', 'lower'),
    up: divideRounded(a, 3, 'half up', 'upper'),
    even: divideRounded(a, 3, 'half to even', 'nearest'),
    even_u: divideRounded(u, 3, 'half to even', 'natural'),
  }),
);

test('the arbiter serves everyone who keeps asking, in turn', () => {
  const run = interpret(roundRobinArbiter({ requesters: 5 }).ir);
  run.reset();
  run.set('request', 0b10111n);
  run.set('accept', 1);
  const served = Array.from({ length: 8 }, () => {
    const index = run.get('index');
    expect(run.get('grant')).toBe(1n << index);
    run.tick();
    return Number(index);
  });
  expect(served).toEqual([0, 1, 2, 4, 0, 1, 2, 4]);
});

test('wide words come out as they went in', () => {
  const run = interpret(widen({ narrow: 4, ratio: 3 }).ir);
  run.reset();
  run.set('in_valid', 1);
  run.set('out_ready', 1);
  const words: bigint[] = [];
  for (let i = 1; i <= 6; i++) {
    run.set('in_data', i);
    if (run.get('out_valid') === 1n) words.push(run.get('out_data'));
    run.tick();
  }
  expect(words).toEqual([0x321n, 0x654n]);
});

test('rounding and saturation, every value', () => {
  const run = interpret(arithmetic().ir);
  for (let a = -128; a < 128; a++) {
    run.set('a', BigInt(a));
    run.set('b', 100n);
    run.set('u', BigInt(a + 128));
    run.set('v', 50n);
    const even = (value: number): bigint => { const down = Math.floor(value); const rest = value - down; return BigInt(rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down); };
    expect([run.get('sum'), run.get('difference'), run.get('down'), run.get('up'), run.get('even'), run.get('even_u')]).toEqual([
      BigInt(Math.min(127, a + 100)), BigInt(Math.max(0, a + 78)), BigInt(Math.floor(a / 8)), BigInt(Math.floor(a / 8 + 0.5)), even(a / 8), even((a + 128) / 8),
    ]);
  }
});

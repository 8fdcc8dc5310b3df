import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { fifo } from '../../../src/hwgen/library/fifo.js';
import { skidBuffer } from '../../../src/hwgen/library/skid-buffer.js';
import { interpret, type Interpreter } from '../ir-interpreter.js';

/** Random pressure from both sides; the words must come out in order. Returns the largest number of words inside. */
function stream(module: Module, pattern: readonly (readonly [boolean, boolean])[], each?: (run: Interpreter, inside: number) => void): number {
  const run = interpret(module);
  run.reset();
  const inside: bigint[] = [];
  let next = 1n;
  let most = 0;
  for (const [offer, accept] of pattern) {
    run.set('in_valid', offer);
    run.set('in_data', next);
    run.set('out_ready', accept);
    each?.(run, inside.length);
    const put = offer && run.get('in_ready') === 1n;
    const take = accept && run.get('out_valid') === 1n;
    if (run.get('out_valid') === 1n) expect(run.get('out_data')).toBe(inside[0]);
    if (take) inside.shift();
    if (put) inside.push(next++ & 0xffn);
    next &= 0xffn;
    most = Math.max(most, inside.length);
    run.tick();
  }
  expect(run.failures).toEqual([]);
  return most;
}

const pressure = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 30, maxLength: 60 });
describe('fifo', () => {
  test.each([1, 2, 3, 4, 5, 8])('depth %i: order, level, ready and fall-through', (depth) => {
    const { ir } = fifo({ width: 8, depth });
    expect(ir.name).toBe(`fifo_w8_d${depth}`);
    fc.assert(
      fc.property(pressure, (pattern) => {
        stream(ir, pattern, (run, inside) => {
          expect(run.get('level')).toBe(BigInt(inside));
          expect(run.get('in_ready')).toBe(inside < depth ? 1n : 0n);
          // A word accepted at the last edge is visible now.
          expect(run.get('out_valid')).toBe(inside > 0 ? 1n : 0n);
        });
      }),
      { numRuns: 20, seed: depth },
    );
    expect(stream(ir, Array.from({ length: depth + 2 }, () => [true, false] as const))).toBe(depth);
  });

  test('reset empties it', () => {
    const run = interpret(fifo({ width: 8, depth: 4 }).ir);
    run.reset();
    run.set('in_valid', 1);
    run.tick(3);
    expect(run.get('level')).toBe(3n);
    run.reset();
    expect(run.get('level')).toBe(0n);
    expect(run.get('out_valid')).toBe(0n);
  });

});

describe('skid buffer', () => {
  const { ir } = skidBuffer({ width: 8 });

  test('order under any pressure, at most two words inside', () => {
    fc.assert(
      fc.property(pressure, (pattern) => {
        expect(stream(ir, pattern)).toBeLessThanOrEqual(2);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  test('one word per cycle when both sides are willing', () => {
    const run = interpret(ir);
    run.reset();
    run.set('in_valid', 1);
    run.set('out_ready', 1);
    run.tick();
    for (let cycle = 0; cycle < 10; cycle++) {
      expect([run.get('in_ready'), run.get('out_valid')]).toEqual([1n, 1n]);
      run.tick();
    }
  });
});

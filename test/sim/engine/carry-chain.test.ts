import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bool, cat, constant, keep, module, uint } from '../../../src/hwgen/language/hardware.js';
import { simulate } from '../../../src/sim/testing/simulate.js';

const widths = [1, 7, 28, 31, 32, 33, 63, 64, 100];

/** Of an operand that has lost its upper bits. */
const cutBits = (width: number): number => Math.ceil((width + 1) / 2);

/** Sums and differences with a carry from a bit below, without that bit, of `width` bits. */
const carries = module('carries', ({ width }: { readonly width: number }) => ({
  doc: 'arithmetic with a carry bit below',
  inputs: { x: uint(width), y: uint(width), c: bool, d: bool },
  outputs: { both: uint(width), sum: uint(width), difference: uint(width), inverted: uint(width), narrow: uint(Math.ceil(width / 2)), cut: uint(width) },
}), ({ x, y, c, d }, { width }) => {
  const twice = cat(x, c).add(cat(y, c));
  const total = cat(x, c).add(cat(y, d));
  const less  = cat(x, c).sub(cat(y, d));
  const over  = cat(x, c).sub(cat(y.not(), constant(uint(1), 1)));
  const shortened = cat(x, c).wrap(cutBits(width)).add(cat(y, d));
  keep({ twice, total, less, over, shortened });
  return {
    both: twice.slice(width, 1),
    sum: total.slice(width, 1),
    difference: less.slice(width, 1),
    inverted: over.slice(width, 1),
    narrow: total.slice(Math.ceil(width / 2), 1),
    cut: shortened.slice(width, 1),
  };
});

describe('arithmetic with a carry bit below', () => {
  test.each(widths)('%d bits', (width) => {
    const t = simulate(carries({ width }));
    const number = fc.bigInt(0n, 2n ** BigInt(width) - 1n);
    const bit = fc.bigInt(0n, 1n);
    fc.assert(fc.property(number, number, bit, bit, (x, y, c, d) => {
      const wrap = (value: bigint, bits = width): bigint => BigInt.asUintN(bits, value >> 1n);
      t.set({ x, y, c: c === 1n, d: d === 1n });
      expect(t.get('both')).toBe(wrap(2n * x + c + 2n * y + c));
      expect(t.get('sum')).toBe(wrap(2n * x + c + 2n * y + d));
      expect(t.get('difference')).toBe(wrap(2n * x + c - 2n * y - d));
      expect(t.get('inverted')).toBe(wrap(2n * x + c + 2n * y + 1n - 2n ** BigInt(width + 1)));
      expect(t.get('cut')).toBe(wrap(BigInt.asUintN(cutBits(width), 2n * x + c) + 2n * y + d));
      expect(t.get('narrow')).toBe(wrap(2n * x + c + 2n * y + d, Math.ceil(width / 2)));
    }), { numRuns: 100 });
  });
});

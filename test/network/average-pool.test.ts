import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePool, reciprocal } from '../../src/network/average-pool.js';
import { checkNetwork } from '../../src/network/check-network.js';
import { codeRange } from '../../src/network/code-range.js';
import { runReference } from '../../src/network/reference.js';
import { networkOf } from './small-network.js';

/** sum / count rounded half to even, in whole numbers. */
function exactMean(sum: number, count: number): number {
  const floor = Math.floor(sum / count);
  const twice = 2 * (sum - floor * count) - count;
  return twice > 0 || (twice === 0 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** A map of one window, its codes and what the layer makes of it. */
function pooled(kernel: readonly [number, number], bits: number, signed: boolean, codes: number[]): number {
  const network = networkOf(averagePool({ name: 'pool', input: 'input', inputShape: [kernel[0], kernel[1], 1], bits, signed }));
  checkNetwork(network, 'network');
  const [code, ...others] = runReference(network, codes)[0]!.codes;
  expect(others).toEqual([]);
  return code!;
}

const windowArbitrary = fc
  .record({ height: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 1, max: 9 }), bits: fc.integer({ min: 1, max: 8 }), signed: fc.boolean() })
  .chain(({ height, width, bits, signed }) => {
    const { low, high } = codeRange(bits, signed);
    return fc.array(fc.integer({ min: low, max: high }), { minLength: height * width, maxLength: height * width })
      .map((codes) => ({ kernel: [height, width] as const, bits, signed, codes }));
  });

const sumOf = (codes: readonly number[]): number => codes.reduce((a, b) => a + b, 0);

describe('average pooling', () => {
  it('is the mean of each channel in each window, worked by hand', () => {
    // Windows of 2 x 2 on two channels: (1+2+5+6)/4 = 3.5 -> 4, (3+4+7+8)/4 = 5.5 -> 6; second channel ten times that: 35 and 55.
    const layer = averagePool({ name: 'pool', input: 'input', inputShape: [2, 4, 2], bits: 8, signed: false, kernel: [2, 2] });
    expect([layer.kind, layer.outputShape, layer.weights.length]).toEqual(['averagepool', [1, 2, 2], 0]);
    checkNetwork(networkOf(layer), 'network');
    const image = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((code) => [code, 10 * code]);
    expect([...runReference(networkOf(layer), image)[0]!.codes]).toEqual([4, 35, 6, 55]);
  });

  it('counts padding as zeros', () => {
    const padding = { top: 1, bottom: 0, left: 0, right: 0 };
    const network = networkOf(averagePool({ name: 'pool', input: 'input', inputShape: [1, 1, 1], bits: 8, signed: true, kernel: [2, 1], padding }));
    checkNetwork(network, 'network');
    expect([...runReference(network, [-100])[0]!.codes]).toEqual([-50]);
  });

  it('is the exact mean rounded half to even, but within the promised distance of a half', () => {
    fc.assert(fc.property(windowArbitrary, ({ kernel, bits, signed, codes }) => {
      const mean = sumOf(codes) / codes.length;
      const code = pooled(kernel, bits, signed, codes);
      expect(Math.abs(code - mean)).toBeLessThanOrEqual(0.5 + Math.abs(mean) * 2 ** -15);
      if (Math.abs(mean - Math.floor(mean) - 0.5) > Math.abs(mean) * 2 ** -15) expect(code).toBe(exactMean(sumOf(codes), codes.length));
    }), { numRuns: 500 });
  });

  it('is exact for powers of two and odd numbers of pixels up to 63, for the sums of 8-bit codes beside every half', () => {
    const counts = [...Array.from({ length: 32 }, (_, i) => 2 * i + 1), 2, 4, 8, 16, 32, 64, 128, 256];
    for (const count of counts) {
      const { multiplier, shift } = reciprocal(count);
      for (let mean = 0; mean <= 255; mean++) {
        // The sums on both sides of a half are those that could go wrong.
        for (const sum of [mean * count + Math.floor(count / 2), mean * count + Math.ceil(count / 2)]) {
          const spread = Array.from({ length: count }, (_, i) => Math.floor((sum + i) / count));
          if (spread.every((code) => code <= 255)) expect([count, sum, pooled([count, 1], 8, false, spread)]).toEqual([count, sum, exactMean(sum, count)]);
        }
      }
      expect(Math.abs((multiplier / 2 ** shift) * count - 1)).toBeLessThanOrEqual(2 ** -15);
    }
  });

  it('can give the neighbour where the mean of an even number of pixels lies on a half', () => {
    // 15 / 6 = 2.5 is 2 to even; 21845 / 2^17 is a little under 1 / 6, and so is the mean: 2. 9 / 6 = 1.5 is 2 to even, and 1 here.
    expect([reciprocal(6), pooled([6, 1], 8, false, [3, 3, 3, 2, 2, 2]), pooled([6, 1], 8, false, [2, 2, 2, 1, 1, 1])])
      .toEqual([{ multiplier: 21845, shift: 17 }, 2, 1]);
  });

  it('takes the most precise multiplier of 16 bits', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (count) => {
      const { multiplier, shift } = reciprocal(count);
      expect(multiplier).toBeLessThanOrEqual(32767);
      const error = Math.abs(multiplier / 2 ** shift - 1 / count);
      for (let other = 0; other <= 47; other++) {
        const m = Math.min(32767, Math.round(2 ** other / count));
        expect(error).toBeLessThanOrEqual(Math.abs(m / 2 ** other - 1 / count));
      }
    }));
  });
});

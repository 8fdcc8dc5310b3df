import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNetwork } from '../../src/network/check-network.js';
import type { Layer } from '../../src/network/network.js';
import { runReference } from '../../src/network/reference.js';
import { roundHalfEven } from '../../src/network/round-half-even.js';
import { layerAndInput, networkOf, smallNetwork } from './small-network.js';

/** value / 2^shift, rounded half to even, by the definition and in BigInt. */
function divideHalfEven(value: bigint, shift: bigint): bigint {
  const floor = value >> shift;
  const twice = (value - (floor << shift)) * 2n - (1n << shift);
  return twice > 0n || (twice === 0n && floor % 2n !== 0n) ? floor + 1n : floor;
}

/** The doc comment of Layer, word by word, in BigInt and without any shortcut. */
function defined(layer: Layer, input: readonly number[]): number[] {
  const { inputShape: [h, w, c], outputShape: [oh, ow, oc], kernel: [kh, kw], stride: [sy, sx], padding } = layer;
  const result: number[] = [];
  for (let y = 0; y < oh; y++) for (let x = 0; x < ow; x++) for (let o = 0; o < oc; o++) {
    let sum = 0n;
    for (let ky = 0; ky < kh; ky++) for (let kx = 0; kx < kw; kx++) for (let i = 0; i < c; i++) {
      const [row, column] = [y * sy + ky - padding.top, x * sx + kx - padding.left];
      if (row < 0 || row >= h || column < 0 || column >= w) continue;
      const code = layer.weights[((o * kh + ky) * kw + kx) * c + i]!;
      const weight = layer.weightCode === 'dorefa' ? 2 * code - (2 ** layer.weightBits - 1) : code;
      sum += BigInt(weight) * BigInt(input[(row * w + column) * c + i]!);
    }
    const value = sum * BigInt(layer.requantise.multiplier[o]!) + BigInt(layer.requantise.add[o]!);
    const rounded = divideHalfEven(value, BigInt(layer.requantise.shift[o]!));
    const { output } = layer;
    const bits = output.kind === 'raw' ? 32n : BigInt(output.bits);
    const signed = output.kind === 'raw' || output.signed;
    const [low, high] = signed ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
    result.push(Number(rounded < low ? low : rounded > high ? high : rounded));
  }
  return result;
}

describe('the reference', () => {
  it('computes what the doc comment of Layer defines, over the whole range of every field', () => {
    fc.assert(fc.property(layerAndInput, ({ layer, input }) => {
      const network = networkOf(layer);
      checkNetwork(network, 'network');
      expect([...runReference(network, input)[0]!.codes]).toEqual(defined(layer, input));
    }), { numRuns: 300 });
  });

  it('runs layers along their edges and returns all of them', () => {
    const network = smallNetwork();
    const input = Array.from({ length: 40 }, (_, i) => i % 8);
    const [conv, dense] = runReference(network, input);
    expect([conv!.name, conv!.shape, dense!.name, dense!.shape]).toEqual(['conv1', [2, 3, 3], 'fc', [1, 1, 2]]);
    expect([...conv!.codes]).toEqual(defined(network.layers[0]!, input));
    expect([...dense!.codes]).toEqual(defined(network.layers[1]!, [...conv!.codes]));
  });

  it('is exact at the largest values there are: 8 bits, multiplier and add at their ends', () => {
    const size = 64 * 9;
    const layer: Layer = {
      name: 'wide', kind: 'convolution', input: 'input', inputShape: [3, 3, 64], outputShape: [1, 1, 2], kernel: [3, 3], stride: [1, 1],
      padding: { top: 0, bottom: 0, left: 0, right: 0 }, weightBits: 8, weightCode: 'dorefa', activationBits: 8, activationSigned: false,
      weights: new Int16Array(2 * size).fill(255),
      requantise: { multiplier: [32767, -32768], add: [2 ** 41 - 1, -(2 ** 41)], shift: [20, 20] }, output: { kind: 'raw' },
    };
    const input = new Array<number>(size).fill(255);
    expect([...runReference(networkOf(layer), input)[0]!.codes]).toEqual(defined(layer, input));
  });

  it.each([
    [new Array(39).fill(0), 'network small: an input of [4, 5, 2] has 40 codes, found 39'],
    [[...new Array(39).fill(0), 8], 'network small: input code 39 expected a whole number in 0..7 (3 bits, unsigned), found 8'],
    [[NaN, ...new Array(39).fill(0)], 'network small: input code 0 expected a whole number in 0..7 (3 bits, unsigned), found NaN'],
  ])('refuses an input that is none %#', (input, message) => {
    expect(() => runReference(smallNetwork(), input as number[])).toThrow(message);
  });
});

describe('rounding', () => {
  it('takes halves to the even neighbour', () => {
    const values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, -0.4, -0.6, 0.6, 7];
    expect(values.map(roundHalfEven)).toEqual([-2, -2, 0, 0, 2, 2, 0, -1, 1, 7]);
  });

  it('agrees with exact division for every value below 2^53 and shift up to 47', () => {
    const value = fc.oneof(fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n }), fc.bigInt({ min: -64n, max: 64n }).map((v) => v << 40n));
    fc.assert(fc.property(value, fc.integer({ min: 0, max: 47 }), (v, shift) => {
      expect(roundHalfEven(Number(v) / 2 ** shift)).toBe(Number(divideHalfEven(v, BigInt(shift))));
    }), { numRuns: 2000 });
  });
});

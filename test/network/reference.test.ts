import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNetwork } from '../../src/network/check-network.js';
import type { Layer, MultiplyAddShift, Network } from '../../src/network/network.js';
import { runReference } from '../../src/network/reference.js';
import { roundHalfEven } from '../../src/network/round-half-even.js';
import { randomInput, randomNetwork, type RandomLayer } from './random-network.js';
import { layerAndInput, networkOf, smallNetwork } from './small-network.js';

/** value / 2^shift, rounded half to even, by the definition and in BigInt. */
function divideHalfEven(value: bigint, shift: bigint): bigint {
  const floor = value >> shift;
  const twice = (value - (floor << shift)) * 2n - (1n << shift);
  return twice > 0n || (twice === 0n && floor % 2n !== 0n) ? floor + 1n : floor;
}

/** The doc comments of LayerShape and Layer, word by word, in BigInt and without any shortcut. `skip`: the codes of the map to add. */
function defined(layer: Layer, input: ArrayLike<number>, skip?: ArrayLike<number>): number[] {
  const { inputShape: [h, w, c], outputShape: [oh, ow, oc], kernel: [kh, kw], stride: [sy, sx], padding, dilation: [dy, dx] = [1, 1], groups = 1 } = layer;
  const result: number[] = [];
  const requantise = layer.requantise as MultiplyAddShift;
  const activation = (row: number, column: number, channel: number): bigint =>
    row < 0 || row >= h || column < 0 || column >= w ? 0n : BigInt(input[(row * w + column) * c + channel]!);
  for (let y = 0; y < oh; y++) for (let x = 0; x < ow; x++) for (let o = 0; o < oc; o++) {
    const values: bigint[] = [];
    for (let ky = 0; ky < kh; ky++) for (let kx = 0; kx < kw; kx++) {
      const [row, column] = [y * sy + ky * dy - padding.top, x * sx + kx * dx - padding.left];
      if (layer.kind === 'maxpool' || layer.kind === 'averagepool') {
        values.push(activation(row, column, o));
        continue;
      }
      for (let i = 0; i < c; i++) {
        if (Math.floor((i * groups) / c) !== Math.floor((o * groups) / oc)) continue;
        const code = layer.weights[((o * kh + ky) * kw + kx) * (c / groups) + (i % (c / groups))]!;
        const weight = layer.weightCode === 'dorefa' ? 2 * code - (2 ** layer.weightBits - 1) : code;
        values.push(BigInt(weight) * activation(row, column, i));
      }
    }
    const sum = layer.kind === 'maxpool' ? values.reduce((a, b) => (a > b ? a : b)) : values.reduce((a, b) => a + b, 0n);
    let value = sum * BigInt(requantise.multiplier[o]!) + BigInt(requantise.add[o]!);
    if (layer.skip) value += BigInt(skip![result.length]!) * BigInt(layer.skip.multiplier);
    const rounded = divideHalfEven(value, BigInt(requantise.shift[o]!));
    const { output } = layer;
    const bits = output.kind === 'raw' ? 32n : BigInt(output.bits);
    const signed = output.kind === 'raw' || output.signed;
    const [low, high] = signed ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
    result.push(Number(rounded < low ? low : rounded > high ? high : rounded));
  }
  return result;
}

/** The same layer in ordinary terms: a dense kernel with zeros between its taps and for the channels of other groups. */
function expanded({ dilation = [1, 1], groups = 1, ...layer }: Layer): Layer {
  const [kh, kw] = layer.kernel;
  const kernel = [(kh - 1) * dilation[0] + 1, (kw - 1) * dilation[1] + 1] as const;
  const [, , inputs] = layer.inputShape;
  const [, , outputs] = layer.outputShape;
  const weights = new Int16Array(outputs * kernel[0] * kernel[1] * inputs);
  layer.weights.forEach((code, index) => {
    const i = index % (inputs / groups);
    const kx = Math.floor(index / (inputs / groups)) % kw;
    const ky = Math.floor(index / (inputs / groups) / kw) % kh;
    const o = Math.floor(index / (inputs / groups) / kw / kh);
    const group = Math.floor(o / (outputs / groups));
    weights[((o * kernel[0] + ky * dilation[0]) * kernel[1] + kx * dilation[1]) * inputs + group * (inputs / groups) + i] = code;
  });
  return { ...layer, kernel, weights };
}

/** One pixel, one channel, everything at rest. */
const ordinary: Layer = {
  name: 'layer', kind: 'convolution', input: 'input', inputShape: [1, 1, 1], outputShape: [1, 1, 1], kernel: [1, 1], stride: [1, 1],
  padding: { top: 0, bottom: 0, left: 0, right: 0 }, weightBits: 2, weightCode: 'signed', activationBits: 8, activationSigned: false,
  weights: Int16Array.of(1), requantise: { multiplier: [1], add: [0], shift: [0] }, output: { kind: 'codes', bits: 8, signed: false },
};

/** Graphs of up to 6 layers of every kind, on small maps of 1 to 8 channels. */
const networkArbitrary: fc.Arbitrary<Network> = fc
  .record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    input: fc.record({
      shape: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.constantFrom(1, 3, 4, 8)),
      bits: fc.integer({ min: 1, max: 8 }), signed: fc.boolean(),
    }),
    layers: fc.array(fc.record({
      kind: fc.constantFrom<NonNullable<RandomLayer['kind']>>('convolution', 'convolution', 'convolution', 'maxpool', 'averagepool'),
      outputChannels: fc.constantFrom(1, 4, 8),
      // Half of the windows keep the map's size, so that there is something to add.
      window: fc.constantFrom<{ kernel: readonly [number, number]; side: number }>({ kernel: [1, 1], side: 0 }, { kernel: [3, 3], side: 1 }, { kernel: [2, 2], side: 0 }, { kernel: [1, 3], side: 1 }),
      stride: fc.constantFrom([1, 1], [1, 1], [2, 1]) as fc.Arbitrary<readonly [number, number]>,
      dilation: fc.constantFrom([1, 1], [1, 1], [1, 1], [1, 2], [2, 3]) as fc.Arbitrary<readonly [number, number]>,
      groups: fc.constantFrom<NonNullable<RandomLayer['groups']>>(1, 2, 4, 'depthwise'),
      weightBits: fc.integer({ min: 1, max: 8 }), weightCode: fc.constantFrom<Layer['weightCode']>('signed', 'unsigned', 'dorefa'),
      outputBits: fc.integer({ min: 1, max: 8 }), outputSigned: fc.boolean(),
      residual: fc.boolean(), from: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    }), { minLength: 2, maxLength: 6 }),
    raw: fc.boolean(),
  })
  .map(({ seed, input, layers, raw }) => randomNetwork(seed, input, layers.map(({ window: { kernel, side }, outputBits, ...layer }, i) => ({
    ...layer, kernel, padding: { top: side, bottom: side, left: side, right: side },
    ...(!(raw && i === layers.length - 1) && { outputBits }),
  }))));

describe('the reference', () => {
  it('computes what the doc comment of Layer defines, over the whole range of every field', () => {
    fc.assert(fc.property(layerAndInput, ({ layer, input }) => {
      const network = networkOf(layer);
      checkNetwork(network, 'network');
      expect([...runReference(network, input)[0]!.codes]).toEqual(defined(layer, input));
    }), { numRuns: 300 });
  });

  it('gives a convolution with groups and dilation the result of the dense convolution with zeros in between', () => {
    // The DoReFa grid has no zero.
    const arbitrary = layerAndInput.filter(({ layer }) => layer.weightCode !== 'dorefa');
    fc.assert(fc.property(arbitrary, ({ layer, input }) => {
      const dense = networkOf(expanded(layer));
      checkNetwork(dense, 'network');
      expect([...runReference(networkOf(layer), input)[0]!.codes]).toEqual([...runReference(dense, input)[0]!.codes]);
    }), { numRuns: 150 });
  });

  it('computes what the doc comments define in every layer of any graph', () => {
    const seen = { maxpool: 0, averagepool: 0, paddedAverage: 0, skip: 0, inputSkip: 0, groups: 0, depthwise: 0, dilation: 0, sharedMap: 0, rawSum: 0 };
    fc.assert(fc.property(networkArbitrary, (network) => {
      checkNetwork(network, 'network');
      const input = randomInput(1, network.input);
      const outputs = runReference(network, input);
      const maps = new Map<string, ArrayLike<number>>([['input', input], ...outputs.map(({ name, codes }) => [name, codes] as const)]);
      network.layers.forEach((layer, i) => {
        expect([...outputs[i]!.codes]).toEqual(defined(layer, maps.get(layer.input)!, layer.skip && maps.get(layer.skip.input)!));
        seen.maxpool += Number(layer.kind === 'maxpool');
        seen.averagepool += Number(layer.kind === 'averagepool');
        seen.paddedAverage += Number(layer.kind === 'averagepool' && layer.padding.top > 0);
        seen.skip += Number(layer.skip !== undefined);
        seen.inputSkip += Number(layer.skip?.input === 'input');
        seen.groups += Number((layer.groups ?? 1) > 1);
        seen.depthwise += Number((layer.groups ?? 1) > 1 && layer.groups === layer.inputShape[2]);
        seen.dilation += Number(layer.dilation !== undefined);
        seen.rawSum += Number(layer.skip !== undefined && layer.output.kind === 'raw');
      });
      const read = network.layers.flatMap(({ input, skip }) => [input, ...(skip === undefined || skip.input === input ? [] : [skip.input])]);
      seen.sharedMap += Number(new Set(read).size < read.length);
    }), { numRuns: 300, seed: 7 });
    // The networks have what they are to show, each at least five times.
    expect(Object.entries(seen).filter(([, count]) => count < 5)).toEqual([]);
  });

  it('adds a skip before the rounding', () => {
    // v = 3 * activation + 5 + skip * -2, rounded half to even at v / 4: the skip is the input itself, 1 * 3 + 5 - 1 * 2 = 6 -> 1.5 -> 2.
    const network = networkOf({
      ...ordinary, inputShape: [1, 4, 1], outputShape: [1, 4, 1], weights: Int16Array.of(1), requantise: { multiplier: [3], add: [5], shift: [2] },
      residual: true, skip: { input: 'input', bits: 8, signed: false, multiplier: -2 }, output: { kind: 'codes', bits: 8, signed: true },
    });
    checkNetwork(network, 'network');
    expect([...runReference(network, [1, 5, 13, 255])[0]!.codes]).toEqual([2, 2, 4, 65]);
  });

  it('skips input pixels with dilation and sees one group of channels', () => {
    // Two channels, kernel of two taps two columns apart. Group 0: a(x) - a(x + 2), group 1: 2 b(x) + 3 b(x + 2).
    const network = networkOf({
      ...ordinary, inputShape: [1, 4, 2], outputShape: [1, 2, 2], kernel: [1, 2], dilation: [1, 2], groups: 2, weightBits: 3, weights: Int16Array.of(1, -1, 2, 3),
      requantise: { multiplier: [1, 1], add: [0, 0], shift: [0, 0] }, output: { kind: 'raw' },
    });
    checkNetwork(network, 'network');
    expect([...runReference(network, [10, 1, 20, 2, 30, 3, 50, 4])[0]!.codes]).toEqual([10 - 30, 2 * 1 + 3 * 3, 20 - 50, 2 * 2 + 3 * 4]);
  });

  it('takes the largest code of a window, and padding as 0', () => {
    const pool = (signed: boolean): Network => networkOf({
      ...ordinary, kind: 'maxpool', inputShape: [2, 3, 1], outputShape: signed ? [1, 2, 1] : [2, 2, 1], kernel: signed ? [2, 2] : [2, 3], stride: signed ? [1, 1] : [1, 2],
      padding: signed ? ordinary.padding : { top: 0, bottom: 1, left: 1, right: 1 }, weightBits: 1, weightCode: 'unsigned', weights: new Int16Array(0),
      activationSigned: signed, output: { kind: 'codes', bits: 8, signed },
    });
    checkNetwork(pool(false), 'network');
    checkNetwork(pool(true), 'network');
    expect([...runReference(pool(false), [1, 9, 3, 4, 0, 6])[0]!.codes]).toEqual([9, 9, 4, 6]);
    expect([...runReference(pool(true), [-1, -9, -3, -4, -2, -6])[0]!.codes]).toEqual([-1, -2]);
  });

  it('sums a window of one channel, padding as 0, and requantises', () => {
    // Channel 0: (10 + 20) * 3 + 4 = 94 -> 94 / 4 = 23.5 -> 24, then (20 + 30) * 3 + 4 = 154 -> 38.5 -> 38; a padded column at both ends: 34, 94.
    // Channel 1: 1, 1 + -2, -2 + 3 and 3, so 7 / 4 -> 2, 1 / 4 -> 0, 7 / 4 -> 2, 13 / 4 -> 3.
    const layer = (output: Layer['output']): Layer => ({
      ...ordinary, kind: 'averagepool', inputShape: [1, 3, 2], outputShape: [1, 4, 2], kernel: [1, 2], padding: { top: 0, bottom: 0, left: 1, right: 1 },
      weightBits: 1, weightCode: 'unsigned', weights: new Int16Array(0), activationSigned: true, requantise: { multiplier: [3, 3], add: [4, 4], shift: [2, 2] }, output,
    });
    const input = [10, 1, 20, -2, 30, 3];
    const outputs = ([{ kind: 'raw' }, { kind: 'codes', bits: 5, signed: true }] as const).map((output) => {
      checkNetwork(networkOf(layer(output)), 'network');
      return [...runReference(networkOf(layer(output)), input)[0]!.codes];
    });
    // 34 / 4 = 8.5 -> 8 and 94 / 4 = 23.5 -> 24: halves to even. Codes of 5 bits end at 15.
    expect(outputs).toEqual([[8, 2, 24, 0, 38, 2, 24, 3], [8, 2, 15, 0, 15, 2, 15, 3]]);
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

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { digits } from '../../src/search/models/digits.js';
import { initialStep } from '../../src/search/quantizers/lsq-weights.js';
import { mseClip, oddGrid } from '../../src/search/quantizers/mse-clip.js';
import { activationQuantizers, quantizeActivations } from '../../src/search/quantizers/quantize-activations.js';
import { gridValue, integerWeights, quantizeWeights, type WeightQuantizerName, weightQuantizers } from '../../src/search/quantizers/quantize-weights.js';
import { chooseQuantizers } from '../../src/search/quantizers/quantizer-choice.js';

beforeAll(async () => void (await loadBackend('wasm')));

const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const rounded = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Math.round(value * 1e4) / 1e4 + 0);
const upstream = [1, 10, 100, 1000, 10000];

describe('clip of least mean square error', () => {
  test.each<[string, number[], number[], number]>([
    ['one bit: the mean magnitude', [1, 2, 3, -6], oddGrid(1), 3],
    ['two bits: values on the grid have no error', [-3, -1, 1, 3], oddGrid(2), 3],
    ['powers of two', [4, -2, 0, 2], [0, 0.5, 1], 4],
    // At alpha the codes are 1/3 (three times) and 1: alpha = (1 + 12) / (3 / 9 + 1) = 9.75, error 3 (1 - 3.25)^2 + 2.25^2 = 20.25.
    ['two bits, one far value: balance of its error and the others\'', [1, 1, -1, 12], oddGrid(2), 9.75],
  ])('%s', (_, values, grid, clip) => expect(mseClip(values, grid)).toBeCloseTo(clip, 6));

  test('is no worse than any clip of a fine search', () => {
    const values = Float32Array.from({ length: 300 }, (_, i) => Math.sin(7 * i) ** 3 + 0.2 * Math.cos(i));
    for (const bits of [1, 2, 3, 5]) {
      const grid = oddGrid(bits);
      const error = (alpha: number): number => values.reduce((sum, value) => sum + Math.min(...grid.map((level) => (Math.abs(value) - alpha * level) ** 2)), 0);
      const best = Math.min(...Array.from({ length: 1200 }, (_, k) => error((k + 1) / 1000)));
      expect(error(mseClip(values, grid))).toBeLessThan(1.01 * best + 1e-6);
    }
  });

  test('of all-zero weights is not zero', () => expect(mseClip([0, 0], oddGrid(2))).toBeGreaterThan(0));
});

describe('SAWB', () => {
  test('two bits: alpha = 3.12 sqrt(5) - 2.064 * 2 = 2.8485', () => {
    const w = tf.tensor1d([1, -1, 3, -3]);
    const { codes, grid, scale } = integerWeights(w, 2, 'sawb');
    expect([...codes]).toEqual([2, 1, 3, 0]);
    expect(grid).toBe('dorefa');
    expect(scale * 3).toBeCloseTo(2.84853, 4);
    expect(rounded(numbers(quantizeWeights(w, { bits: [2], shares: [1], quantizer: 'sawb' })))).toEqual([0.9495, -0.9495, 2.8485, -2.8485]);
  });

  test.each([[3, 7.509, -6.892], [4, 12.68, -12.8], [5, 17.74, -18.64]])('%i bits: %f sqrt(E[w^2]) %f E|w|', (bits, c1, c2) => {
    const w = tf.tensor1d([0.1, -0.2, 1, -3]);
    expect(integerWeights(w, bits, 'sawb').scale * (2 ** bits - 1)).toBeCloseTo(c1 * Math.sqrt(10.05 / 4) + (c2 * 4.3) / 4, 3);
  });

  test('where the formula gives nothing: the largest magnitude; where there is none: the searched clip', () => {
    const w = tf.tensor1d([1, -1]);
    expect(integerWeights(w, 4, 'sawb').scale * 15).toBeCloseTo(1, 5);
    const other = tf.tensor1d([1, 2, 3, -6]);
    for (const bits of [1, 7]) expect(integerWeights(other, bits, 'sawb')).toEqual(integerWeights(other, bits, 'mse'));
  });

  test('the gradient passes everywhere, beyond the clip too', () => {
    const gradient = tf.grad((w) => quantizeWeights(w, { bits: [2, 3], shares: [0.3, 0.7], quantizer: 'sawb' }))(tf.tensor1d([1, -1, 3, -3, 0]), tf.tensor1d(upstream));
    expect(numbers(gradient)).toEqual(upstream);
  });
});

describe('LSQ weights', () => {
  // s = 0.5: v = -4, -1.2, 0.4, 0.6, 1.8; two bits: Qn = 2, Qp = 1.
  const w = () => tf.tensor1d([-2, -0.6, 0.2, 0.3, 0.9]);
  const mixture = { bits: [2], shares: [1], quantizer: 'lsq' };

  test('codes are two\'s complement', () => {
    expect([...integerWeights(w(), 2, 'lsq', 0.5).codes].map((code) => code + 0)).toEqual([-2, -1, 0, 1, 1]);
    expect(integerWeights(w(), 2, 'lsq', 0.5)).toMatchObject({ grid: 'signed', scale: 0.5 });
    expect(rounded(numbers(quantizeWeights(w(), mixture, tf.tensor1d([0.5]))))).toEqual([-1, -0.5, 0, 0.5, 0.5]);
  });

  test('gradients: weights inside the clip; the step by round(v) - v inside, -Qn and Qp outside, times 1 / sqrt(N Qp)', () => {
    const [dw, ds] = tf.grads((v, s) => quantizeWeights(v, mixture, s))([w(), tf.tensor1d([0.5])], tf.tensor1d(upstream));
    expect(numbers(dw!)).toEqual([0, 10, 100, 1000, 0]);
    expect(numbers(ds!)[0]).toBeCloseTo((-2 + 10 * 0.2 - 100 * 0.4 + 1000 * 0.4 + 10000) / Math.sqrt(5), 1);
  });

  test('one bit: signs', () => {
    const bit = { bits: [1], shares: [1], quantizer: 'lsq' };
    const v = tf.tensor1d([-0.2, 0.1, 2]);
    expect(integerWeights(v, 1, 'lsq', 0.5)).toEqual({ codes: Int16Array.of(0, 1, 1), grid: 'dorefa', scale: 0.5 });
    const [dw, ds] = tf.grads((u, s) => quantizeWeights(u, bit, s))([v, tf.tensor1d([0.5])], tf.tensor1d([1, 10, 100]));
    expect(numbers(dw!)).toEqual([1, 10, 0]);
    expect(numbers(ds!)[0]).toBeCloseTo((-0.6 + 10 * 0.8 + 100) / Math.sqrt(3), 3);
  });

  test('each candidate has its own step and its share of the gradient', () => {
    const [dw, ds] = tf.grads((v, s) => quantizeWeights(v, { ...mixture, bits: [2, 3], shares: [0.25, 0.75] }, s))([w(), tf.tensor1d([0.5, 0.25])], tf.tensor1d(upstream));
    // Three bits, s = 0.25: v = -8, -2.4, 0.8, 1.2, 3.6; Qn = 4, Qp = 3.
    expect(numbers(dw!)).toEqual([0, 10, 100, 1000, 0]);
    expect(numbers(ds!)[1]).toBeCloseTo((0.75 * (-4 + 10 * 0.4 + 100 * 0.2 - 1000 * 0.2 + 30000)) / Math.sqrt(15), 0);
  });

  test('the step starts at 2 E|w| / sqrt(Qp)', () => {
    expect(initialStep(Float32Array.of(1, -1, 2, 0), 3)).toBeCloseTo(2 / Math.sqrt(3), 6);
    expect(initialStep(Float32Array.of(1, -1, 2, 0), 1)).toBe(1);
    expect(initialStep(new Float32Array(4), 4)).toBeGreaterThan(0);
  });
});

describe('powers of two', () => {
  test('codes have one bit set; values go to the nearest, of two the smaller', () => {
    // So many values on the grid that alpha is 4.
    const values = [...Array.from({ length: 4000 }, (_, i) => (i % 2 ? 4 : -4)), 3.1, -2.9, 1.6, 1.4, 0.6, -0.4];
    const { codes, grid, scale } = integerWeights(tf.tensor1d(values), 4, 'pot');
    expect([...codes.slice(-6)].map((code) => code + 0)).toEqual([4, -2, 2, 1, 1, 0]);
    expect(grid).toBe('signed');
    expect(scale).toBeCloseTo(1, 3);
  });

  test.each([[1, [-1, 1]], [2, [-1, 0, 1]], [3, [-2, -1, 0, 1, 2]], [8, [-64, -32, -16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16, 32, 64]]])('%i bits: %j', (bits, expected) => {
    const w = tf.tensor1d(Array.from({ length: 2001 }, (_, i) => (i - 1000) / 1000));
    const { codes, grid } = integerWeights(w, bits, 'pot');
    expect([...new Set(Array.from(codes, (code) => gridValue(code, grid, bits) + 0))].sort((a, b) => a - b)).toEqual(expected);
  });
});

describe.each(Object.keys(weightQuantizers) as WeightQuantizerName[])('%s weights', (quantizer) => {
  const w = Array.from({ length: 60 }, (_, i) => Math.sin(5 * i) ** 3 * 0.4);
  const steps = (bits: readonly number[]) => tf.tensor1d(bits.map((b) => initialStep(Float32Array.from(w), b)));

  test('values are those of the codes, and codes have their bits', () => {
    for (const bits of [2, 3, 5, 8, ...(weightQuantizers[quantizer].grid(1) === 'dorefa' ? [1] : [])]) {
      const { codes, grid, scale } = integerWeights(tf.tensor1d(w), bits, quantizer, steps([bits]).dataSync()[0]);
      const [least, most] = grid === 'dorefa' ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
      expect(codes.every((code) => code >= least && code <= most)).toBe(true);
      const values = numbers(quantizeWeights(tf.tensor1d(w), { bits: [bits], shares: [1], quantizer }, steps([bits])));
      values.forEach((value, i) => expect(value).toBeCloseTo(scale * gridValue(codes[i]!, grid, bits), 5));
    }
  });

  test('candidates add up by their shares; dL/dp_i = <dL/dW^, candidate i>; nothing is left behind', () => {
    const bits = [2, 4];
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const dy = tf.tensor1d(w.map((_, i) => Math.cos(i)));
      const parts = bits.map((b) => numbers(quantizeWeights(tf.tensor1d(w), { bits: [b], shares: [1], quantizer }, steps([b]))));
      const mixed = numbers(quantizeWeights(tf.tensor1d(w), { bits, shares: [0.3, 0.7], quantizer }, steps(bits)));
      mixed.forEach((value, i) => expect(value).toBeCloseTo(0.3 * parts[0]![i]! + 0.7 * parts[1]![i]!, 5));
      const gradient = numbers(tf.grad((p) => quantizeWeights(tf.tensor1d(w), { bits, shares: p as tf.Tensor1D, quantizer }, steps(bits)))(tf.tensor1d([0.3, 0.7]), dy));
      gradient.forEach((value, k) => expect(value).toBeCloseTo(parts[k]!.reduce((sum, part, i) => sum + part * Math.cos(i), 0), 3));
      tf.grad((v) => quantizeWeights(v, { bits, shares: [0.3, 0.7], quantizer }, steps(bits)))(tf.tensor1d(w));
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('LSQ activations', () => {
  // Two bits, clip 3: step 1, Qp 3.
  const x = () => tf.tensor2d([[-1, 0.4, 1.4, 2.5, 5]]);

  test('the clip moves as its step would: Qp g sum(round(v) - v inside, Qp above)', () => {
    const [dx, dclip] = tf.grads((map, clip) => quantizeActivations(map, clip as tf.Tensor1D, { bits: [2], shares: [1], quantizer: 'lsq' }))([x(), tf.tensor1d([3])], tf.tensor2d([upstream]));
    expect(numbers(dx!)).toEqual([0, 10, 100, 1000, 0]);
    expect(numbers(dclip!)[0]! / (3 * (-10 * 0.4 - 100 * 0.4 - 1000 * 0.5 + 30000))).toBeCloseTo(1 / Math.sqrt(5 * 3), 5);
  });

  test('clips start where a normal map has its step: 2 sqrt(Qp) / sqrt(2 pi)', () => {
    expect(activationQuantizers.lsq.initialClip(2)).toBeCloseTo(1.38198, 4);
    expect(activationQuantizers.pact.initialClip(2)).toBe(3);
  });
});

describe('choice of quantizers', () => {
  const model = digits([16, 16, 1], 10);
  const choose = (weightQuantizer: string, activationQuantizer = 'pact') => chooseQuantizers({ weightQuantizer, activationQuantizer }, model);

  test('one for all, exceptions by layer', () => {
    const { weights, maps } = choose('lsq,conv1=dorefa,dense=sawb', 'pact,conv2=lsq');
    expect(['conv1', 'conv2', 'dense'].map(weights)).toEqual(['dorefa', 'lsq', 'sawb']);
    expect(['conv1', 'conv2'].map(maps)).toEqual(['pact', 'lsq']);
  });

  test.each(['', 'tanh', 'lsq,conv1', 'lsq,conv9=sawb', 'lsq,conv1=x', 'conv1=lsq'])('"%s" is refused', (text) => {
    expect(() => choose(text)).toThrow(InputError);
    expect(() => choose('dorefa', text)).toThrow(InputError);
  });
});

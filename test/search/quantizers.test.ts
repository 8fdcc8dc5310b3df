import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { quantizeActivations } from '../../src/search/quantizers/quantize-activations.js';
import { integerWeights, quantizeWeights } from '../../src/search/quantizers/quantize-weights.js';

beforeAll(async () => void (await loadBackend('wasm')));

const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const weightCodes = (weights: tf.Tensor, bits: number): Int16Array => integerWeights(weights, bits).codes;
const rounded = (values: number[]): number[] => values.map((value) => Math.round(value * 1e5) / 1e5);

test('tf.round rounds halves to even', () => {
  expect(numbers(tf.round(tf.tensor1d([0.5, 1.5, 2.5, 3.5])))).toEqual([0, 2, 2, 4]);
});

describe('DoReFa weights', () => {
  // tanh(w) = -0.8, 0, 0.4, 0.8, so w~ = 0, 1/2, 3/4, 1.
  const weights = () => tf.tensor1d([-0.8, 0, 0.4, 0.8].map(Math.atanh));

  test('one bit: w~ = 1/2 goes to the even code 0', () => {
    expect(numbers(quantizeWeights(weights(), { bits: [1], shares: [1] }))).toEqual([-1, -1, 1, 1]);
    expect([...weightCodes(weights(), 1)]).toEqual([0, 0, 1, 1]);
  });

  test('two bits: codes 0, round(1.5) = 2, round(2.25) = 2, 3 of 3', () => {
    expect([...weightCodes(weights(), 2)]).toEqual([0, 2, 2, 3]);
    expect(rounded(numbers(quantizeWeights(weights(), { bits: [2], shares: [1] })))).toEqual(rounded([-1, 1 / 3, 1 / 3, 1]));
  });

  test('candidates add up by their shares', () => {
    const mixed = numbers(quantizeWeights(weights(), { bits: [1, 2], shares: [0.25, 0.75] }));
    expect(rounded(mixed)).toEqual(rounded([-1, 0.25 * -1 + 0.75 / 3, 0.25 + 0.75 / 3, 1]));
  });

  test('values are those of the codes', () => {
    const w = tf.tensor1d(Array.from({ length: 40 }, (_, i) => Math.sin(i)));
    for (const bits of [1, 2, 3, 5, 8]) {
      const steps = 2 ** bits - 1;
      const expected = Array.from(weightCodes(w, bits), (code) => (2 * code - steps) / steps);
      numbers(quantizeWeights(w, { bits: [bits], shares: [1] })).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    }
  });

  test('straight-through gradient: (1 - tanh^2) / max|tanh|, whatever the shares', () => {
    const gradient = tf.grad((w) => quantizeWeights(w, { bits: [1, 3], shares: [0.4, 0.6] }))(weights());
    expect(rounded(numbers(gradient))).toEqual(rounded([0.36 / 0.8, 1 / 0.8, 0.84 / 0.8, 0.36 / 0.8]));
  });

  test('gradient of a share: <dL/dW^, candidate>', () => {
    const upstream = tf.tensor1d([1, 2, 3, 4]);
    const gradient = tf.grad((p) => quantizeWeights(weights(), { bits: [1, 2], shares: p as tf.Tensor1D }))(tf.tensor1d([0.5, 0.5]), upstream);
    expect(rounded(numbers(gradient))).toEqual(rounded([-1 - 2 + 3 + 4, -1 + 2 / 3 + 3 / 3 + 4]));
  });

  test('all-zero weights stay finite', () => {
    expect([...weightCodes(tf.zeros([3]), 2)]).toEqual([2, 2, 2]);
  });
});

describe('PACT activations', () => {
  const x = () => tf.tensor1d([-1, 0.4, 1.4, 2.5, 5]);

  test('two bits, clip 3: codes round(clip(x)) of 3', () => {
    expect(rounded(numbers(quantizeActivations(x(), tf.tensor1d([3]), { bits: [2], shares: [1] })))).toEqual([0, 0, 1, 2, 3]);
  });

  test('each candidate has its own clip', () => {
    // One bit, clip 2: 0 or 2, with 1 -> 0 (even). Two bits, clip 3: as above.
    const mixed = quantizeActivations(x(), tf.tensor1d([2, 3]), { bits: [1, 2], shares: [0.5, 0.5] });
    expect(rounded(numbers(mixed))).toEqual([0, 0, 0.5 * 2 + 0.5, 0.5 * 2 + 0.5 * 2, 0.5 * 2 + 0.5 * 3]);
  });

  test('gradients: shares of the candidates that let x pass; sums where it is clipped', () => {
    const upstream = tf.tensor1d([1, 10, 100, 1000, 10000]);
    const mixture = { bits: [1, 2], shares: [0.25, 0.75] };
    const [dx, dclips] = tf.grads((map, clips) => quantizeActivations(map, clips as tf.Tensor1D, mixture))([x(), tf.tensor1d([2, 3])], upstream);
    expect(rounded(numbers(dx!))).toEqual([0, 10, 100, 750, 0]);
    expect(rounded(numbers(dclips!))).toEqual([0.25 * 11000, 0.75 * 10000]);
  });

  test('gradient of a share: <dL/dX^, candidate>, and the map still gets its own', () => {
    const upstream = tf.tensor1d([1, 10, 100, 1000, 10000]);
    const clips = tf.tensor1d([2, 3]);
    const [dx, dp] = tf.grads((map, p) => quantizeActivations(map, clips, { bits: [1, 2], shares: p as tf.Tensor1D }))([x(), tf.tensor1d([0.25, 0.75])], upstream);
    expect(rounded(numbers(dx!))).toEqual([0, 10, 100, 750, 0]);
    expect(numbers(dp!)).toEqual([2 * (100 + 1000 + 10000), 100 + 2 * 1000 + 3 * 10000]);
  });
});

test('centred maps: linear within -alpha/2..alpha/2, the clip moves by half of what lies above less half of what lies below', () => {
  // alpha 2: x + 1 = -1, 0.5, 1.4, 3; two bits: codes 0, round(0.75) = 1, round(2.1) = 2, 3 of 3.
  const x = tf.tensor1d([-2, -0.5, 0.4, 2]);
  const quantize = (map: tf.Tensor, clips: tf.Tensor) => quantizeActivations(map, clips as tf.Tensor1D, { bits: [2], shares: [1] }, true);
  expect(rounded(numbers(quantize(x, tf.tensor1d([2]))))).toEqual(rounded([-1, -1 / 3, 1 / 3, 1]));
  const [dx, dclip] = tf.grads(quantize)([x, tf.tensor1d([2])], tf.tensor1d([1, 10, 100, 1000]));
  expect(numbers(dx!)).toEqual([0, 10, 100, 0]);
  expect(numbers(dclip!)).toEqual([0.5 * 1000 - 0.5 * 1]);
  const mixed = quantizeActivations(x, tf.tensor1d([2, 4]), { bits: [2, 1], shares: [0.25, 0.75] }, true);
  expect(rounded(numbers(mixed))).toEqual(rounded([-1, -1 / 3, 1 / 3, 1].map((value, i) => 0.25 * value + 0.75 * (i < 2 ? -2 : 2))));
});

test('quantizers and their gradients leave no tensor behind', () => {
  const w = tf.tensor1d([0.1, -0.5, 0.7]);
  const clips = tf.tensor1d([3, 3]);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    tf.grad((v) => quantizeWeights(v, { bits: [1, 2], shares: [0.5, 0.5] }))(w);
    tf.grads((map, c) => quantizeActivations(map, c as tf.Tensor1D, { bits: [1, 2], shares: [0.5, 0.5] }))([w, clips]);
  });
  expect(tf.memory().numTensors).toBe(before);
});

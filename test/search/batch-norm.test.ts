import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { batchNormEpsilon, batchNormInference, batchNormTraining } from '../../src/search/training/batch-norm.js';
import { crossEntropy } from '../../src/search/training/cross-entropy.js';
import { RandomStream } from '../../src/search/training/random-stream.js';

beforeAll(async () => void (await loadBackend('wasm')));

const channels = 3;
const random = RandomStream.from(1, 'batch norm');
const normals = (count: number): number[] => Array.from({ length: count }, () => random.normal());
const variables = () => ({
  gamma: tf.variable(tf.tensor1d([1, -0.5, 2])),
  beta: tf.variable(tf.tensor1d([0.1, 0.2, 0.3])),
  mean: tf.variable(tf.zeros([channels])),
  variance: tf.variable(tf.ones([channels])),
});

test('value and gradients equal those of the textbook formula by automatic differentiation', () => {
  const x = tf.tensor4d(normals(2 * 2 * 2 * channels), [2, 2, 2, channels]);
  const upstream = tf.tensor4d(normals(2 * 2 * 2 * channels), [2, 2, 2, channels]);
  const norm = variables();
  const textbook = (map: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor => {
    const { mean, variance } = tf.moments(map, [0, 1, 2]);
    return tf.add(tf.mul(tf.div(tf.sub(map, mean), tf.sqrt(tf.add(variance, batchNormEpsilon))), gamma), beta);
  };
  const ours = tf.grads((map, gamma, beta) => batchNormTraining(map, { ...norm, gamma: gamma as tf.Variable, beta: beta as tf.Variable }, false))([x, norm.gamma, norm.beta], upstream);
  const expected = tf.grads(textbook)([x, norm.gamma, norm.beta], upstream);
  ours.forEach((gradient, i) => gradient.dataSync().forEach((value, k) => expect(value).toBeCloseTo(expected[i]!.dataSync()[k]!, 4)));
  const value = batchNormTraining(x, norm, false).dataSync();
  textbook(x, norm.gamma, norm.beta).dataSync().forEach((expectedValue, k) => expect(value[k]).toBeCloseTo(expectedValue, 4));
});

test('running statistics move a tenth of the way, and inference uses them', () => {
  const norm = variables();
  const x = tf.tensor4d([1, 2, 3, 3, 4, 5], [2, 1, 1, channels]);
  tf.tidy(() => void batchNormTraining(x, norm, true));
  expect([...norm.mean.dataSync()].map((v) => v.toFixed(4))).toEqual(['0.2000', '0.3000', '0.4000']);
  expect([...norm.variance.dataSync()].map((v) => v.toFixed(4))).toEqual(['1.0000', '1.0000', '1.0000']);
  const expected = (1 - 0.2) / Math.sqrt(1 + batchNormEpsilon) + 0.1;
  expect(batchNormInference(x, norm).dataSync()[0]).toBeCloseTo(expected, 5);
});

test('sums over as many rows as large images bring', () => {
  const x = tf.ones([128, 32, 32, 16]);
  const norm = { gamma: tf.variable(tf.ones([16])), beta: tf.variable(tf.zeros([16])), mean: tf.variable(tf.zeros([16])), variance: tf.variable(tf.ones([16])) };
  tf.tidy(() => void batchNormTraining(x, norm, true));
  expect(norm.mean.dataSync()[0]).toBeCloseTo(0.1, 6);
});

test('cross entropy: value and gradient of a hand-worked case, and of large logits', () => {
  const labels = Uint8Array.of(0, 1);
  const logits = tf.tensor2d([0, Math.log(3), 0, 1000], [2, 2]);
  const tally = { right: 0 };
  const { value, grad } = tf.valueAndGrad((input) => crossEntropy(input as tf.Tensor2D, labels, tally))(logits);
  // Softmax 1/4, 3/4 and 0, 1: losses log 4 and 0.
  expect(value.dataSync()[0]).toBeCloseTo(Math.log(4) / 2, 5);
  expect([...grad.dataSync()].map((v) => v.toFixed(4))).toEqual(['-0.3750', '0.3750', '0.0000', '0.0000']);
  expect(tally.right).toBe(1);
});

import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { searchSpace } from '../../src/search/cost/search-space.js';
import type { LabelledImages } from '../../src/search/data/dataset.js';
import { MetaNetwork, withClips } from '../../src/search/graph/meta-network.js';
import { type ConvolutionLayer, layerShapes, type Model } from '../../src/search/models/model.js';
import { strengthStep } from '../../src/search/strengths/strength-step.js';
import { Strengths } from '../../src/search/strengths/strengths.js';
import { Adam } from '../../src/search/training/adam.js';
import { evaluationBatches } from '../../src/search/training/batches.js';
import { Nesterov } from '../../src/search/training/nesterov.js';
import { RandomStream } from '../../src/search/training/random-stream.js';
import { trainedVariables, weightStep } from '../../src/search/training/weight-step.js';
import { bilinearCost } from './bilinear-cost.js';
import { backends, hasNative } from './with-native.js';

/** Two convolutions, one strided, and a dense layer: small enough for hundreds of steps in seconds. */
const model: Model = {
  name: 'small',
  inputShape: [8, 8, 1],
  layers: [convolution('conv1', 'input', 4, 1), convolution('conv2', 'conv1', 8, 2), { kind: 'dense', name: 'dense', input: 'conv2', units: 4 }],
};
function convolution(name: string, input: string, channels: number, stride: number): ConvolutionLayer {
  return { kind: 'convolution', name, input, channels, kernel: [3, 3], stride: [stride, stride], padding: { top: 1, bottom: 1, left: 1, right: 1 } };
}
const table = bilinearCost(layerShapes(model));

/** Random pixels; the brightest quadrant is the class. */
function images(count: number): LabelledImages {
  const random = RandomStream.from(1, 'images');
  const labels = Uint8Array.from({ length: count }, () => random.integer(4));
  const pixels = Uint8Array.from({ length: count * 64 }, (_, i) => {
    const [row, column] = [(i % 64) >> 3, i % 8];
    return random.integer(128) + ((row >> 2) * 2 + (column >> 2) === labels[Math.floor(i / 64)] ? 100 : 0);
  });
  return { images: pixels, labels, count };
}

interface Trace {
  /** Loss before each step of the weights. */
  readonly losses: readonly number[];
  /** Live tensors after each pair of steps. */
  readonly tensors: readonly number[];
  readonly strengths: readonly number[];
}

/** Alternate steps of weights and strengths at 3 x 3 candidates, on four batches in turn. */
async function trainSmall(backend: 'wasm' | 'node', pairs: number): Promise<Trace> {
  await loadBackend(backend);
  const fresh = MetaNetwork.initialise(model, RandomStream.from(1, 'backends'));
  const network = MetaNetwork.fromValues(model, withClips(model, fresh.values(), () => [3, 3, 3]));
  fresh.dispose();
  const strengths = new Strengths(searchSpace(model, [1, 2, 3], 'searched'));
  const nesterov = new Nesterov(trainedVariables(network, strengths.precision(1, 'constant')));
  const adam = new Adam(strengths.variables());
  const batches = [...evaluationBatches(images(80), [8, 8, 1], 20)];
  const losses: number[] = [];
  const tensors: number[] = [];
  for (let i = 0; i < pairs; i++) {
    const batch = batches[i % batches.length]!;
    losses.push(weightStep(network, nesterov, batch, strengths.precision(1, 'constant'), 0.05));
    strengthStep(network, strengths, adam, batch, { table, target: 20, lambda: 1, temperature: 1 }, 0.02);
    tensors.push(tf.memory().numTensors);
  }
  const found = strengths.values('weights', 'conv2');
  for (const owner of [nesterov, adam, network, strengths]) owner.dispose();
  for (const { images: tensor } of batches) tensor.dispose();
  return { losses, tensors, strengths: found };
}

describe.skipIf(!hasNative)('the native and the wasm backend', () => {
  test('give losses equal to 4 digits over 20 steps', async () => {
    const [wasm, native] = [await trainSmall('wasm', 20), await trainSmall('node', 20)];
    expect(native.losses.at(-1)).toBeLessThan(0.2 * native.losses[0]!);
    for (const [i, loss] of wasm.losses.entries()) expect(Math.abs(native.losses[i]! / loss - 1), `step ${i}: ${loss} and ${native.losses[i]}`).toBeLessThan(5e-5);
    for (const [i, strength] of wasm.strengths.entries()) expect(native.strengths[i]).toBeCloseTo(strength, 4);
  });

  test('each have their own gradient of a convolution: only that of wasm refuses padding other than valid', async () => {
    const gradient = (): readonly number[] => tf.tidy(() => [...tf.grad((x) => tf.conv2d(x as tf.Tensor4D, tf.ones([3, 3, 1, 1]), 1, 'same').sum())(tf.ones([1, 2, 2, 1])).dataSync()]);
    await loadBackend('wasm');
    expect(gradient).toThrow("only NHWC with 'valid' is served");
    await loadBackend('node');
    expect(gradient()).toEqual([4, 4, 4, 4]);
  });
});

describe.each(backends)('steps on %s', (backend) => {
  test('leave no tensor behind: 200 of them, weights and strengths in turn', async () => {
    const { tensors } = await trainSmall(backend, 100);
    expect(new Set(tensors)).toEqual(new Set([tensors[0]]));
  });

  test('give the same bits again', async () => {
    expect(await trainSmall(backend, 10)).toEqual({ ...(await trainSmall(backend, 10)), tensors: expect.any(Array) as unknown });
  });
});

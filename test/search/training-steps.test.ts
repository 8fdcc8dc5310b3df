import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { searchSpace } from '../../src/search/cost/search-space.js';
import { generateDigits } from '../../src/search/data/digits.js';
import { forward } from '../../src/search/graph/forward.js';
import { MetaNetwork, withClips } from '../../src/search/graph/meta-network.js';
import { digits } from '../../src/search/models/digits.js';
import { layerShapes } from '../../src/search/models/model.js';
import { strengthStep } from '../../src/search/strengths/strength-step.js';
import { Strengths } from '../../src/search/strengths/strengths.js';
import { Adam } from '../../src/search/training/adam.js';
import { type Batch, evaluationBatches, trainingBatches } from '../../src/search/training/batches.js';
import { crossEntropy } from '../../src/search/training/cross-entropy.js';
import { cosineRate, Nesterov } from '../../src/search/training/nesterov.js';
import { RandomStream } from '../../src/search/training/random-stream.js';
import { softLabels } from '../../src/search/training/teacher.js';
import { trainedVariables, weightStep } from '../../src/search/training/weight-step.js';
import { bilinearCost } from './bilinear-cost.js';

beforeAll(async () => void (await loadBackend('wasm')));

const { train, shape } = generateDigits({ seed: 1, trainCount: 40, testCount: 10 });
const model = digits(shape, 10);
const table = bilinearCost(layerShapes(model));

function searched(): { network: MetaNetwork; strengths: Strengths } {
  const space = searchSpace(model, [1, 2, 3], 'searched');
  const fresh = MetaNetwork.initialise(model, RandomStream.from(1, 'steps'));
  const network = MetaNetwork.fromValues(model, withClips(model, fresh.values(), () => [3, 3, 3]));
  fresh.dispose();
  return { network, strengths: new Strengths(space) };
}

function firstBatch(): Batch {
  return evaluationBatches(train, shape, 20).next().value as Batch;
}

describe('steps of weights and strengths', () => {
  test('lower the loss on their batch, and the number of tensors stays flat', () => {
    const { network, strengths } = searched();
    const batch = firstBatch();
    const nesterov = new Nesterov(trainedVariables(network, strengths.precision(1, 'constant')));
    const adam = new Adam(strengths.variables());
    const step = (): number => {
      const loss = weightStep(network, nesterov, batch, strengths.precision(1, 'constant'), 0.05);
      strengthStep(network, strengths, adam, batch, { table, target: 500, lambda: 1, temperature: 1 }, 0.02);
      return loss;
    };
    const first = step();
    const { numTensors } = tf.memory();
    let last = first;
    for (let i = 0; i < 12; i++) last = step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(last).toBeLessThan(0.6 * first);
    nesterov.dispose();
    adam.dispose();
    network.dispose();
    strengths.dispose();
    batch.images.dispose();
  });

  test('a cost above the target moves the strengths to fewer bits; below it they follow the loss alone', () => {
    const { network, strengths } = searched();
    const batch = firstBatch();
    const adam = new Adam(strengths.variables());
    for (let i = 0; i < 10; i++) strengthStep(network, strengths, adam, batch, { table, target: 100, lambda: 1e5, temperature: 1 }, 0.02);
    for (const name of ['conv1', 'conv2', 'conv3', 'dense']) {
      const [one, , three] = strengths.values('weights', name);
      expect(one, name).toBeGreaterThan(three!);
    }
    const before = strengths.values('weights', 'conv2');
    strengthStep(network, strengths, adam, batch, { table, target: 1e9, lambda: 0, temperature: 1 }, 0);
    expect(strengths.values('weights', 'conv2')).toEqual(before);
  });

  test.each(['weights.dense', 'maps.conv3'])('the gradient of %s, which no rounding lies behind, is that of the loss', (name) => {
    const { network, strengths } = searched();
    const batch = firstBatch();
    const variable = new Map(strengths.variables()).get(name)!;
    const loss = (): tf.Scalar => crossEntropy(forward(network, batch.images, strengths.precision(0.8, 'learn'), 'batch'), batch.labels);
    const gradient = tf.variableGrads(loss, [variable]).grads[variable.name]!.dataSync();
    for (let i = 0; i < 3; i++) {
      const at = (value: number): number => {
        variable.assign(tf.tensor1d([0, 1, 2].map((k) => (k === i ? value : 0))));
        return tf.tidy(() => loss().dataSync()[0]!);
      };
      expect(gradient[i]).toBeCloseTo((at(0.02) - at(-0.02)) / 0.04, 2);
    }
    expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(1e-4);
  });
});

describe('optimizers', () => {
  test('Nesterov: two steps by hand, and the clip of the gradient norm at 5', () => {
    const w = tf.variable(tf.tensor1d([1, 0]));
    const optimizer = new Nesterov([['layer.weights', w]]);
    optimizer.step({ [w.name]: tf.tensor1d([1, 0]) }, 0.1);
    // v = 1, w = 1 - 0.1 (1 + 0.9); then v = 1.9, w -= 0.1 (1 + 1.71).
    expect(w.dataSync()[0]).toBeCloseTo(0.81, 5);
    optimizer.step({ [w.name]: tf.tensor1d([1, 0]) }, 0.1);
    expect(w.dataSync()[0]).toBeCloseTo(0.539, 5);
    const other = tf.variable(tf.tensor1d([0, 0]));
    new Nesterov([['layer.weights', other]]).step({ [other.name]: tf.tensor1d([30, 40]) }, 1);
    expect([...other.dataSync()].map((v) => v.toFixed(3))).toEqual(['-5.700', '-7.600']);
  });

  test('a clip decays and stays above its least', () => {
    const clips = tf.variable(tf.tensor1d([3, 0.2]));
    new Nesterov([['layer.clips', clips]]).step({ [clips.name]: tf.tensor1d([0, 4]) }, 0.1);
    expect([...clips.dataSync()].map((v) => v.toFixed(5))).toEqual(['2.99943', '0.10000']);
  });

  test('Adam: the first step has the size of the rate whatever the gradient', () => {
    const s = tf.variable(tf.tensor1d([0, 0]));
    new Adam([['strength', s]]).step({ [s.name]: tf.tensor1d([1e-3, -50]) }, 0.02);
    expect([...s.dataSync()].map((v) => v.toFixed(4))).toEqual(['-0.0200', '0.0200']);
  });

  test('the learning rate falls by half a cosine', () => {
    expect([0, 0.5, 1].map((progress) => cosineRate(0.05, progress).toFixed(4))).toEqual(['0.0500', '0.0250', '0.0000']);
  });
});

describe('distillation', () => {
  test('the target is (1 - share) label + share probabilities: loss and gradient by hand', () => {
    // Softmax (1/3, 2/3); target 0.5 (1, 0) + 0.5 (1/4, 3/4) = (5/8, 3/8).
    const logits = tf.tensor2d([[0, Math.log(2)]]);
    const soft = { probabilities: Float32Array.of(0.25, 0.75), share: 0.5 };
    const { value, grad } = tf.valueAndGrad((x) => crossEntropy(x as tf.Tensor2D, Uint8Array.of(0), undefined, soft))(logits);
    expect(value.dataSync()[0]).toBeCloseTo((5 / 8) * Math.log(3) + (3 / 8) * Math.log(1.5), 5);
    expect([...grad.dataSync()].map((g) => g.toFixed(5))).toEqual([(1 / 3 - 5 / 8).toFixed(5), (2 / 3 - 3 / 8).toFixed(5)]);
    const alone = tf.valueAndGrad((x) => crossEntropy(x as tf.Tensor2D, Uint8Array.of(0), undefined, { ...soft, share: 0 }))(logits);
    expect(alone.value.dataSync()[0]).toBeCloseTo(Math.log(3), 5);
  });

  test('a teacher gives probabilities, and leaves no tensor behind', () => {
    const teacher = MetaNetwork.initialise(model, RandomStream.from(3, 'teacher'));
    const batch = firstBatch();
    const { numTensors } = tf.memory();
    const { probabilities, share } = softLabels({ network: teacher, share: 0.3 }, batch);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(share).toBe(0.3);
    expect(probabilities).toHaveLength(20 * 10);
    for (let row = 0; row < 20; row++) expect(probabilities.slice(10 * row, 10 * row + 10).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    teacher.dispose();
    batch.images.dispose();
  });
});

describe('batches', () => {
  test('moved images keep their pixels, zeros come in, labels stay with them', () => {
    const images = Uint8Array.from([0, 0, 0, 0, 255, 0, 0, 0, 0]);
    const data = { images, labels: Uint8Array.of(7), count: 1 };
    const seen = new Set<number>();
    const random = RandomStream.from(1, 'shift');
    for (let i = 0; i < 60; i++) {
      const [batch] = [...trainingBatches(data, [3, 3, 1], 1, { shift: 1 }, random)];
      const values = Float32Array.from(batch!.images.dataSync());
      expect(values.reduce((a, b) => a + b, 0)).toBe(1);
      expect([...batch!.labels]).toEqual([7]);
      seen.add(values.indexOf(1));
      batch!.images.dispose();
    }
    expect(seen.size).toBe(9);
  });

  test('an epoch shows every image once, in whole batches', () => {
    const count = 10;
    const data = { images: Uint8Array.from({ length: count }, (_, i) => i), labels: Uint8Array.from({ length: count }, (_, i) => i), count };
    const batches = [...trainingBatches(data, [1, 1, 1], 3, { shift: 0 }, RandomStream.from(1, 'epoch'))];
    const labels = batches.flatMap(({ labels: own }) => [...own]);
    expect(batches).toHaveLength(3);
    expect(new Set(labels).size).toBe(9);
    for (const { images, labels: own } of batches) expect([...images.dataSync()].map((value) => Math.round(value * 255))).toEqual([...own]);
  });
});

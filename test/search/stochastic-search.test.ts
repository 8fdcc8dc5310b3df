import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { searchSpace } from '../../src/search/cost/search-space.js';
import { generateDigits } from '../../src/search/data/digits.js';
import { MetaNetwork, withClips } from '../../src/search/graph/meta-network.js';
import { digits } from '../../src/search/models/digits.js';
import { layerShapes } from '../../src/search/models/model.js';
import type { EpochRecord } from '../../src/search/run/stage.js';
import { gumbel } from '../../src/search/strengths/gumbel-noise.js';
import { type SearchMethod, SearchTrainee } from '../../src/search/strengths/search-trainee.js';
import { softmax, Strengths } from '../../src/search/strengths/strengths.js';
import { RandomStream } from '../../src/search/training/random-stream.js';
import { bilinearCost } from './bilinear-cost.js';

beforeAll(async () => void (await loadBackend('wasm')));

describe('Gumbel noise', () => {
  test('has the distribution\'s mean, Euler\'s constant, and variance, pi^2 / 6', () => {
    const random = RandomStream.from(1, 'gumbel');
    const draws = Array.from({ length: 20_000 }, () => gumbel(random));
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    expect(mean).toBeCloseTo(0.5772, 1);
    expect(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length).toBeCloseTo(Math.PI ** 2 / 6, 1);
    expect(draws.every(Number.isFinite)).toBe(true);
  });

  test('makes candidate i the greatest with probability softmax(strengths)_i', () => {
    const random = RandomStream.from(2, 'gumbel');
    const strengths = [1, 0, -0.5];
    const counts = [0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const noisy = strengths.map((strength) => strength + gumbel(random));
      counts[noisy.indexOf(Math.max(...noisy))]!++;
    }
    softmax(strengths, 1).forEach((share, i) => expect(counts[i]! / 20_000).toBeCloseTo(share, 1));
  });
});

describe('shares with noise', () => {
  const model = digits([16, 16, 1], 10);
  const space = searchSpace(model, [1, 2, 4], 'searched');

  test('are softmax((strength + noise) / temperature), on the host and as tensors; each operand has noise of its own', () => {
    const strengths = new Strengths(space, { weights: 1, maps: 0 });
    const draw = (mode: 'learn' | 'constant') => {
      const random = RandomStream.from(3, 'shares');
      return strengths.precision(0.5, mode, () => gumbel(random));
    };
    const random = RandomStream.from(3, 'shares');
    const noise = [0, 0.5, 1].map((bias) => bias + gumbel(random));
    const constant = draw('constant');
    expect(constant.weights.get('conv1')!.shares).toEqual(softmax(noise, 0.5));
    expect(constant.weights.get('conv2')!.shares).not.toEqual(constant.weights.get('conv1')!.shares);
    tf.tidy(() => {
      const learnt = draw('learn');
      for (const kind of ['weights', 'maps'] as const) {
        for (const [name, { shares }] of learnt[kind]) {
          const found = shares instanceof tf.Tensor ? shares.dataSync() : shares;
          (constant[kind].get(name)!.shares as number[]).forEach((share, i) => expect(found[i]).toBeCloseTo(share, 5));
        }
      }
    });
    strengths.dispose();
  });

  test('without noise are those of EBS-Det', () => {
    const strengths = new Strengths(space);
    expect(strengths.precision(1, 'constant').weights.get('conv2')!.shares).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(strengths.allShares(1)[0]).toEqual({ operand: 'weights', layer: 'conv1', bits: [1, 2, 4], shares: [1 / 3, 1 / 3, 1 / 3] });
    strengths.dispose();
  });
});

describe('the search', () => {
  const { train, shape } = generateDigits({ seed: 1, trainCount: 80, testCount: 1 });
  const model = digits(shape, 10);

  function trainee(kind: SearchMethod['kind'], rates = { weights: 0.02, maps: 0.02 }): SearchTrainee {
    const fresh = MetaNetwork.initialise(model, RandomStream.from(1, 'weights'));
    const network = MetaNetwork.fromValues(model, withClips(model, fresh.values(), () => [3, 3]));
    fresh.dispose();
    const settings = { data: train, batchSize: 20, augmentation: { shift: 1 }, epochs: 3 };
    return new SearchTrainee(network, new Strengths(searchSpace(model, [1, 3], 'searched')), RandomStream.from(1, 'search'), bilinearCost(layerShapes(model)), 500, settings, { kind, rates, folds: 2 });
  }

  function epoch(of: SearchTrainee, number: number): EpochRecord {
    const steps = of.epoch(number);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  test('with noise goes on from a saved state to the last bit, and differs from the one without', () => {
    const whole = trainee('sto');
    epoch(whole, 0);
    const saved = { tensors: whole.tensors(), scalars: whole.scalars(), random: whole.random.state };
    const expected = epoch(whole, 1);
    const resumed = trainee('sto');
    resumed.restore(saved.tensors, saved.scalars);
    resumed.random.restore(saved.random);
    expect(epoch(resumed, 1)).toEqual(expected);
    expect(resumed.tensors()).toEqual(whole.tensors());
    const det = trainee('det');
    epoch(det, 0);
    expect(epoch(det, 1)['loss']).not.toBe(expected['loss']);
    for (const each of [whole, resumed, det]) each.dispose();
  });

  test('moves the strengths of weights and of maps at their own rates', () => {
    const still = trainee('det', { weights: 0, maps: 0.05 });
    epoch(still, 0);
    epoch(still, 1);
    for (const [name, variable] of still.strengths.variables()) {
      const moved = [...variable.dataSync()].some((value) => value !== 0);
      expect(moved, name).toBe(name.startsWith('maps.'));
    }
    still.dispose();
  });
});

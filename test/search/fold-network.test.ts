import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkNetwork } from '../../src/network/check-network.js';
import { prepareReference } from '../../src/network/reference.js';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { settledPrecision } from '../../src/search/contest.js';
import { uniformAssignment } from '../../src/search/cost/search-space.js';
import { channelConstants, rawConstants } from '../../src/search/folding/fixed-point.js';
import { foldNetwork } from '../../src/search/folding/fold-network.js';
import { residualChannels, residualMultipliers } from '../../src/search/folding/residual-constants.js';
import { forward } from '../../src/search/graph/forward.js';
import { MetaNetwork } from '../../src/search/graph/meta-network.js';
import { digits } from '../../src/search/models/digits.js';
import { largestAt } from '../../src/search/training/evaluate.js';
import { RandomStream } from '../../src/search/training/random-stream.js';

beforeAll(async () => void (await loadBackend('wasm')));

describe('requantisation constants', () => {
  test('keep 15 significant bits of the factor', () => {
    expect(channelConstants(0.001, 0.5)).toEqual({ multiplier: 16777, add: 8388608, shift: 24 });
    for (const factor of [1e-6, -0.0123, 0.9, 77]) {
      const { multiplier, shift } = channelConstants(factor, 0);
      expect(Math.abs(multiplier / 2 ** shift / factor - 1)).toBeLessThan(2 ** -14);
    }
  });

  test('give way to an offset that would leave 42 bits, and to dead channels', () => {
    expect(channelConstants(0, 3)).toEqual({ multiplier: 0, add: 3 * 2 ** 39, shift: 39 });
    expect(channelConstants(1e-9, -1000)).toEqual({ multiplier: 2, add: -1000 * 2 ** 31, shift: 31 });
    expect(channelConstants(0, 0)).toEqual({ multiplier: 0, add: 0, shift: 47 });
  });

  test('refuse what no constants can express', () => {
    expect(() => channelConstants(Number.NaN, 0)).toThrow(/diverged/);
    expect(() => channelConstants(40000, 0)).toThrow(/diverged/);
    expect(() => rawConstants(0, [1], 10)).toThrow(/diverged/);
  });

  test('of logits are common to all classes but for the bias, and stay within 32 bits', () => {
    const constants = rawConstants(-0.01, [1, -2], 1_000_000);
    expect(constants).toEqual([
      { multiplier: -2048, add: 204800, shift: 0 },
      { multiplier: -2048, add: -409600, shift: 0 },
    ]);
    const [large] = rawConstants(1e-12, [1], 2 ** 33);
    expect((2 ** 33 * large!.multiplier + large!.add) / 2 ** large!.shift).toBeLessThan(2 ** 31);
  });
});

describe('constants of an addition', () => {
  test('share one shift, the largest with which the skip and all sums fit 16 bits', () => {
    expect(residualMultipliers({ sums: [0.005, -0.0001], skip: 1 })).toEqual({ multipliers: [82, -2], skip: 16384, shift: 14 });
    expect(residualMultipliers({ sums: [0.005], skip: 0.2 })).toEqual({ multipliers: [655], skip: 26214, shift: 17 });
    expect(residualMultipliers({ sums: [3, 0], skip: 0.2 })).toEqual({ multipliers: [24576, 0], skip: 1638, shift: 13 });
  });

  test('have offsets on the grid of that shift', () => {
    expect(residualChannels({ multipliers: [82, -2], shift: 14 }, [0.5, -3])).toEqual([{ multiplier: 82, add: 8192, shift: 14 }, { multiplier: -2, add: -49152, shift: 14 }]);
  });

  test('are refused where training has diverged', () => {
    expect(() => residualMultipliers({ sums: [40_000], skip: 1 })).toThrow(/diverged/);
    expect(() => residualMultipliers({ sums: [Number.NaN], skip: 1 })).toThrow(/diverged/);
    expect(() => residualMultipliers({ sums: [1], skip: Number.POSITIVE_INFINITY })).toThrow(/diverged/);
    expect(() => residualChannels({ multipliers: [1], shift: 30 }, [1e6])).toThrow(/diverged/);
  });
});

describe('a folded network', () => {
  const model = digits([8, 8, 1], 4);
  const random = RandomStream.from(1, 'fold');

  /** Random weights, and batch norm statistics and clips as a training could leave them, a negative scale included. */
  function trained(): MetaNetwork {
    const network = MetaNetwork.initialise(model, random);
    for (const { name } of model.layers.slice(0, -1)) {
      const { gamma, beta, mean, variance } = network.batchNorm(name);
      const fill = (variable: tf.Variable, value: () => number) => tf.tidy(() => variable.assign(tf.tensor(Float32Array.from({ length: variable.size }, value), variable.shape)));
      fill(gamma, () => 0.2 + random.next());
      fill(beta, () => random.normal());
      fill(mean, () => random.normal());
      fill(variance, () => 4 + 20 * random.next());
      fill(network.variable(name, 'clips'), () => 2 + random.next());
      tf.tidy(() => gamma.assign(tf.mul(gamma, tf.tensor1d(Float32Array.from({ length: gamma.size }, (_, i) => (i === 0 ? -1 : 1))))));
    }
    return network;
  }

  test.each([[1, 1], [2, 3], [4, 4], [8, 8], [5, 1]])('at w%ia%i predicts what the trained one predicts', (weightBits, activationBits) => {
    const network = trained();
    const assignment = uniformAssignment(model, weightBits, activationBits, 8);
    const folded = foldNetwork(network, assignment, 'test');
    checkNetwork(folded, 'test');
    expect(folded.layers.map((layer) => `${layer.weightBits}x${layer.activationBits}`)).toEqual([`8x8`, `${weightBits}x${activationBits}`, `${weightBits}x${activationBits}`, `8x${activationBits}`]);

    const count = 40;
    const pixels = Uint8Array.from({ length: count * 64 }, () => random.integer(256));
    const images = tf.tensor4d(Float32Array.from(pixels, (pixel) => pixel / 255), [count, 8, 8, 1]);
    const logits = Float32Array.from(tf.tidy(() => forward(network, images, settledPrecision(model, assignment), 'evaluate').dataSync()));
    const run = prepareReference(folded);
    const codes = Array.from({ length: count }, (_, i) => run(pixels.subarray(i * 64, (i + 1) * 64)).at(-1)!.codes);

    const same = codes.filter((row, i) => largestAt(row) === largestAt(logits.subarray(i * 4, i * 4 + 4))).length;
    expect(same).toBeGreaterThanOrEqual(count - 1);
    // Not only the order: up to one common positive scale the logits are equal, but for codes that a tie moved by one.
    const flat = codes.flatMap((row) => [...row]);
    const scale = flat.reduce((sum, value, i) => sum + value * logits[i]!, 0) / logits.reduce((sum, value) => sum + value * value, 0);
    const spread = Math.max(...logits) - Math.min(...logits);
    const far = flat.filter((value, i) => Math.abs(value / scale - logits[i]!) > 0.02 * spread).length;
    expect(far).toBeLessThanOrEqual(0.05 * flat.length);
    network.dispose();
    images.dispose();
  });

  test('stores weights as [out][row][column][in] codes', () => {
    const network = trained();
    const folded = foldNetwork(network, uniformAssignment(model, 2, 2, 8), 'test');
    const layer = folded.layers[1]!;
    const meta = network.variable('conv2', 'weights');
    const values = meta.dataSync();
    const [height, width, inputs, outputs] = meta.shape as [number, number, number, number];
    // The largest weight of all is code 3 of 0..3, the most negative one code 0 or near.
    let largest = 0;
    values.forEach((value, i) => (largest = Math.abs(value) > Math.abs(values[largest]!) ? i : largest));
    const [o, i, x, y] = [largest % outputs, Math.floor(largest / outputs) % inputs, Math.floor(largest / outputs / inputs) % width, Math.floor(largest / outputs / inputs / width)];
    expect(layer.weights[((o * height + y) * width + x) * inputs + i]).toBe(values[largest]! > 0 ? 3 : 0);
    network.dispose();
  });
});

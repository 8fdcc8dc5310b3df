import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { Supernet } from '../../src/search/baselines/supernet.js';
import { searchSpace } from '../../src/search/cost/search-space.js';
import { MetaNetwork } from '../../src/search/graph/meta-network.js';
import { findModel } from '../../src/search/models/find-model.js';
import { crossEntropy } from '../../src/search/training/cross-entropy.js';
import { RandomStream } from '../../src/search/training/random-stream.js';

beforeAll(async () => void (await loadBackend('wasm')));

test('a supernet has weights per pair of candidates, all of which learn, and leaves nothing behind', () => {
  const before = tf.memory().numTensors;
  const model = findModel('resnet8', [8, 8, 3], 4, 2);
  const network = MetaNetwork.initialise(model, RandomStream.from(1, 'net'));
  const supernet = new Supernet(network, searchSpace(model, [1, 2, 4], 8), RandomStream.from(1, 'branches'));
  const variables = supernet.variables();
  const branches = (layer: string) => variables.filter(([name]) => name.startsWith(`${layer}.branch`)).length;
  // The first layer reads 8-bit pixels with 8-bit weights; the last has 8-bit weights and reads a searched map.
  expect(['conv1', 'stage1.block1.conv1', 'dense'].map(branches)).toEqual([1, 9, 3]);

  const images = tf.tensor4d(Float32Array.from({ length: 4 * 8 * 8 * 3 }, (_, i) => Math.abs(Math.sin(i))), [4, 8, 8, 3]);
  const { value, grads } = tf.variableGrads(() => crossEntropy(supernet.forward(images), Uint8Array.of(0, 1, 2, 3)), variables.map(([, variable]) => variable));
  expect(value.dataSync()[0]).toBeGreaterThan(0);
  for (const [name, variable] of variables.filter(([own]) => /^(conv1|stage1.block1.conv1)\.branch|scale/.test(own))) {
    expect(grads[variable.name]!.dataSync().some((gradient) => gradient !== 0), name).toBe(true);
  }
  tf.dispose([value, images]);
  tf.dispose(grads);
  supernet.dispose();
  network.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultParameters as accelerator } from '../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../src/network/lowering/lower-network.js';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { searchSpace } from '../../src/search/cost/search-space.js';
import { MetaNetwork, withClips } from '../../src/search/graph/meta-network.js';
import { layerShapes } from '../../src/search/models/model.js';
import { lineProgress } from '../../src/search/run/progress.js';
import { runSearch } from '../../src/search/run-search.js';
import { defaultParameters } from '../../src/search/search-parameters.js';
import { strengthStep } from '../../src/search/strengths/strength-step.js';
import { Strengths } from '../../src/search/strengths/strengths.js';
import { Adam } from '../../src/search/training/adam.js';
import type { Batch } from '../../src/search/training/batches.js';
import { Nesterov } from '../../src/search/training/nesterov.js';
import { RandomStream } from '../../src/search/training/random-stream.js';
import { trainedVariables, weightStep } from '../../src/search/training/weight-step.js';
import { buildCostTable } from '../../src/sim/cycles/build-cost-table.js';
import { networkCycles } from '../../src/sim/cycles/network-cycles.js';
import { bilinearCost } from './bilinear-cost.js';
import { smallGraphs } from './small-graphs.js';

describe('steps of weights and strengths on a graph', () => {
  beforeAll(async () => void (await loadBackend('wasm')));

  test.each(smallGraphs.map((model) => [model.name, model] as const))('%s: lower the loss, keep no tensor, and leave maps that meet alike', (_name, model) => {
    const space = searchSpace(model, [1, 2, 4], 'searched');
    const fresh = MetaNetwork.initialise(model, RandomStream.from(1, 'steps'));
    const network = MetaNetwork.fromValues(model, withClips(model, fresh.values(), (map) => space.maps.get(map)!.map(() => 3)));
    fresh.dispose();
    const strengths = new Strengths(space);
    const random = RandomStream.from(2, 'images');
    const labels = Uint8Array.from({ length: 16 }, (_, image) => image % 4);
    const batch: Batch = { images: tf.tensor4d(Float32Array.from({ length: 16 * 64 }, (_, i) => (Math.floor(i / 16) % 4 === labels[Math.floor(i / 64)] ? 0.5 : 0) + random.next() / 2), [16, 8, 8, 1]), labels };
    const nesterov = new Nesterov(trainedVariables(network, strengths.precision(1, 'constant')));
    const adam = new Adam(strengths.variables());
    const objective = { table: bilinearCost(layerShapes(model)), target: 100, lambda: 1, temperature: 1 };
    const step = (): number => {
      strengthStep(network, strengths, adam, batch, objective, 0.02);
      return weightStep(network, nesterov, batch, strengths.precision(1, 'constant'), 0.05);
    };
    const first = step();
    const { numTensors } = tf.memory();
    let last = first;
    for (let i = 0; i < 12; i++) last = step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(last).toBeLessThan(0.9 * first);
    for (const [map, chooser] of space.groups) expect(strengths.values('maps', map)).toEqual(strengths.values('maps', chooser));
    const moved = strengths.variables().filter(([, vector]) => new Set(vector.dataSync()).size > 1).map(([name]) => name);
    expect(moved).toEqual(strengths.variables().map(([name]) => name));
    for (const part of [nesterov, adam, network, strengths, batch.images]) part.dispose();
  });
});

describe('a search of a residual network', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'bitloom-graph-'))));
  afterAll(async () => void (await rm(folder, { recursive: true })));

  test('gives a network of the table\'s slots and cycles, in which maps that meet have the same bits', async () => {
    const result = await runSearch({
      parameters: {
        ...defaultParameters, backend: 'wasm', model: 'resnet8', width: 4, candidates: [1, 2, 3], target: '1x-w2a2', edges: 6,
        floatEpochs: 1, epochs: 2, retrainEpochs: 1, baselines: 1, batchSize: 20, trainCount: 120, testCount: 40,
      },
      runDirectory: join(folder, 'resnet8'), resume: false, progress: lineProgress(() => {}), processes: 1,
      costTable: (shapes, _model, mapBits) => buildCostTable(shapes, accelerator, 20, mapBits),
    });
    const { network, layers } = result;
    expect(network.mapBits).toBe(3);
    const program = lowerNetwork(network, accelerator);
    expect(networkCycles(program, 20).map(({ total }) => total)).toEqual(layers.map(({ cycles }) => cycles));
    expect(result.cycles).toBeLessThanOrEqual(result.targetCycles);
    expect([layers[0]!.weightBits, layers.at(-1)!.weightBits]).toEqual([6, 6]);
    for (const { skip, output } of network.layers) if (skip) expect(output).toMatchObject({ bits: skip.bits });
    expect(network.layers.filter(({ skip }) => skip)).toHaveLength(3);
    expect(result.accuracy.agreement).toBeGreaterThanOrEqual(0.95);
  }, 120_000);
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { checkNetwork } from '../../src/network/check-network.js';
import type { Network } from '../../src/network/network.js';
import { prepareReference } from '../../src/network/reference.js';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { settledPrecision } from '../../src/search/contest.js';
import { type Assignment, layerCycles } from '../../src/search/cost/assignment.js';
import { networkMapBits } from '../../src/search/cost/map-bits.js';
import { choose, searchSpace, uniformAssignment } from '../../src/search/cost/search-space.js';
import { parseTarget } from '../../src/search/cost/target.js';
import { foldNetwork } from '../../src/search/folding/fold-network.js';
import { codeScale } from '../../src/search/graph/code-scale.js';
import { forward, layerOutput } from '../../src/search/graph/forward.js';
import { MetaNetwork } from '../../src/search/graph/meta-network.js';
import { isCentred, layerShapes, type Model } from '../../src/search/models/model.js';
import { Nesterov } from '../../src/search/training/nesterov.js';
import { largestAt } from '../../src/search/training/evaluate.js';
import { RandomStream } from '../../src/search/training/random-stream.js';
import { trainedVariables, weightStep } from '../../src/search/training/weight-step.js';
import { buildCostTable } from '../../src/sim/cycles/build-cost-table.js';
import { verifyNetwork } from '../../src/sim/device/verify-network.js';
import { smallGraphs } from './small-graphs.js';

const [size, count, steps] = [8 * 8, 24, 15];
const random = RandomStream.from(3, 'graphs');
/** A bright quarter tells the class. */
const labels = Uint8Array.from({ length: count }, (_, image) => image % 4);
const pixels = Uint8Array.from({ length: count * size }, (_, i) => {
  const [y, x] = [Math.floor((i % size) / 8), i % 8];
  return random.integer(140) + (2 * Number(y >= 4) + Number(x >= 4) === labels[Math.floor(i / size)] ? 115 : 0);
});
let images: tf.Tensor4D;
beforeAll(async () => {
  await loadBackend('wasm');
  images = tf.tensor4d(Float32Array.from(pixels, (pixel) => pixel / 255), [count, 8, 8, 1]);
});

/** A network after a few steps at these bits: clips, scales and statistics that no two maps have in common. */
function trainedBriefly(model: Model, assignment: Assignment): MetaNetwork {
  const network = MetaNetwork.initialise(model, RandomStream.from(7, model.name));
  const precision = settledPrecision(model, assignment);
  const optimizer = new Nesterov(trainedVariables(network, precision));
  const losses = Array.from({ length: steps }, () => weightStep(network, optimizer, { images, labels }, precision, 0.05));
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
  optimizer.dispose();
  return network;
}

/** Of every operand one of the candidates, so that neighbours differ. */
function mixedAssignment(model: Model, candidates: readonly number[]): Assignment {
  const draw = RandomStream.from(11, model.name);
  return choose(searchSpace(model, candidates, 'searched'), (_kind, _name, bits) => draw.integer(bits.length));
}

const assignments = [
  { name: 'w8a8', of: (model: Model) => uniformAssignment(model, 8, 8, 8) },
  { name: 'mixed', of: (model: Model) => mixedAssignment(model, [1, 2, 3, 4, 5]) },
] as const;
const cases = smallGraphs.flatMap((model) => assignments.map(({ name, of }) => ({ model, bits: name, assignment: of(model), graph: model.name })));

describe('a folded graph', () => {
  /**
   * Each layer for itself, from the same codes. The accelerator's factors have 15 significant bits, offsets at least as fine a grid: its result is
   * off by at most 2^-14 of the largest code, by float32 besides by about 2^-20 of the terms. So a code is the trained network's, or, where the
   * exact value lies that near to a half, its neighbour: a share of about 2 * 2^-14 * 2^bits of all values, and never by two.
   */
  test.each(cases)('$graph at $bits: every layer rounds as the trained one but for ties, and the predictions are the same', ({ model, assignment }) => {
    const network = trainedBriefly(model, assignment);
    const folded = foldNetwork(network, assignment, 'test');
    checkNetwork(folded, 'test');
    const run = prepareReference(folded);
    const outputs = Array.from({ length: count }, (_, i) => run(pixels.subarray(i * size, (i + 1) * size)));
    const precision = settledPrecision(model, assignment);
    for (const [index, layer] of model.layers.slice(0, -1).entries()) {
      const bits = assignment.maps.get(layer.name)!;
      const codes = outputs.flatMap((maps) => [...maps[index]!.codes]);
      const trained = tf.tidy(() => {
        const maps = new Map([['input', images], ...model.layers.slice(0, index).map(({ name }, at) => [name, mapOf(network, model, assignment, at, outputs.map((all) => all[at]!))] as const)]);
        return [...layerOutput(network, index, maps, precision, 'evaluate').dataSync()];
      });
      const scale = codeScale(network, layer.name, bits);
      const centre = isCentred(layer) ? (2 ** bits - 1) / 2 : 0;
      const apart = codes.map((code, i) => Math.abs(code - Math.round(trained[i]! / scale + centre)));
      expect(Math.max(...apart), layer.name).toBeLessThanOrEqual(1);
      expect(apart.filter((steps) => steps > 0).length, layer.name).toBeLessThanOrEqual(1 + 4 * 2 ** (bits - 14) * codes.length);
      expect(new Set(codes).size, `${layer.name} is not one code throughout`).toBeGreaterThan(1);
    }
    const logits = tf.tidy(() => forward(network, images, precision, 'evaluate').dataSync());
    const same = Array.from({ length: count }, (_, i) =>
      largestAt(outputs[i]!.at(-1)!.codes) === largestAt(logits.subarray(i * 4, i * 4 + 4))).filter(Boolean).length;
    expect(same).toBeGreaterThanOrEqual(count - 1);
    network.dispose();
  });

  test.each(smallGraphs.map((model) => ({ model, graph: model.name })))('$graph on the accelerator: reference = engine, cycles of the table', async ({ model }) => {
    const assignment = mixedAssignment(model, [1, 2, 3, 4]);
    const network = trainedBriefly(model, assignment);
    const mapBits = networkMapBits(model, searchSpace(model, [1, 2, 3, 4], 'searched'), parseTarget('1'));
    const folded: Network = foldNetwork(network, assignment, 'test', undefined, mapBits);
    expect(folded.mapBits).toBe(mapBits);
    const parameters = { ...defaultParameters, dm: 4, dk: 32, dn: 4 };
    const inputs = [0, 1].map((image) => pixels.subarray(image * size, (image + 1) * size));
    const verified = await verifyNetwork(folded, inputs, { parameters, memory: { latency: 20, seed: 0 }, engines: ['sim'] });
    expect(verified.mismatches.sim).toBe(0);
    const table = buildCostTable(layerShapes(model), parameters, 20, mapBits);
    expect(layerCycles(model, assignment, table)).toEqual(verified.layers.map(({ cycles }) => cycles.sim));
    network.dispose();
  }, 60_000);
});

/** A map in the trained network's numbers, from the integer network's codes. */
function mapOf(network: MetaNetwork, model: Model, assignment: Assignment, index: number, outputs: readonly { readonly codes: Int32Array }[]): tf.Tensor4D {
  const layer = model.layers[index]!;
  const bits = assignment.maps.get(layer.name)!;
  const scale = codeScale(network, layer.name, bits);
  const centre = isCentred(layer) ? (2 ** bits - 1) / 2 : 0;
  return tf.tensor4d(Float32Array.from(outputs.flatMap(({ codes }) => [...codes]), (code) => (code - centre) * scale), [count, ...network.shapes[index]!.outputShape]);
}

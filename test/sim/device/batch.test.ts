import { expect, it } from 'vitest';
import { networkOfShapes } from '../../../bench/accelerator/random-weights.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { batchNetwork, joinImages, splitOutputs } from '../../../src/network/batch.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { runReference } from '../../../src/network/reference.js';
import { dense } from '../../../src/network/shapes/layer-shapes.js';
import { networkCycles } from '../../../src/sim/cycles/network-cycles.js';
import { openSystem } from '../../../src/sim/device/open-system.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { randomInput } from '../../network/random-network.js';

const parameters = { ...defaultParameters, dm: 4, dk: 32, dn: 4, activationDepth: 1024, weightDepth: 1024 };
const network = networkOfShapes('batch', [dense('first', [2, 3, 12], 70), dense('second', [1, 1, 70], 33), dense('third', [1, 1, 33], 10)], { weight: 5, activation: 6, image: 8 });
const images = Array.from({ length: 10 }, (_, image) => randomInput(image + 1, network.input));

it.each([1, 3, 8])('%d images at a time: the reference\'s outputs, the model\'s cycles, and the weights read once', async (count) => {
  const program = lowerNetwork(batchNetwork(network, count), parameters);
  const simulator = await openSystem('sim', parameters, program.memoryBytes);
  const runner = await NetworkRunner.open(simulator, program, { latency: 20, seed: 0 });
  const runs = [];
  for (const input of joinImages(images, count)) runs.push(await runner.run(input));
  await simulator.close();
  const outputs = splitOutputs(runs.map((run) => run.outputs.get('third')!), count, images.length);
  expect(outputs.map((codes) => [...codes])).toEqual(images.map((image) => [...runReference(network, image).at(-1)!.codes]));
  for (const { cycles } of runs) expect(cycles).toEqual(networkCycles(program, 20).map(({ total }) => total));
  // Weights: 5 planes of one row per 32 inputs (an image alone has rows of its own), 3 descriptors, constants; what more images add is their input.
  const beatsOfOne = 5 * (18 * (count === 1 ? 4 : 3) + 9 * 3 + 3 * 2) * 2 + (18 + 9 + 3) * 4 + 3 * 16;
  expect(runs[0]!.counters.readBeats).toBe(beatsOfOne + (program.packInput(joinImages(images, count)[0]!).length / 8));
});

import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { buildCostTable } from '../../../src/sim/cycles/build-cost-table.js';
import { verifyNetwork, type VerifyOptions } from '../../../src/sim/device/verify-network.js';
import { randomInput, randomNetwork } from '../../network/random-network.js';
import { withSparePlanes } from '../../network/spare-planes.js';

const parameters = { ...defaultParameters, dm: 4, dk: 32, dn: 4, activationDepth: 1024, weightDepth: 1024 };
const drawn = randomNetwork(5, { shape: [6, 9, 3], bits: 8, signed: false }, [
  { outputChannels: 12, weightBits: 7, weightCode: 'dorefa', outputBits: 3 },
  { outputChannels: 12, weightBits: 6, weightCode: 'signed', outputBits: 4, outputSigned: true, residual: true },
  { outputChannels: 9, weightBits: 8, weightCode: 'unsigned', outputBits: 4 },
  { kind: 'dense', outputChannels: 7, weightBits: 8, weightCode: 'signed' },
]);
const network = { ...drawn, layers: drawn.layers.map((layer, index) => withSparePlanes(layer, [4, 2, 3, 8][index]!, 0, index + 1)) };
const verify = (options: Partial<VerifyOptions>) =>
  verifyNetwork(network, [randomInput(1, network.input)], { parameters, memory: { latency: 20, seed: 0 }, engines: ['sim'], ...options });

describe('weight planes that hold nothing', () => {
  it('do not run: the reference\'s values, the model\'s cycles of the planes that do; all run where a cost table is to be met', async () => {
    const [needed, given] = [await verify({}), await verify({ planes: 'given' })];
    expect([needed.mismatches.sim, given.mismatches.sim]).toEqual([0, 0]);
    expect(needed.layers.map(({ weightPlanes }) => weightPlanes)).toEqual([4, 2, 3, 8]);
    expect(given.layers.map(({ weightPlanes }) => weightPlanes)).toEqual([7, 6, 8, 8]);
    const table = buildCostTable(network.layers, parameters, 20);
    const entries = network.layers.map(({ weightBits, activationBits }, index) => table.layers[index]!.cycles[weightBits - 1]![activationBits - 1]!);
    expect(given.layers.map(({ cycles }) => cycles.sim)).toEqual(entries);
    for (const [index, { cycles, weightPlanes }] of needed.layers.entries()) {
      expect(cycles.sim).toBe(table.layers[index]!.cycles[weightPlanes - 1]![network.layers[index]!.activationBits - 1]);
      expect(cycles.sim!).toBeLessThanOrEqual(entries[index]!);
    }
  });
});

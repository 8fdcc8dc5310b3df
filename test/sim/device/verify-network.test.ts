import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { verifyNetwork } from '../../../src/sim/device/verify-network.js';
import { randomInput, randomNetwork } from '../../network/random-network.js';
import { itWithVerilator } from '../../with-verilator.js';

const parameters = { ...defaultParameters, dm: 4, dk: 32, dn: 4, activationDepth: 1024, weightDepth: 1024 };
const network = randomNetwork(3, { shape: [7, 10, 3], bits: 8, signed: false }, [
  { outputChannels: 12, weightBits: 3, weightCode: 'dorefa', outputBits: 2 },
  { outputChannels: 36, weightBits: 1, weightCode: 'dorefa', outputBits: 4, stride: [2, 2] },
  { kind: 'dense', outputChannels: 10, weightBits: 4, weightCode: 'signed' },
]);
const images = [1, 2].map((seed) => randomInput(seed, network.input));

describe('verifyNetwork', () => {
  itWithVerilator('finds the engine and Verilator equal to the reference in every value, to the model in every cycle, and to each other in every signal', async () => {
    const result = await verifyNetwork(network, images, { parameters, memory: { latency: 20, seed: 0 }, engines: ['sim', 'verilator'] });
    expect(result.mismatches).toEqual({ sim: 0, verilator: 0 });
    for (const { cycles } of result.layers) expect([cycles.sim, cycles.verilator]).toEqual([cycles.model, cycles.model]);
    expect(result.engines.verilator!.cycles).toBe(result.engines.sim!.cycles);
    expect(result.engines.verilator!.hash).toBe(result.engines.sim!.hash);
  });

  itWithVerilator('finds them equal with a memory that pauses at random', async () => {
    const result = await verifyNetwork(network, images, { parameters, memory: { latency: 9, seed: 77 }, engines: ['sim', 'verilator'] });
    expect(result.mismatches).toEqual({ sim: 0, verilator: 0 });
    expect(result.engines.verilator!.hash).toBe(result.engines.sim!.hash);
  });

  it('counts useful operations against the array: utilisation lies between 0 and 1', async () => {
    const result = await verifyNetwork(network, images.slice(0, 1), { parameters, memory: { latency: 5, seed: 0 }, engines: ['sim'] });
    expect(result.layers.every(({ utilisation }) => utilisation > 0 && utilisation < 1)).toBe(true);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasThresholds } from '../../../src/network/network.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { runReference } from '../../../src/network/reference.js';
import { networkCycles } from '../../../src/sim/cycles/network-cycles.js';
import { Device } from '../../../src/sim/device/device.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { system } from '../../../src/sim/device/system.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { verifyNetwork } from '../../../src/sim/device/verify-network.js';
import { randomInput, randomNetwork } from '../../network/random-network.js';
import { widestThresholds, withRandomThresholds } from '../../network/random-thresholds.js';
import { itWithVerilator } from '../../with-verilator.js';
import { acceleratorCaseArbitrary } from './accelerator-cases.js';

const small = { ...defaultParameters, dm: 4, dk: 32, dn: 4, activationDepth: 1024, weightDepth: 1024, thresholdBits: 5 };
/** Codes of 5, 1 and 3 bits, the second signed, and raw results; 9 and 10 channels leave some of a tile over. */
const mixed = withRandomThresholds(randomNetwork(5, { shape: [6, 9, 3], bits: 8, signed: false }, [
  { outputChannels: 9, weightBits: 3, weightCode: 'dorefa', outputBits: 5 },
  { outputChannels: 10, weightBits: 1, weightCode: 'dorefa', outputBits: 1, outputSigned: true },
  { kind: 'averagepool', outputChannels: 1, weightBits: 1, weightCode: 'unsigned', kernel: [2, 2], outputBits: 3 },
  { kind: 'dense', outputChannels: 10, weightBits: 4, weightCode: 'dorefa' },
]), 3);

const runs = Number(process.env['BITLOOM_CASES'] ?? 30);

describe('an accelerator with thresholds, on the engine', () => {
  it('computes what the reference computes, in the cycles that the model says', async () => {
    await fc.assert(
      fc.asyncProperty(acceleratorCaseArbitrary, fc.nat(3), async ({ parameters, network: plain, latency, storeAll, seed }, spare) => {
        const network = withRandomThresholds(plain, seed);
        const accelerator = { ...parameters, requantiseBits: 0, thresholdBits: Math.min(8, Math.max(1, widestThresholds(network) + spare)) };
        const program = lowerNetwork(network, accelerator, { storeAll });
        const memoryBeats = 2 ** Math.ceil(Math.log2(program.memoryBytes / (parameters.portBits / 8)));
        const simulator = createEngine(system({ accelerator, memoryBeats }).ir, { hash: false });
        const input = randomInput(seed, network.input);
        const run = await (await NetworkRunner.open(simulator, program, { latency, seed: 0 })).run(input);
        await simulator.close();
        const expected = runReference(network, input).filter(({ name }) => run.outputs.has(name));
        expect([...run.outputs].map(([name, codes]) => ({ name, codes: [...codes] }))).toEqual(expected.map(({ name, codes }) => ({ name, codes: [...codes] })));
        expect(run.cycles).toEqual(networkCycles(program, latency).map(({ total }) => total));
      }),
      { numRuns: runs, seed: Number(process.env['BITLOOM_SEED'] ?? 2026) },
    );
  });

  it('may have narrow accumulators', async () => {
    const network = withRandomThresholds(randomNetwork(5, { shape: [3, 5, 4], bits: 2, signed: false }, [
      { outputChannels: 5, weightBits: 1, weightCode: 'dorefa', outputBits: 2 }, { outputChannels: 3, weightBits: 1, weightCode: 'signed', outputBits: 3, outputSigned: true },
    ]), 3);
    expect(network.layers.map(({ thresholdBits }) => thresholdBits)).toEqual([2, 3]);
    const parameters = { ...small, accumulatorBits: 16, thresholdBits: 3 };
    expect((await verifyNetwork(network, [randomInput(1, network.input)], { parameters, memory: { latency: 9, seed: 0 }, engines: ['sim'] })).mismatches).toEqual({ sim: 0 });
  });

  it('gives a row once, also where the next layer begins before it would have come out of the multipliers', async () => {
    const layers = randomNetwork(5, { shape: [1, 1, 33], bits: 2, signed: false }, [
      { outputChannels: 8, weightBits: 6, weightCode: 'signed', outputBits: 1 }, { outputChannels: 8, weightBits: 3, weightCode: 'dorefa', outputBits: 1 },
      { kind: 'dense', outputChannels: 3, weightBits: 4, weightCode: 'dorefa' },
    ]);
    const network = Array.from({ length: 20 }, (_, seed) => withRandomThresholds(layers, seed)).find((drawn) => drawn.layers.map(({ thresholdBits }) => thresholdBits ?? 0).join() === '1,0,0')!;
    const parameters = { ...small, dm: 2, dn: 1, portBits: 32, thresholdBits: 1 };
    const inputs = Array.from({ length: 4 }, (_, seed) => randomInput(seed, network.input));
    expect((await verifyNetwork({ ...network, mapBits: 1 }, inputs, { parameters, memory: { latency: 2, seed: 0 }, engines: ['sim'] })).mismatches).toEqual({ sim: 0 });
  });

  it('knows whether a channel rises or falls to the end of its search, however soon the memory brings the channels that take its place', async () => {
    const layers = randomNetwork(7, { shape: [1, 1, 100], bits: 3, signed: false }, [
      { outputChannels: 20, padding: { top: 0, bottom: 0, left: 0, right: 3 }, weightBits: 4, weightCode: 'signed', outputBits: 5 },
    ]);
    const network = Array.from({ length: 40 }, (_, seed) => withRandomThresholds(layers, seed)).find(({ layers: [layer] }) => hasThresholds(layer!.requantise) && layer!.requantise.falling?.includes(true))!;
    const parameters = { ...small, dm: 2, dn: 1, portBits: 32, thresholdBits: 8 };
    const inputs = Array.from({ length: 4 }, (_, seed) => randomInput(seed, network.input));
    expect((await verifyNetwork(network, inputs, { parameters, memory: { latency: 2, seed: 0 }, engines: ['sim'] })).mismatches).toEqual({ sim: 0 });
  });

  itWithVerilator('is the same on Verilator, in every signal', async () => {
    expect(mixed.layers.map(({ thresholdBits }) => thresholdBits)).toEqual([5, 1, 3, undefined]);
    const result = await verifyNetwork(mixed, [randomInput(1, mixed.input)], { parameters: small, memory: { latency: 20, seed: 0 }, engines: ['sim', 'verilator'] });
    expect(result.mismatches).toEqual({ sim: 0, verilator: 0 });
    expect(result.engines.verilator!.hash).toBe(result.engines.sim!.hash);
  });

  it('says in MEMORY how many bits they have', async () => {
    for (const [accelerator, bits] of [[small, 5], [{ ...small, thresholdBits: 0 }, 0]] as const) {
      const simulator = createEngine(system({ accelerator, memoryBeats: 16 }).ir, { hash: false });
      const memory = await (await Device.open(simulator, accelerator, { latency: 20, seed: 0 })).readRegister('MEMORY');
      expect([memory & 0xfff, (memory >> 12) & 15]).toEqual([64, bits]);
      await simulator.close();
    }
  });

  it('has descriptors that one without refuses', async () => {
    const program = lowerNetwork(mixed, small);
    const { thresholdBits: _, ...without } = small;
    const simulator = createEngine(system({ accelerator: without, memoryBeats: 2 ** Math.ceil(Math.log2(program.memoryBytes / 8)) }).ir, { hash: false });
    const runner = await NetworkRunner.open(simulator, program, { latency: 20, seed: 0 });
    await expect(runner.run(randomInput(1, mixed.input))).rejects.toThrowErrorMatchingInlineSnapshot(`[SimulationError: the accelerator stopped in descriptor 0 of 4 (counted from 0) with error 1: the descriptor has no magic number, a reserved bit set, a size of 0, or raw output that is not stored]`);
    await simulator.close();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors/input-error.js';
import { lowerNetwork, type Program } from '../../../src/network/lowering/lower-network.js';
import { runReference } from '../../../src/network/reference.js';
import { descriptorCycles } from '../../../src/sim/cycles/network-cycles.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { system } from '../../../src/sim/device/system.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { randomInput, randomNetwork } from '../../network/random-network.js';
import { acceleratorCaseArbitrary, type AcceleratorCase } from './accelerator-cases.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { verifyNetwork } from '../../../src/sim/device/verify-network.js';
import { itWithVerilator } from '../../with-verilator.js';

/** The case on an activation memory as small as it can be, times a power of two; undefined where that is not too small for anything. */
function inBands({ parameters, ...experiment }: AcceleratorCase, larger: number): AcceleratorCase & { readonly program: Program } | undefined {
  for (let depth = 16; depth <= 65_536; depth *= 2) {
    const small = { ...parameters, activationDepth: depth };
    try {
      lowerNetwork(experiment.network, small);
    } catch (error) {
      if (error instanceof InputError) continue;
      throw error;
    }
    const chosen = { ...experiment, parameters: { ...small, activationDepth: depth * larger } };
    const program = lowerNetwork(chosen.network, chosen.parameters, { storeAll: chosen.storeAll });
    return program.descriptors.length > program.layers.length ? { ...chosen, program } : undefined;
  }
  throw new Error('no activation memory is large enough');
}

const runs = Number(process.env['BITLOOM_CASES'] ?? 16);

describe('maps that do not fit', () => {
  it.each([false, true])('in bands, the network computes what the reference computes, in the cycles of the model, descriptor by descriptor; with pauses: %s', async (pauses) => {
    const seen = { bands: 0, loads: 0, pieces: 0, added: 0, stored: 0, kept: 0, overlaps: 0 };
    await fc.assert(fc.asyncProperty(acceleratorCaseArbitrary, fc.constantFrom(1, 1, 2), async (experiment, larger) => {
      const small = inBands(experiment, larger);
      if (small === undefined) return;
      const { parameters, network, program, latency, seed } = small;
      const memoryBeats = 2 ** Math.ceil(Math.log2(program.memoryBytes / (parameters.portBits / 8)));
      const engine = createEngine(system({ accelerator: parameters, memoryBeats }).ir, { hash: false });
      const runner = await NetworkRunner.open(engine, program, { latency, seed: pauses ? seed : 0 });
      const input = randomInput(seed, network.input);
      const run = await runner.run(input);
      await engine.close();
      const expected = runReference(network, input).filter(({ name }) => run.outputs.has(name));
      expect([...run.outputs].map(([name, codes]) => ({ name, codes: [...codes] }))).toEqual(expected.map(({ name, codes }) => ({ name, codes: [...codes] })));
      if (!pauses) expect(run.descriptorCycles).toEqual(descriptorCycles(program, latency).map(({ total }) => total));
      count(seen, program);
    }), { numRuns: pauses ? Math.ceil(runs / 3) : runs, seed: Number(process.env['BITLOOM_SEED'] ?? 35) });
    // Whatever a band can be has been there.
    if (!pauses) expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([]);
  });

  itWithVerilator('run in Verilator as on the engine, signal by signal: with a residual, a stride, raw output in bands', async () => {
    const parameters = { ...defaultParameters, dm: 4, dk: 32, dn: 4, activationDepth: 128, weightDepth: 1024 };
    for (const seed of [3, 4]) {
      const network = randomNetwork(seed, { shape: [17, 10, 3], bits: 8, signed: false }, [
        { outputChannels: 12, weightBits: 3, weightCode: 'dorefa', outputBits: 3 },
        { outputChannels: 12, weightBits: 2, weightCode: 'signed', outputBits: 4, outputSigned: true, residual: true },
        { outputChannels: 36, weightBits: 1, weightCode: 'dorefa', outputBits: 4, stride: [2, 2] },
        { outputChannels: 5, weightBits: 2, weightCode: 'unsigned' },
      ]);
      const { descriptors, layers } = lowerNetwork(network, parameters);
      expect(descriptors.length).toBeGreaterThan(layers.length + 3);
      const result = await verifyNetwork(network, [randomInput(seed, network.input)], { parameters, memory: { latency: 20, seed: 0 }, engines: ['sim', 'verilator'] });
      expect(result.mismatches).toEqual({ sim: 0, verilator: 0 });
      expect(result.engines.verilator!.hash).toBe(result.engines.sim!.hash);
    }
  });
});

function count(seen: Record<'bands' | 'loads' | 'pieces' | 'added' | 'stored' | 'kept' | 'overlaps', number>, { descriptors, layers }: Program): void {
  for (const { step, layer } of descriptors) {
    if (step.kind === 'rows') {
      seen.loads++;
      if (step.load.job.pieces > 1) seen.pieces++;
      if (step.load.job.map === layers[layer]!.layer.skip?.input) seen.added++;
    } else if (step.firstRow > 0) {
      seen.bands++;
      if (step.store) seen.stored++;
      if (step.target) seen.kept++;
      if (step.load && step.load.job.map === 'input') seen.overlaps++;
    }
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultParameters, type AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { runReference } from '../../../src/network/reference.js';
import { networkCycles } from '../../../src/sim/cycles/network-cycles.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { system } from '../../../src/sim/device/system.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { randomInput } from '../../network/random-network.js';
import { acceleratorCaseArbitrary, type AcceleratorCase } from './accelerator-cases.js';

/** Runs a case on the engine; every stored output, and the cycles of every layer. */
async function simulate({ parameters, network, latency, storeAll, seed }: AcceleratorCase, pauses: boolean) {
  const program = lowerNetwork(network, parameters, { storeAll });
  const simulator = createEngine(system({ accelerator: parameters, memoryBeats: memoryBeats(parameters, program.memoryBytes) }).ir, { hash: false });
  const runner = await NetworkRunner.open(simulator, program, { latency, seed: pauses ? seed : 0 });
  const input = randomInput(seed, network.input);
  const run = await runner.run(input);
  await simulator.close();
  const expected = runReference(network, input);
  return {
    run,
    model: networkCycles(program, latency),
    outputs: [...run.outputs].map(([name, codes]) => ({ name, codes: [...codes] })),
    expected: expected.filter(({ name }) => run.outputs.has(name)).map(({ name, codes }) => ({ name, codes: [...codes] })),
  };
}

const memoryBeats = (parameters: AcceleratorParameters, bytes: number): number =>
  2 ** Math.ceil(Math.log2(bytes / (parameters.portBits / 8)));

const runs = Number(process.env['BITLOOM_CASES'] ?? 60);

describe('the accelerator, on the engine', () => {
  it('computes what the reference computes, in the cycles that the model says: any shape, bits, sign, array, port and latency', async () => {
    await fc.assert(
      fc.asyncProperty(acceleratorCaseArbitrary, async (experiment) => {
        const { run, model, outputs, expected } = await simulate(experiment, false);
        expect(outputs).toEqual(expected);
        expect(run.cycles).toEqual(model.map(({ total }) => total));
        expect(run.counters.arraySteps).toBe(model.reduce((sum, { steps }) => sum + steps, 0));
        expect(run.counters.cycles).toBe(run.cycles.reduce((sum, cycles) => sum + cycles, 1));
      }),
      { numRuns: runs, seed: Number(process.env['BITLOOM_SEED'] ?? 2026) },
    );
  });

  it('loses nothing when every channel of the memory pauses at random', async () => {
    await fc.assert(
      fc.asyncProperty(acceleratorCaseArbitrary, async (experiment) => {
        const { outputs, expected, run, model } = await simulate(experiment, true);
        expect(outputs).toEqual(expected);
        expect(run.counters.cycles).toBeGreaterThan(model.reduce((sum, { total }) => sum + total, 0));
      }),
      { numRuns: Math.ceil(runs / 3), seed: 7 },
    );
  });

  it('runs the default configuration', async () => {
    const { outputs, expected } = await simulate({
      ...fc.sample(acceleratorCaseArbitrary, { numRuns: 1, seed: 11 })[0]!, parameters: defaultParameters, latency: 20,
    }, false);
    expect(outputs).toEqual(expected);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { descriptorCycles, descriptorFigures, networkCycles } from '../../../src/sim/cycles/network-cycles.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { system } from '../../../src/sim/device/system.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { randomInput } from '../../network/random-network.js';
import { acceleratorCaseArbitrary, type AcceleratorCase } from '../device/accelerator-cases.js';
import { observeStages } from './observe-stages.js';

const beatsOf = (bytes: number, portBits: number): number => 2 ** Math.ceil(Math.log2(bytes / (portBits / 8)));

/** Cases whose arrays are small, so that every signal of every cycle can be looked at; wider ports and longer latencies than elsewhere. */
const smallCase: fc.Arbitrary<AcceleratorCase> = fc
  .tuple(acceleratorCaseArbitrary, fc.constantFrom(2, 4, 16), fc.constantFrom(1, 2, 4), fc.constantFrom(32, 64, 128, 256, 512), fc.constantFrom(2, 3, 20, 77, 300))
  .map(([experiment, dm, dn, portBits, latency]) => ({
    ...experiment, latency, parameters: { ...experiment.parameters, dm, dn, dk: 32, portBits },
  }))
  .filter(({ network }) => network.layers.reduce((sum, layer) => sum + bmac(layer), 0) < 400_000);

const bmac = ({ outputShape: [h, w, c], kernel, inputShape, weightBits, activationBits }: AcceleratorCase['network']['layers'][number]): number =>
  h * w * c * kernel[0] * kernel[1] * inputShape[2] * weightBits * activationBits;

describe('the cycles of the stages, by the model', () => {
  it('and the bytes that move are those that the signals show, stage by stage, cycle by cycle: random networks, arrays, ports, latencies', async () => {
    let observed = 0;
    await fc.assert(fc.asyncProperty(smallCase, async ({ parameters, network, latency, storeAll, seed }) => {
      const program = lowerNetwork(network, parameters, { storeAll });
      const engine = createEngine(system({ accelerator: parameters, memoryBeats: beatsOf(program.memoryBytes, parameters.portBits) }).ir, { hash: false });
      const layers = await observeStages(engine, program, parameters, latency, randomInput(seed, network.input));
      const model = descriptorCycles(program, latency);
      expect(model.map(({ total, stages }) => ({ total, stages }))).toEqual(layers.map(({ cycles, stages }) => ({ total: cycles, stages })));
      for (const { total, stages } of model) {
        for (const stage of Object.values(stages)) expect(Object.values(stage as Record<string, number>).reduce((sum, part) => sum + part, 0)).toBe(total);
      }
      const { dm, dn, dk, portBits } = parameters;
      expect(descriptorFigures(program, latency).map(({ offChip, onChip }) => ({ offChip, onChip }))).toEqual(layers.map(({ stages, accesses }) => ({
        offChip: { read: (stages.fetch.run * portBits) / 8, written: (stages.store.run * portBits) / 8 },
        onChip: { read: (accesses.steps * (dn + dm) * dk + accesses.skipReads * dn * dk) / 8, written: (accesses.chunks * dm * dn + accesses.weightRows * dm * dk) / 8 },
      })));
      observed += layers.length;
    }), { numRuns: Number(process.env['BITLOOM_CASES'] ?? 12), seed: Number(process.env['BITLOOM_SEED'] ?? 3) });
    expect(observed).toBeGreaterThan(10);
  });

  it('are those that the counters of the hardware show, on arrays of all sizes', async () => {
    await fc.assert(fc.asyncProperty(acceleratorCaseArbitrary, async ({ parameters, network, latency, storeAll, seed }) => {
      const program = lowerNetwork(network, parameters, { storeAll });
      const engine = createEngine(system({ accelerator: parameters, memoryBeats: beatsOf(program.memoryBytes, parameters.portBits) }).ir, { hash: false });
      const runner = await NetworkRunner.open(engine, program, { latency, seed: 0 });
      const { counters } = await runner.run(randomInput(seed, network.input));
      const layers = networkCycles(program, latency);
      const sum = (part: (layer: (typeof layers)[number]) => number): number => layers.reduce((total, layer) => total + part(layer), 0);
      expect({
        cycles: counters.cycles - 1, arraySteps: counters.arraySteps, drainStalls: counters.drainStalls, weightWaits: counters.weightWaits,
        readBeats: counters.readBeats, writeBeats: counters.writeBeats,
      }).toEqual({
        cycles: sum(({ total }) => total), arraySteps: sum(({ stages }) => stages.execute.run), drainStalls: sum(({ stages }) => stages.execute.drain),
        weightWaits: sum(({ weightWaits }) => weightWaits), readBeats: sum(({ stages }) => stages.fetch.run), writeBeats: sum(({ stages }) => stages.store.run),
      });
    }), { numRuns: 8, seed: 8 });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { system } from '../../../src/sim/device/system.js';
import { dataOutputs, timingSystem } from '../../../src/sim/device/timing-system.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { randomInput } from '../../network/random-network.js';
import { acceleratorCaseArbitrary } from './accelerator-cases.js';

const namesOf = (design: Module): string[] => [design.name, ...design.instances.flatMap(({ module }) => namesOf(module))];

/** The whole system, whose hash leaves out the same outputs. */
const withoutData = (design: Module): Module => ({
  ...design,
  ports: design.ports.filter(({ name }) => !dataOutputs.includes(name)),
  outputs: design.outputs.filter(({ port }) => !dataOutputs.includes(port)),
});

describe('the accelerator without its data path', () => {
  it('has neither array nor activation memory nor requantisers: no cycle depends on them', () => {
    const kindsIn = (design: Module): Set<string> => new Set(namesOf(design).map((name) => name.replace(/_\d.*/, '')));
    const whole = kindsIn(system({ accelerator: defaultParameters, memoryBeats: 2 ** 16 }).ir);
    const timing = kindsIn(timingSystem(defaultParameters, 2 ** 16));
    for (const name of ['dot_array', 'dot_unit', 'activation_bank', 'window_former', 'requantise_lane', 'pixel_packer']) {
      expect([name, whole.has(name), timing.has(name)]).toEqual([name, true, false]);
    }
    expect(timing.has('step_generator')).toBe(true);
  });

  it('does on every other signal of the bus, in every cycle, what the whole accelerator does with real data: random networks, arrays, ports, latencies, pauses', async () => {
    await fc.assert(fc.asyncProperty(acceleratorCaseArbitrary, fc.boolean(), async ({ parameters, network, latency, storeAll, seed }, pauses) => {
      const program = lowerNetwork(network, parameters, { storeAll });
      const memoryBeats = 2 ** Math.ceil(Math.log2(program.memoryBytes / (parameters.portBits / 8)));
      const seen = [];
      for (const design of [withoutData(system({ accelerator: parameters, memoryBeats }).ir), timingSystem(parameters, memoryBeats)]) {
        const simulator = createEngine(design);
        // What a run reads back of its outputs is data, which the timing system has none of: only its cycles count.
        const chain = { ...program, layers: program.layers.map((layer) => ({ ...layer, store: undefined })) };
        const runner = await NetworkRunner.open(simulator, chain, { latency, seed: pauses ? seed : 0 });
        const { cycles, counters } = await runner.run(randomInput(seed, network.input));
        seen.push({ cycles, counters, hash: await simulator.hash() });
      }
      expect(seen[1]).toEqual(seen[0]);
    }), { numRuns: 8, seed: 41 });
  });
});

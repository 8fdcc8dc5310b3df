import { describe, expect, it } from 'vitest';
import type { Type } from '../../../src/hwgen/ir/type.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { openSystem } from '../../../src/sim/device/open-system.js';
import { system } from '../../../src/sim/device/system.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import type { Engine } from '../../../src/sim/engine/engine-extras.js';
import type { Simulator } from '../../../src/sim/simulator.js';
import type { VerilatorOptions } from '../../../src/sim/verilator/create-verilator.js';
import { randomInput, randomNetwork, randomSource } from '../../network/random-network.js';
import { itWithVerilator } from '../../with-verilator.js';
import { hostileCases } from './hostile-cases.js';

/** The array of other tests: they share its Verilator build. */
const small = {
  parameters: { ...defaultParameters, dm: 4, dk: 32, dn: 4, activationDepth: 1024, weightDepth: 1024 },
  network: randomNetwork(3, { shape: [7, 10, 3], bits: 8, signed: false }, [
    { outputChannels: 12, weightBits: 3, weightCode: 'dorefa', outputBits: 2 },
    { outputChannels: 12, weightBits: 2, weightCode: 'signed', outputBits: 4, residual: true },
    { kind: 'dense', outputChannels: 10, weightBits: 4, weightCode: 'signed' },
  ]),
  latency: 20, seed: 5, storeAll: true,
};

/** Random values in every register, read port and memory of the design; how many there are. */
function scramble(engine: Engine, module: Module, value: (width: number) => bigint, path = ''): number {
  const inside = (type: Type): bigint => (type.sign === 'signed' ? BigInt.asIntN(type.width, value(type.width)) : value(type.width));
  let count = 0;
  for (const { name, type } of module.registers) {
    engine.pokeInternal(path + name, inside(type));
    count++;
  }
  for (const { name, word, depth, reads } of module.memories) {
    engine.loadMemory(path + name, 0, Array.from({ length: depth }, () => inside(word)));
    for (const read of reads) if (read.mode === 'sync') engine.pokeInternal(path + read.name, inside(word));
    count++;
  }
  for (const { name, count: elements, module: child } of module.instances) {
    for (let index = 0; index < (elements ?? 1); index++) count += scramble(engine, child, value, `${path}${name}${elements === undefined ? '' : `[${index}]`}.`);
  }
  return count;
}

/** What two inputs make of the network: outputs, cycles, counters. The contents of memories that nobody wrote are not in it. */
async function results(simulator: Simulator, { network, latency, seed, parameters }: ReturnType<typeof hostileCases>[number]) {
  const runner = await NetworkRunner.open(simulator, lowerNetwork(network, parameters, { storeAll: true }), { latency, seed: 0 });
  const seen = [];
  for (const input of [seed, seed + 1]) {
    const { outputs, cycles, counters } = await runner.run(randomInput(input, network.input));
    seen.push({ outputs: [...outputs].map(([name, codes]) => [name, [...codes]]), cycles, counters });
  }
  return seen;
}

describe('what the accelerator holds at power-up changes nothing after a reset', () => {
  it('on the engine: random registers and memories', async () => {
    const experiment = hostileCases(3, 512)[2]!;
    const design = system({ accelerator: experiment.parameters, memoryBeats: 2 ** 15 }).ir;
    const clean = createEngine(design, { hash: false });
    const expected = await results(clean, experiment);
    for (const seed of [1, 2]) {
      const engine = createEngine(design, { hash: false }) as Engine;
      const random = randomSource(seed);
      const value = (width: number): bigint => BigInt.asUintN(width, Array.from({ length: Math.ceil(width / 24) }, () => BigInt(random(2 ** 24))).reduce((sum, part) => (sum << 24n) | part, 0n));
      const changed = scramble(engine, design, value);
      expect(changed).toBeGreaterThan(100);
      expect(await results(engine, experiment)).toEqual(expected);
    }
  });

  itWithVerilator('on Verilator: random registers and memories', async () => {
    const simulatorOf = (options?: VerilatorOptions) => openSystem('verilator', small.parameters, 2 ** 19, options && { verilator: options });
    const clean = await simulatorOf();
    const expected = await results(clean, small);
    await clean.close();
    for (const initialSeed of [1, 2]) {
      const simulator = await simulatorOf({ initialSeed });
      expect(await results(simulator, small)).toEqual(expected);
      await simulator.close();
    }
  });
});

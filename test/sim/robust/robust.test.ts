import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { Device } from '../../../src/sim/device/device.js';
import { system } from '../../../src/sim/device/system.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { randomInput } from '../../network/random-network.js';
import { smallNetwork } from '../../network/small-network.js';
import { hostileCases } from './hostile-cases.js';
import { kindOf } from './hostile-kinds.js';
import { HostileRunner } from './hostile-runner.js';

const parameters = { ...defaultParameters, dm: 2, dk: 32, dn: 2, activationDepth: 1024, weightDepth: 1024 };

/** The small network in a device, ready to run. */
async function loaded() {
  const program = lowerNetwork(smallNetwork(), parameters);
  const simulator = createEngine(system({ accelerator: parameters, memoryBeats: 2 ** 13 }).ir, { hash: false });
  const device = await Device.open(simulator, parameters, { latency: 5, seed: 0 });
  await device.writeMemory(0, program.image);
  await device.writeMemory(program.inputAddress, program.packInput(randomInput(1, smallNetwork().input)));
  const run = () => device.runChain(program.chainAddress, program.descriptors.length, 10_000);
  return { program, simulator, device, run, store: program.layers.at(-1)!.store! };
}

describe('a hostile chain', () => {
  it('ends with an interrupt, breaks no rule of AXI, writes nowhere else, and leaves no trace: the good chain after it is right, in the model\'s cycles', async () => {
    const runner = await HostileRunner.open(hostileCases(3, 512)[2]!);
    for (let chain = 1; chain <= 45; chain++) {
      const kind = kindOf(chain);
      if (kind === 'dead bus' && chain > 20) continue;
      const { violations } = await runner.run(kind, chain);
      expect({ chain, kind, violations }).toEqual({ chain, kind, violations: [] });
    }
    const marks = await runner.marks();
    expect(marks.length).toBeGreaterThan(100);
    expect(new Set(marks)).toEqual(new Set([1]));
    expect(await runner.edges()).toMatchObject({
      'load_beats 0': 1, 'weight_beats 0': 1, 'store_beats 0': 1, 'raw 1': 1, 'just inside': 16 + 1, 'too low': 4, 'too high': 4, 'store_beats one less': 5,
    });
    expect(await runner.badAnswers()).toEqual([2, 3]);
    expect(await runner.fields()).toEqual([]);
    await runner.close();
  });
});

describe('errors as the driver tells them', () => {
  it('a store one beat beyond the region is refused before anything is written; within it, it runs', async () => {
    const { device, run, store } = await loaded();
    const end = store.address + Math.ceil(store.bytes / 8) * 8;
    for (const [base, last] of [[store.address + 8, end], [store.address, end - 1], [0, 0], [0xffff_fff8, 0xffff_ffff]] as const) {
      await device.allowWrites(base, last);
      await expect(run()).rejects.toThrow('the accelerator stopped in descriptor 1 of 2 (counted from 0) with error 4: the descriptor stores outside WRITE_BASE to WRITE_END');
      expect(await device.readRegister('WRITE_BEATS')).toBe(0);
    }
    await device.allowWrites(store.address, end);
    expect(await run()).toHaveLength(2);
  });

  it('a chain longer than TIME_LIMIT is stopped, one that takes just as long is not', async () => {
    const { device, run } = await loaded();
    const usual = (await run()).reduce((sum, cycles) => sum + cycles, 0);
    await device.writeRegister('TIME_LIMIT', usual - 1);
    await expect(run()).rejects.toThrow('with error 6: the chain took longer than TIME_LIMIT');
    await device.writeRegister('TIME_LIMIT', usual);
    await run();
  });

  it('a chain that ends before the driver expects it is said to', async () => {
    const { device, program } = await loaded();
    await expect(device.runChain(program.chainAddress + 128, 2, 2000)).rejects.toThrow(/did not end|ended after 1 of 2/);
  });

  it('software ends a chain by CONTROL.RESET; without a chain it does nothing', async () => {
    const { device, simulator, program, run } = await loaded();
    const usual = await run();
    await device.writeRegister('CONTROL', 2);
    await device.writeRegister('CONTROL', 4);
    await simulator.run(10);
    expect(await device.readRegister('STATUS')).toBe(0);
    await device.writeRegister('DESCRIPTORS', program.chainAddress);
    await device.writeRegister('CONTROL', 1);
    await simulator.run(100);
    await device.writeRegister('CONTROL', 4);
    await simulator.runUntil('irq', 1, 100);
    expect(await device.readRegister('STATUS')).toBe((7 << 8) | 2);
    expect(await run()).toEqual(usual);
  });
});

import type { Module } from '../../src/hwgen/ir/module.js';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../src/network/lowering/lower-network.js';
import { networkCycles } from '../../src/sim/cycles/network-cycles.js';
import { Device } from '../../src/sim/device/device.js';
import { system } from '../../src/sim/device/system.js';
import type { Simulator } from '../../src/sim/simulator.js';
import { fedArray } from './fed-array.js';
import { layerChain, randomMap, type LayerChainOptions } from './layer-chain.js';

/** A design and what it does while it is timed. */
export interface Workload {
  readonly name: string;
  /** What the figure says, for the report. */
  readonly definition: string;
  /** Made when needed: elaboration takes time. */
  design(): Module;
  /** Brings a fresh simulator to where `rewind` can be called. */
  prepare(simulator: Simulator): Promise<void>;
  /** Brings it to the start of the timed cycles; not timed. */
  rewind(simulator: Simulator): Promise<void>;
  /** Cycles from `rewind` to the end of the work, which is one slice; absent when every cycle is like every other. */
  readonly period?: number | undefined;
}

/** As large as small networks need, so that the runs share one Verilator build with each other. */
const memoryBeats = 2 ** 16;
const memory = { latency: 20, seed: 0 };
const accelerator = (): Module => system({ accelerator: defaultParameters, memoryBeats }).ir;

/** The array of `dm` x `dn` units of 64 bits without the accelerator around it, busy in every cycle. */
export function arrayWorkload(dm: number, dn: number): Workload {
  return {
    name: `array ${dm}x64x${dn}`,
    definition: `${dm} x ${dn} dot-product units of 64 bits and the row of activation sums, new operands in every cycle`,
    design: () => fedArray({ ...defaultParameters, dm, dn }).ir,
    async prepare(simulator) {
      await simulator.reset(2);
      simulator.poke('run', 1);
    },
    async rewind() { /* Every cycle is like every other. */ },
  };
}

/** The whole accelerator with its memory, running a chain of equal layers from its start to its interrupt. */
export function layerWorkload(options: LayerChainOptions): Workload {
  const { shape, weightBits, activationBits, layers } = options;
  const program = lowerNetwork(layerChain(options), defaultParameters);
  const devices = new WeakMap<Simulator, Device>();
  return {
    name: options.name,
    definition: `accelerator 8x64x8 with DMA, requantiser and memory: ${layers} layers 3x3 ${shape[2]}->${shape[2]} on ${shape[0]}x${shape[1]}, W${weightBits}A${activationBits}`,
    design: accelerator,
    async prepare(simulator) {
      const device = await Device.open(simulator, defaultParameters, memory);
      await device.writeMemory(0, program.image);
      await device.writeMemory(program.inputAddress, program.packInput(randomMap(shape, activationBits)));
      await device.writeRegister('DESCRIPTORS', program.chainAddress);
      await device.writeRegister('INTERRUPT', 1);
      devices.set(simulator, device);
    },
    async rewind(simulator) {
      const device = devices.get(simulator)!;
      if (await simulator.peek('busy')) await simulator.runUntil('busy', 0, 10_000_000);
      await device.writeRegister('CONTROL', 2);
      await device.writeRegister('CONTROL', 1);
      await simulator.runUntil('busy', 1, 16);
    },
    period: networkCycles(program, memory.latency).reduce((sum, { total }) => sum + total, 0),
  };
}

/** The same accelerator with nothing to do: what most of a system does most of the time. */
export const idleWorkload: Workload = {
  name: 'accelerator 8x64x8 idle',
  definition: 'the same accelerator and memory after reset, no chain started',
  design: accelerator,
  async prepare(simulator) {
    await Device.open(simulator, defaultParameters, memory);
  },
  async rewind() { /* Nothing happens. */ },
};

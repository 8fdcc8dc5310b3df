import type { Program } from '../../network/lowering/lower-network.js';
import type { Simulator } from '../simulator.js';
import { Device, type MemoryBehaviour } from './device.js';

/** What one input made of a network on a simulated accelerator. */
export interface NetworkRun {
  /** Outputs that went to memory, by layer name: codes or raw results [y][x][c]. */
  readonly outputs: ReadonlyMap<string, Int32Array>;
  /** Cycles of each layer, from the read of its first descriptor to its end. */
  readonly cycles: readonly number[];
  /** Of each descriptor: of a layer that runs in bands there are several. */
  readonly descriptorCycles: readonly number[];
  readonly counters: Counters;
}

/** The accelerator's own counters, over the whole chain. */
export interface Counters {
  readonly cycles: number;
  readonly layers: number;
  readonly arraySteps: number;
  readonly drainStalls: number;
  readonly weightWaits: number;
  readonly readBeats: number;
  readonly writeBeats: number;
}

/** Cycles after which a layer counts as hung: far more than any that fits the memories. */
const layerLimit = 200_000_000;

/** A network loaded into a simulated accelerator, ready to run one input after another. */
export class NetworkRunner {
  private constructor(
    readonly device: Device,
    private readonly program: Program,
  ) {}

  static async open(simulator: Simulator, program: Program, memory: MemoryBehaviour): Promise<NetworkRunner> {
    const device = await Device.open(simulator, program.parameters, memory);
    await device.writeMemory(0, program.image);
    return new NetworkRunner(device, program);
  }

  /** Runs one input tensor [y][x][c]. */
  async run(input: ArrayLike<number>): Promise<NetworkRun> {
    const { device, program } = this;
    await device.writeMemory(program.inputAddress, program.packInput(input));
    const descriptorCycles = await device.runChain(program.chainAddress, program.descriptors.length, layerLimit);
    const cycles = program.layers.map(() => 0);
    program.descriptors.forEach(({ layer }, index) => { cycles[layer]! += descriptorCycles[index]!; });
    const outputs = new Map<string, Int32Array>();
    for (const { layer, store } of program.layers) {
      if (store) outputs.set(layer.name, store.unpack(await device.readMemory(store.address, store.bytes)));
    }
    const counters: Counters = {
      cycles: await device.readRegister('CYCLES'),
      layers: await device.readRegister('LAYERS'),
      arraySteps: await device.readRegister('ARRAY_STEPS'),
      drainStalls: await device.readRegister('DRAIN_STALLS'),
      weightWaits: await device.readRegister('WEIGHT_WAITS'),
      readBeats: await device.readRegister('READ_BEATS'),
      writeBeats: await device.readRegister('WRITE_BEATS'),
    };
    return { outputs, cycles, descriptorCycles, counters };
  }
}

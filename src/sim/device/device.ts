import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { errorTexts } from '../../hwgen/accelerator/error-codes.js';
import { registerOffset, type RegisterName } from '../../hwgen/accelerator/register-map.js';
import type { Simulator } from '../simulator.js';
import { SimulationError } from '../simulator.js';

/** How the memory behaves: `latency` cycles (at least 2) from address to data; with a `seed` other than 0 all channels pause at random. */
export interface MemoryBehaviour {
  readonly latency: number;
  readonly seed: number;
}

/** Cycles of one `drive` call: bounds the size of a message to an engine in another process. */
const blockCycles = 8192;

/**
 * Drives a simulated accelerator system as its software would: registers over AXI4-Lite, memory through the host port. Works on every
 * engine.
 */
export class Device {
  private constructor(
    readonly simulator: Simulator,
    private readonly parameters: AcceleratorParameters,
  ) {}

  /** Resets the system and sets the memory's behaviour. */
  static async open(simulator: Simulator, parameters: AcceleratorParameters, memory: MemoryBehaviour): Promise<Device> {
    simulator.poke('latency', memory.latency);
    simulator.poke('seed', memory.seed);
    simulator.poke('s_axi_wstrb', 15);
    await simulator.reset(2);
    simulator.poke('restart', 1);
    await simulator.run(1);
    simulator.poke('restart', 0);
    return new Device(simulator, parameters);
  }

  /** Writes bytes to memory; address and length are multiples of a beat (a short tail is filled with zeros). */
  async writeMemory(address: number, bytes: Uint8Array): Promise<void> {
    const { beatBytes } = geometry(this.parameters);
    const beats = Math.ceil(bytes.length / beatBytes);
    const names = ['host_write', 'host_address', 'host_data'];
    for (let from = 0; from < beats; from += blockCycles) {
      const rows = Array.from({ length: Math.min(blockCycles, beats - from) }, (_, index) => {
        const beat = from + index;
        return [1, address / beatBytes + beat, valueOf(bytes.subarray(beat * beatBytes, (beat + 1) * beatBytes))];
      });
      await this.simulator.drive(names, rows, []);
    }
    this.simulator.poke('host_write', 0);
  }

  async readMemory(address: number, length: number): Promise<Uint8Array> {
    const { beatBytes } = geometry(this.parameters);
    const beats = Math.ceil(length / beatBytes);
    const bytes = new Uint8Array(beats * beatBytes);
    for (let from = 0; from < beats; from += blockCycles) {
      const rows = Array.from({ length: Math.min(blockCycles, beats - from) }, (_, index) => [address / beatBytes + from + index]);
      const values = await this.simulator.drive(['host_address'], rows, ['host_read']);
      values.forEach(([value], index) => bytes.set(bytesOf(value!, beatBytes), (from + index) * beatBytes));
    }
    return bytes.subarray(0, length);
  }

  async writeRegister(name: RegisterName, value: number): Promise<void> {
    const { simulator } = this;
    simulator.poke('s_axi_awaddr', registerOffset(name));
    simulator.poke('s_axi_wdata', value);
    simulator.poke('s_axi_awvalid', 1);
    simulator.poke('s_axi_wvalid', 1);
    await simulator.runUntil('s_axi_awready', 1, 16);
    await simulator.run(1);
    simulator.poke('s_axi_awvalid', 0);
    simulator.poke('s_axi_wvalid', 0);
    simulator.poke('s_axi_bready', 1);
    await simulator.runUntil('s_axi_bvalid', 1, 16);
    await simulator.run(1);
  }

  async readRegister(name: RegisterName): Promise<number> {
    const { simulator } = this;
    simulator.poke('s_axi_araddr', registerOffset(name));
    simulator.poke('s_axi_arvalid', 1);
    await simulator.runUntil('s_axi_arready', 1, 16);
    await simulator.run(1);
    simulator.poke('s_axi_arvalid', 0);
    simulator.poke('s_axi_rready', 1);
    await simulator.runUntil('s_axi_rvalid', 1, 16);
    const value = await simulator.peek('s_axi_rdata');
    await simulator.run(1);
    return Number(value);
  }

  /** The region that chains may write: bytes `base` to `end` - 1. From reset on it is all of the memory. */
  async allowWrites(base: number, end: number): Promise<void> {
    await this.writeRegister('WRITE_BASE', base);
    await this.writeRegister('WRITE_END', end);
  }

  /**
   * Runs the chain at `chainAddress` to its interrupt and returns the cycles of each of its `layers`. SimulationError when the
   * accelerator reports an error, ends the chain early, or `limit` cycles pass without the end of a layer.
   */
  async runChain(chainAddress: number, layers: number, limit: number): Promise<number[]> {
    const { simulator } = this;
    await this.writeRegister('DESCRIPTORS', chainAddress);
    await this.writeRegister('INTERRUPT', 1);
    await this.writeRegister('CONTROL', 2);
    await this.writeRegister('CONTROL', 1);
    await simulator.runUntil('busy', 1, 16);
    const cycles: number[] = [];
    for (let layer = 0; layer < layers; layer++) {
      cycles.push((await this.waitFor('layer_done', limit, layer, layers)) + 1);
      await simulator.run(1);
      // An error ends the chain with its layer, and the interrupt is there.
      if ((await simulator.peek('irq')) === 1n) break;
    }
    await this.waitFor('irq', limit, layers - 1, layers);
    const error = ((await this.readRegister('STATUS')) >> 8) & 15;
    if (error !== 0) {
      throw new SimulationError(`the accelerator stopped in descriptor ${cycles.length - 1} of ${layers} (counted from 0) with error ${error}: ${errorTexts.get(error) ?? 'unknown'}`);
    }
    if (cycles.length < layers) throw new SimulationError(`the chain ended after ${cycles.length} of ${layers} descriptors, without an error`);
    return cycles;
  }

  /** Runs until a signal is high. At the limit the error says which descriptor is under way, and what the counters say. */
  private async waitFor(port: 'layer_done' | 'irq', limit: number, layer: number, layers: number): Promise<number> {
    try {
      return await this.simulator.runUntil(port, 1, limit);
    } catch (error) {
      if (!(error instanceof SimulationError)) throw error;
      const counters = await this.counters().catch(() => 'which no longer answer');
      throw new SimulationError(`descriptor ${layer} of ${layers} (counted from 0) did not end: ${error.message}; counters: ${counters}`);
    }
  }

  private async counters(): Promise<string> {
    const names = ['CYCLES', 'LAYERS', 'ARRAY_STEPS', 'DRAIN_STALLS', 'WEIGHT_WAITS', 'READ_BEATS', 'WRITE_BEATS'] as const;
    const values: string[] = [];
    for (const name of names) values.push(`${name} ${await this.readRegister(name)}`);
    return values.join(', ');
  }
}

/** Little endian. */
function valueOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]!);
  return value;
}

function bytesOf(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = Number((value >> BigInt(8 * index)) & 0xffn);
  return bytes;
}

import { descriptorStride, encodeDescriptor } from '../../hwgen/accelerator/descriptor.js';
import { geometry, planeSlots } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { layerDescriptor } from '../../network/lowering/layer-descriptor.js';
import { slotsLogFor } from '../../network/lowering/map-slots.js';
import { storedBytes } from '../../network/lowering/pack-map.js';
import { tiling } from '../../network/lowering/tiling.js';
import type { Layer, LayerShape } from '../../network/network.js';
import type { Simulator } from '../simulator.js';
import { Device } from './device.js';

/** One entry of a cost table to be measured: a layer at some bits, in its place in the chain. */
export interface MeasuredEntry {
  readonly shape: LayerShape;
  readonly weightBits: number;
  readonly activationBits: number;
  readonly load: boolean;
  /** Raw results go to memory, as from the last layer of a chain. */
  readonly store: boolean;
}

/** Cycles after which a layer counts as hung. */
const layerLimit = 1_000_000_000;

/**
 * The cycles of layers as a simulator counts them: one chain of descriptors over memory that holds zeros. Data changes no cycle, so
 * there is none; feature maps larger than the activation memory wrap around in it, which changes no cycle either.
 */
export class CycleMeter {
  private constructor(
    private readonly device: Device,
    private readonly parameters: AcceleratorParameters,
  ) {}

  /** Bytes of memory that the entries need, for `openSystem`. */
  static memoryBytes(entries: readonly MeasuredEntry[], parameters: AcceleratorParameters): number {
    const { beatBytes } = geometry(parameters);
    const sizes = entries.map((entry) => {
      const { channelTiles, blockBeats } = tiling(entry.shape, entry.weightBits, entry.activationBits, parameters, slotsLogFor(entry.shape, parameters, entry.load));
      return Math.max(channelTiles * blockBeats * beatBytes, entry.store ? storedBytes(layerOf(entry), parameters) : 0);
    });
    return zeros + Math.max(...sizes, 2 ** 21);
  }

  static async open(simulator: Simulator, parameters: AcceleratorParameters, latency: number): Promise<CycleMeter> {
    return new CycleMeter(await Device.open(simulator, parameters, { latency, seed: 0 }), parameters);
  }

  /** At most 512 entries, the room for descriptors. */
  async measure(entries: readonly MeasuredEntry[]): Promise<number[]> {
    const { device, parameters } = this;
    const image = new Uint8Array(entries.length * descriptorStride);
    entries.forEach((entry, index) => {
      const slotsLog = slotsLogFor(entry.shape, parameters, entry.load);
      const fields = layerDescriptor(layerOf(entry), {
        source: 0, target: 0, weights: zeros, sourceSlotsLog: slotsLog, targetSlotsLog: 0, skip: { base: 0, slotsLog: 0 }, mapBits: planeSlots,
        load: entry.load ? zeros : undefined, store: entry.store ? zeros : undefined, keep: !entry.store, last: index === entries.length - 1,
      }, parameters);
      image.set(encodeDescriptor(fields, geometry(parameters)), index * descriptorStride);
    });
    await device.writeMemory(0, image);
    return device.runChain(0, entries.length, layerLimit);
  }
}

/** Where weights and maps are read, and raw results written. */
const zeros = 512 * descriptorStride;

function layerOf({ shape, weightBits, activationBits, store }: MeasuredEntry): Layer {
  return {
    ...shape, input: 'input', weightBits, weightCode: 'signed', activationBits, activationSigned: false,
    ...(shape.residual && { skip: { input: 'input', bits: 8, signed: false, multiplier: 0 } }),
    weights: new Int16Array(0), requantise: { multiplier: [], add: [], shift: [] },
    output: store ? { kind: 'raw' } : { kind: 'codes', bits: 8, signed: false },
  };
}

import { descriptorStride, encodeDescriptor } from '../../hwgen/accelerator/descriptor.js';
import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { layerDescriptor } from '../../network/lowering/layer-descriptor.js';
import { storedBeats } from '../../network/lowering/map-layout.js';
import { rowsDescriptor } from '../../network/lowering/rows-descriptor.js';
import { outputSlots, type LayerStep, type Step } from '../../network/lowering/descriptor-steps.js';
import { tiling } from '../../network/lowering/tiling.js';
import type { Layer } from '../../network/network.js';
import type { Simulator } from '../simulator.js';
import { Device } from './device.js';

/** One entry of a cost table to be measured: what a layer does at some bits, in its place in the chain. */
export interface MeasuredEntry {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly weightBits: number;
  readonly activationBits: number;
  readonly mapBits: number;
}

/** Cycles after which a layer counts as hung. */
const layerLimit = 1_000_000_000;

/** Room for descriptors in one measurement; what has more is measured in parts. */
export const mostDescriptors = 512;

export const descriptorsOf = (entries: readonly MeasuredEntry[]): number => entries.reduce((sum, { steps }) => sum + steps.length, 0);

/**
 * The cycles of layers as a simulator counts them: one chain of descriptors over memory that holds zeros. Data changes no cycle, so
 * there is none, and where maps are on chip changes none either.
 */
export class CycleMeter {
  private constructor(
    private readonly device: Device,
    private readonly parameters: AcceleratorParameters,
  ) {}

  /** Bytes of memory that the entries need, for `openSystem`. */
  static memoryBytes(entries: readonly MeasuredEntry[], parameters: AcceleratorParameters): number {
    const { beatBytes } = geometry(parameters);
    const sizes = entries.flatMap(({ steps, weightBits, activationBits }) => steps.map((step) => {
      const loaded = step.load ? step.load.job.offset + (step.load.job.pieces - 1) * step.load.job.apart + step.load.job.beats : 0;
      if (step.kind === 'rows') return loaded * beatBytes;
      const { channelTiles, blockBeats } = tiling(step.shape, weightBits, activationBits, parameters, step.source.slotsLog, outputSlots(step));
      return Math.max(loaded, channelTiles * blockBeats, step.store ? storedBeats(step.shape.outputShape, step.store, parameters) : 0) * beatBytes;
    }));
    return zeros + sizes.reduce((most, size) => Math.max(most, size), 2 ** 21);
  }

  static async open(simulator: Simulator, parameters: AcceleratorParameters, latency: number): Promise<CycleMeter> {
    return new CycleMeter(await Device.open(simulator, parameters, { latency, seed: 0 }), parameters);
  }

  /** The cycles of each entry. A descriptor that begins or ends its network's chain does so here; nor is there room for more than `mostDescriptors` in one. */
  async measure(entries: readonly MeasuredEntry[]): Promise<number[]> {
    const descriptors = entries.flatMap((entry, index) => entry.steps.map((step) => ({ index, step, fields: this.fieldsOf(entry, step) })));
    const cycles = entries.map(() => 0);
    const other = this.shortest();
    for (let from = 0, to = 0; from < descriptors.length; from = to) {
      do to++; while (to < descriptors.length && to - from < mostDescriptors - 2 && !descriptors[to - 1]!.step.last && !descriptors[to]!.step.first);
      const chain = descriptors.slice(from, to);
      const before = chain[0]!.step.first ? [] : [other];
      const behind = chain.at(-1)!.step.last ? [] : [other];
      const counted = await this.run([...before, ...chain.map(({ fields }) => fields), ...behind]);
      chain.forEach(({ index }, at) => { cycles[index]! += counted[before.length + at]!; });
    }
    return cycles;
  }

  private async run(descriptors: readonly ReturnType<typeof layerDescriptor>[]): Promise<number[]> {
    const image = new Uint8Array(descriptors.length * descriptorStride);
    descriptors.forEach((fields, index) =>
      image.set(encodeDescriptor({ ...fields, last: index === descriptors.length - 1 ? 1 : 0 }, geometry(this.parameters)), index * descriptorStride));
    await this.device.writeMemory(0, image);
    return this.device.runChain(0, descriptors.length, layerLimit);
  }

  /** A descriptor for the places before and behind those that neither begin nor end a chain: it loads one chunk. */
  private shortest(): ReturnType<typeof rowsDescriptor> {
    const { dm, dn } = this.parameters;
    const { beats } = geometry(this.parameters);
    const job = { map: 'input', unit: 0, shape: [1, dn, dm] as const, planes: 1, offset: 0, pieces: 1, apart: beats.chunk, beats: beats.chunk };
    return rowsDescriptor({ kind: 'rows', first: false, last: false, load: { base: 0, slotsLog: 0, planes: 1, job } }, zeros, this.parameters);
  }

  private fieldsOf(entry: MeasuredEntry, step: Step): ReturnType<typeof layerDescriptor> {
    const load = zeros + (step.load?.job.offset ?? 0) * geometry(this.parameters).beatBytes;
    if (step.kind === 'rows') return rowsDescriptor(step, load, this.parameters);
    return layerDescriptor(layerOf(entry, step), step, { weights: zeros, load, store: zeros, mapBits: entry.mapBits, last: false }, this.parameters);
  }
}

/** Where weights and maps are read, and results written. */
const zeros = mostDescriptors * descriptorStride;

function layerOf({ weightBits, activationBits, mapBits }: MeasuredEntry, { shape, store }: LayerStep): Layer {
  return {
    ...shape, input: 'input', weightBits, weightCode: 'signed', activationBits, activationSigned: false,
    ...(shape.residual && { skip: { input: 'input', bits: mapBits, signed: false, multiplier: 0 } }),
    weights: new Int16Array(0), requantise: { multiplier: [], add: [], shift: [] },
    output: store?.kind === 'raw' ? { kind: 'raw' } : { kind: 'codes', bits: mapBits, signed: false },
  };
}

import { descriptorStride, encodeDescriptor } from '../../hwgen/accelerator/descriptor.js';
import { geometry, planeSlots } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { Layer, Network } from '../network.js';
import { checkAccumulator, checkShape, checkShift } from './check-capacity.js';
import { flattenMaps } from './flatten-maps.js';
import { foldInputRows } from './fold-rows.js';
import { layerDescriptor } from './layer-descriptor.js';
import { mapBeats, storedBeats } from './map-layout.js';
import { lastReaders } from './map-graph.js';
import { memoryBits } from './memory-bits.js';
import { aligned, joinUnits, placeUnits } from './memory-units.js';
import { packRows, unpackOutput } from './pack-map.js';
import { packWeights } from './pack-weights.js';
import { planMemory, planOnChip, type MemoryPlan } from './plan-memory.js';
import { rowsDescriptor } from './rows-descriptor.js';
import { trimPlanes } from './trim-planes.js';
import { layerSteps, outputSlots, type LayerStep, type RowsStep, type Step, type Stored } from './descriptor-steps.js';

/** A network as the accelerator runs it: one chain of descriptors in an image of the external memory. */
export interface Program {
  readonly parameters: AcceleratorParameters;
  readonly layers: readonly LoweredLayer[];
  /** One per descriptor, in order: index of the layer that it belongs to, and what it does. */
  readonly descriptors: readonly { readonly layer: number; readonly step: Step }[];
  /** Byte address of the first descriptor. */
  readonly chainAddress: number;
  /** What stands in memory besides the input map; address 0 first. */
  readonly image: Uint8Array;
  readonly inputAddress: number;
  /** Bytes of memory that the chain uses, image, input and outputs together. */
  readonly memoryBytes: number;
  /** The input tensor [y][x][c] as it stands at `inputAddress`. */
  packInput(codes: ArrayLike<number>): Uint8Array;
}

export interface LoweredLayer {
  /** As it runs: the first layer of an image network has its kernel rows folded into channels, and weight planes that are zero are left out. */
  readonly layer: Layer;
  /** Bits of its weights in the network: the planes that it would run with all of them. */
  readonly givenBits: number;
  /** Slots for the planes of a tile, see `Network.mapBits`. */
  readonly mapBits: number;
  /** Where the output goes in memory; absent when it stays on chip. */
  readonly store?: { readonly address: number; readonly bytes: number; unpack(bytes: Uint8Array): Int32Array } | undefined;
}

export interface LoweringOptions {
  readonly storeAll?: boolean | undefined;
  readonly planes?: 'needed' | 'given' | undefined;
}

/**
 * Lowers a network. The last layer's output is stored; with `storeAll` every layer's is, for verification layer by layer. Maps that
 * do not fit the activation memory stand in memory, and the layers that read them run in bands of rows. Weight planes that hold
 * nothing are left out (`trimPlanes`). With `planes` `given` they are not, and maps are counted with `mapBits` also where the network does not say
 * it: a layer then takes the cycles of a cost table's entry.
 * InputError when a layer does not fit the accelerator.
 */
export function lowerNetwork(given: Network, parameters: AcceleratorParameters, options: LoweringOptions = {}): Program {
  // 1. Where maps are, and what every descriptor does.
  const asTable = options.planes === 'given';
  const { network, fold, plan } = placed(asTable ? { ...given, mapBits: given.mapBits ?? planeSlots } : { ...given, layers: given.layers.map(trimPlanes) }, parameters);
  const { layers: all } = network;
  const mapBits = network.mapBits ?? planeSlots;
  const read = lastReaders(all);
  const ownBits = bitsOf(network);
  const planes = (map: string): number => (plan.spilled.has(map) ? memoryBits(network.input.bits, network.mapBits) : ownBits)(map);
  const storeOf = (layer: Layer): Stored | undefined =>
    layer.output.kind === 'raw' ? { kind: 'raw' }
    : plan.spilled.has(layer.name) ? { kind: 'codes', bits: planes(layer.name) }
    : options.storeAll === true || !read.has(layer.name) ? { kind: 'codes', bits: layer.output.bits } : undefined;
  const steps = all.map((layer, index) => layerSteps(all, plan, index, { planes, store: storeOf(layer) }, parameters));
  steps.forEach((list, index) => list.forEach((step) => {
    if (step.kind === 'layer') checkShape({ ...all[index]!, ...step.shape }, step.source.slotsLog, all[index]!.weightBits, all[index]!.activationBits, parameters);
  }));
  for (const layer of all) {
    checkAccumulator(layer, parameters);
    checkShift(layer, parameters);
  }

  // 2. Regions of memory, in order: descriptors, weights, input, outputs.
  let end = 0;
  const region = (bytes: number): number => {
    const address = aligned(end);
    end = address + bytes;
    return address;
  };
  const { beatBytes } = geometry(parameters);
  const descriptors = steps.flatMap((list, layer) => list.map((step) => ({ layer, step })));
  const chainAddress = region(descriptors.length * descriptorStride);
  const weights = all.map((layer, index) => {
    const step = steps[index]!.findLast(isLayer)!;
    return packWeights(layer, step.source.slotsLog, outputSlots(step), parameters);
  });
  const weightAddresses = weights.map((bytes) => region(bytes.length));
  const image = new Uint8Array(Math.ceil(end / beatBytes) * beatBytes);
  weights.forEach((bytes, index) => image.set(bytes, weightAddresses[index]!));
  const packInput = (codes: ArrayLike<number>): Uint8Array =>
    joinUnits(plan.units.get('input')!.map((rows) => packRows(fold(codes), network.input.shape, rows, network.input.bits, parameters)));
  const [, width, channels] = network.input.shape;
  const inputSizes = plan.units.get('input')!.map(({ from, to }) => mapBeats([to - from, width, channels], network.input.bits, parameters) * beatBytes);
  const inputAddress = region(placeUnits(0, inputSizes).end);
  const units = new Map([['input', placeUnits(inputAddress, inputSizes).addresses]]);
  const outputs = all.map((layer, index) => {
    const store = storeOf(layer);
    if (store === undefined) return undefined;
    const bands = steps[index]!.filter(isLayer);
    const sizes = bands.map(({ shape }) => storedBeats(shape.outputShape, store, parameters) * beatBytes);
    const { addresses, end: bytes } = placeUnits(0, sizes);
    const address = region(bytes);
    units.set(layer.name, addresses.map((from) => address + from));
    const unpack = (stored: Uint8Array): Int32Array => joined(bands.map(({ shape }, band) =>
      unpackOutput(stored.subarray(addresses[band]!, addresses[band]! + sizes[band]!), shape.outputShape, layer.output, store, parameters)));
    return { address, bytes, unpack };
  });

  // 3. Descriptors.
  const bandOf = new Map<Step, number>(steps.flatMap((list) => list.filter(isLayer).map((step, band) => [step, band] as const)));
  const loadAddress = (load: RowsStep['load'] | undefined): number => (load ? units.get(load.job.map)![load.job.unit]! + load.job.offset * beatBytes : 0);
  descriptors.forEach(({ layer, step }, index) => {
    const fields = step.kind === 'rows' ? rowsDescriptor(step, loadAddress(step.load), parameters) : layerDescriptor(all[layer]!, step, {
      weights: weightAddresses[layer]!, load: loadAddress(step.load), store: step.store ? units.get(all[layer]!.name)![bandOf.get(step)!]! : 0,
      mapBits, last: index === descriptors.length - 1,
    }, parameters);
    image.set(encodeDescriptor(fields, geometry(parameters)), chainAddress + index * descriptorStride);
  });
  return {
    parameters, descriptors, chainAddress, image, inputAddress, memoryBytes: end, packInput,
    layers: all.map((layer, index) => ({ layer, givenBits: given.layers[index]!.weightBits, mapBits, store: outputs[index] })),
  };
}

/** The network as it runs, and where its maps are: on chip if they fit as they are; with `mapBits` if they would with so many bits. */
function placed(given: Network, parameters: AcceleratorParameters): ReturnType<typeof foldInputRows> & { readonly plan: MemoryPlan } {
  const whole = foldInputRows(flattenMaps(given), parameters);
  const { input, mapBits, layers } = whole.network;
  const onChip = planOnChip(layers, mapBits === undefined ? bitsOf(whole.network) : memoryBits(input.bits, mapBits), parameters);
  if (onChip) return { ...whole, plan: onChip };
  const inBands = foldInputRows(given, parameters, { inBands: true });
  return { ...inBands, plan: planMemory(inBands.network.layers, memoryBits(input.bits, mapBits), parameters) };
}

/** Bits of the codes of every map. */
function bitsOf({ input, layers }: Network): (map: string) => number {
  const bits = new Map([['input', input.bits], ...layers.map(({ name, output }) => [name, output.kind === 'codes' ? output.bits : 32] as const)]);
  return (map) => bits.get(map)!;
}

const isLayer = (step: Step): step is LayerStep => step.kind === 'layer';

function joined(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

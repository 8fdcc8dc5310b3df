import { descriptorStride, encodeDescriptor } from '../../hwgen/accelerator/descriptor.js';
import { geometry, planeSlots } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { Layer, Network } from '../network.js';
import { allocateMaps } from './allocate-maps.js';
import { checkAccumulator, checkShape } from './check-capacity.js';
import { flattenMaps } from './flatten-maps.js';
import { foldInputRows } from './fold-rows.js';
import { layerDescriptor } from './layer-descriptor.js';
import { mapSlots } from './map-slots.js';
import { packMap, storedBytes, unpackOutput } from './pack-map.js';
import { packWeights } from './pack-weights.js';

/** A network as the accelerator runs it: one chain of descriptors in an image of the external memory. */
export interface Program {
  readonly parameters: AcceleratorParameters;
  readonly layers: readonly LoweredLayer[];
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
  /** As it runs: the first layer of an image network has its kernel rows folded into channels. */
  readonly layer: Layer;
  readonly load: boolean;
  /** log2 of the pixels in a word of the input map. */
  readonly slotsLog: number;
  /** Slots for the planes of a tile, see `Network.mapBits`. */
  readonly mapBits: number;
  /** Where the output goes in memory; absent when it stays on chip. */
  readonly store?: { readonly address: number; readonly bytes: number; unpack(bytes: Uint8Array): Int32Array } | undefined;
}

/** Regions of memory start on these boundaries, so that bursts never depend on what stands before. */
const alignment = 4096;

/**
 * Lowers a network. The last layer's output is stored; with `storeAll` every layer's is, for verification layer by layer.
 * InputError when a layer does not fit the accelerator.
 */
export function lowerNetwork(given: Network, parameters: AcceleratorParameters, options: { storeAll?: boolean } = {}): Program {
  const { network, fold } = foldInputRows(flattenMaps(given), parameters);
  // 1. Does it fit?
  for (const layer of network.layers) {
    checkShape(layer, layer.weightBits, layer.activationBits, parameters);
    checkAccumulator(layer, parameters);
  }
  const slots = mapSlots(network, parameters);
  const maps = allocateMaps(network, slots, parameters);

  // 2. Regions of memory, in order: descriptors, weights, input, outputs.
  let end = 0;
  const region = (bytes: number): number => {
    const address = Math.ceil(end / alignment) * alignment;
    end = address + bytes;
    return address;
  };
  const chainAddress = region(network.layers.length * descriptorStride);
  const weights = network.layers.map((layer) => packWeights(layer, slots.get(layer.input)!, parameters));
  const weightAddresses = weights.map((bytes) => region(bytes.length));
  const image = new Uint8Array(Math.ceil(end / geometry(parameters).beatBytes) * geometry(parameters).beatBytes);
  weights.forEach((bytes, index) => image.set(bytes, weightAddresses[index]!));
  const packInput = (codes: ArrayLike<number>): Uint8Array => packMap(fold(codes), network.input.shape, network.input.bits, parameters);
  const inputAddress = region(packInput(new Uint8Array(given.input.shape[0] * given.input.shape[1] * given.input.shape[2])).length);

  // 3. Descriptors.
  const used = new Set(network.layers.flatMap(({ input, skip }) => (skip ? [input, skip.input] : [input])));
  const layers = network.layers.map((layer, index): LoweredLayer => {
    const last = index === network.layers.length - 1;
    const stored = last || options.storeAll === true || layer.output.kind === 'raw';
    const address = stored ? region(storedBytes(layer, parameters)) : undefined;
    const load = index === 0;
    const descriptor = layerDescriptor(layer, {
      source: maps.get(layer.input)!,
      target: maps.get(layer.name) ?? 0,
      weights: weightAddresses[index]!,
      load: load ? inputAddress : undefined,
      store: address,
      skip: layer.skip && { base: maps.get(layer.skip.input)!, slotsLog: slots.get(layer.skip.input)! },
      mapBits: network.mapBits ?? planeSlots,
      sourceSlotsLog: slots.get(layer.input)!,
      targetSlotsLog: slots.get(layer.name)!,
      keep: used.has(layer.name),
      last,
    }, parameters);
    image.set(encodeDescriptor(descriptor, geometry(parameters)), chainAddress + index * descriptorStride);
    return {
      layer,
      load,
      slotsLog: slots.get(layer.input)!,
      mapBits: network.mapBits ?? planeSlots,
      store: address === undefined ? undefined
        : { address, bytes: storedBytes(layer, parameters), unpack: (bytes) => unpackOutput(bytes, layer, parameters) },
    };
  });
  return { parameters, layers, chainAddress, image, inputAddress, memoryBytes: end, packInput };
}

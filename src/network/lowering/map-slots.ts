import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { LayerShape, Network } from '../network.js';

/** log2 of the pixels that share a word of the map that a layer reads, when no other layer reads it: as many as it can take. */
export function slotsLogFor(shape: LayerShape, parameters: AcceleratorParameters): number {
  let log = channelSlotsLog(shape.inputShape[2], parameters);
  while (!takesSlots(shape, log, parameters)) log--;
  return log;
}

/**
 * Whether a layer can read a map with 2^log pixels in a word: one read of dn words must bring the words of all lanes. A lane may begin in the
 * middle of a word and then needs the one behind it too; where the stride is the pixels of a word, all lanes begin at the start of one.
 */
function takesSlots(shape: LayerShape, log: number, { dn }: AcceleratorParameters): boolean {
  if (log === 0) return true;
  // A maxpool, and a kernel whose taps stand apart, move by single columns.
  if (shape.kind === 'maxpool' || (shape.dilation?.[1] ?? 1) > 1) return false;
  const lanes = Math.min(dn, shape.outputShape[1]);
  const lastWord = Math.floor((2 ** log - 1 + (lanes - 1) * shape.stride[1]) / 2 ** log);
  return lastWord + 1 <= dn - 1 || wordAligned(shape, log);
}

/** Lanes begin at the start of a word: the stride is the number of pixels in a word. */
export const wordAligned = (shape: LayerShape, slotsLog: number): boolean => slotsLog > 0 && shape.stride[1] === 2 ** slotsLog;

/** log2 of the pixels that fit into a word: slots are powers of two, at least a chunk wide. */
function channelSlotsLog(channels: number, parameters: AcceleratorParameters): number {
  const { dm, dk } = parameters;
  const slotBits = Math.max(dm, 2 ** Math.ceil(Math.log2(channels)));
  return Math.max(0, Math.min(geometry(parameters).mostSlotsLog, Math.floor(Math.log2(dk / slotBits))));
}

/** Of every map of a network, by name (`input` or the layer's): as many as all layers that read it can take. A map that nobody reads has 0. */
export function mapSlots(network: Network, parameters: AcceleratorParameters): ReadonlyMap<string, number> {
  const names = ['input', ...network.layers.map((layer) => layer.name)];
  return new Map(names.map((name) => {
    const readers = network.layers.filter((layer) => layer.input === name);
    let log = Math.min(...readers.map((layer) => slotsLogFor(layer, parameters)), Infinity);
    if (log === Infinity) return [name, 0];
    while (!readers.every((layer) => takesSlots(layer, log, parameters))) log--;
    return [name, log];
  }));
}

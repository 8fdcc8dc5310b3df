import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { LayerShape } from '../network.js';
import type { PlacedShape } from './map-graph.js';

/**
 * Stands in place of the logarithm where a word holds one pixel at most and columns are kept in pairs: the even ones of a row in one place, the odd ones in
 * another. A stride of 2 then finds the columns of its lanes side by side.
 */
export const columnPairs = -1;

/** Pixels that share a word. */
export const slotsOf = (slotsLog: number): number => 2 ** Math.max(0, slotsLog);

/**
 * log2 of the pixels that share a word of the map that a layer reads, when no other layer reads it: as many as it can take; or columnPairs.
 * `loaded`: the map comes from memory, and columns are not in pairs.
 */
export function slotsLogFor(shape: LayerShape, parameters: AcceleratorParameters, loaded: boolean): number {
  let log = sharedSlotsLog(shape.inputShape[2], parameters);
  while (!takesSlots(shape, log, parameters)) log--;
  return log === 0 && !loaded && takesPairs(shape, parameters) ? columnPairs : log;
}

/** Whether a layer can read a map whose columns are in pairs. */
function takesPairs({ kind, stride, dilation, inputShape }: LayerShape, parameters: AcceleratorParameters): boolean {
  const words = Math.ceil(inputShape[2] / parameters.dk);
  return kind !== 'dense' && stride[1] === 2 && (dilation?.[1] ?? 1) === 1 && words < 256 && geometry(parameters).mostSlotsLog > 0;
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
export function sharedSlotsLog(channels: number, parameters: AcceleratorParameters): number {
  const { dm, dk } = parameters;
  const slotBits = Math.max(dm, 2 ** Math.ceil(Math.log2(channels)));
  return Math.max(0, Math.min(geometry(parameters).mostSlotsLog, Math.floor(Math.log2(dk / slotBits))));
}

/** Of every map of a network, by name (`input` or the layer's): as many as all layers that read it can take; in pairs if all take them. A map that nobody reads has 0. */
export function mapSlots(layers: readonly PlacedShape[], parameters: AcceleratorParameters): ReadonlyMap<string, number> {
  const names = ['input', ...layers.map((layer) => layer.name)];
  return new Map(names.map((name) => {
    const readers = layers.filter((layer) => layer.input === name);
    if (readers.length === 0) return [name, 0];
    let log = Math.min(...readers.map((layer) => Math.max(0, slotsLogFor(layer, parameters, true))));
    while (!readers.every((layer) => takesSlots(layer, log, parameters))) log--;
    const single = name === 'input' || layers.some(({ skip }) => skip?.input === name);
    return [name, log === 0 && !single && readers.every((layer) => takesPairs(layer, parameters)) ? columnPairs : log];
  }));
}

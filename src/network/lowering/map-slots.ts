import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { LayerShape, Network } from '../network.js';

/**
 * log2 of the pixels that share a word of a map with so many channels, for the layer that reads it: as many as fit, if one read of dn
 * words brings the words of all lanes and the one behind the last; else one.
 */
export function slotsLogFor(shape: LayerShape, parameters: AcceleratorParameters): number {
  const { dn } = parameters;
  // A maxpool, and a kernel whose taps stand apart, move by single columns.
  if (shape.kind === 'maxpool' || (shape.dilation?.[1] ?? 1) > 1) return 0;
  for (let log = channelSlotsLog(shape.inputShape[2], parameters); log > 0; log--) {
    const lanes = Math.min(dn, shape.outputShape[1]);
    const lastWord = Math.floor((2 ** log - 1 + (lanes - 1) * shape.stride[1]) / 2 ** log);
    if (lastWord + 1 <= dn - 1) return log;
  }
  return 0;
}

/** log2 of the pixels that fit into a word: slots are powers of two, at least a chunk wide. */
function channelSlotsLog(channels: number, parameters: AcceleratorParameters): number {
  const { dm, dk } = parameters;
  const slotBits = Math.max(dm, 2 ** Math.ceil(Math.log2(channels)));
  return Math.max(0, Math.min(geometry(parameters).mostSlotsLog, Math.floor(Math.log2(dk / slotBits))));
}

/** Of every map of a network, by name (`input` or the layer's): what all layers that read it can take. A map that nobody reads has 0. */
export function mapSlots(network: Network, parameters: AcceleratorParameters): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  for (const layer of network.layers) {
    const own = slotsLogFor(layer, parameters);
    slots.set(layer.input, Math.min(own, slots.get(layer.input) ?? own));
  }
  for (const name of ['input', ...network.layers.map((layer) => layer.name)]) if (!slots.has(name)) slots.set(name, 0);
  return slots;
}

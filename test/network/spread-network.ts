import { outputRange } from '../../src/network/code-range.js';
import type { Layer, Network } from '../../src/network/network.js';
import { runReference } from '../../src/network/reference.js';
import { randomInput } from './random-network.js';

/** Bits of the shift of a layer that adds a map: its channels share the multiplier of that map, so one shift too. */
const sharedShift = 10;

/**
 * The network with constants that spread the codes of every channel over its whole range and a little beyond, for the random input of `seed`: then a wrong sum
 * somewhere is a wrong result at the end. Layers of raw results, and maxpools, stay.
 */
export function spreadNetwork(network: Network, seed: number): Network {
  const input = randomInput(seed, network.input);
  const layers: Layer[] = [];
  for (const layer of network.layers) {
    if (layer.kind === 'maxpool' || layer.output.kind === 'raw') layers.push(layer);
    else layers.push(spread(layer, runReference({ ...network, layers: [...layers, sumsOf(layer)] }, input).at(-1)!.codes));
  }
  return { ...network, layers };
}

/** The layer with its sums as results. */
function sumsOf({ residual: _, skip: __, thresholdBits: ___, ...layer }: Layer): Layer {
  const each = (value: number): number[] => new Array<number>(layer.outputShape[2]).fill(value);
  return { ...layer, requantise: { multiplier: each(1), add: each(0), shift: each(0) }, output: { kind: 'raw' } };
}

/** `sums`: [row][column][channel]. */
function spread(layer: Layer, sums: ArrayLike<number>): Layer {
  if (layer.output.kind === 'raw') return layer;
  const channels = layer.outputShape[2];
  const { low, high } = outputRange(layer.output);
  const { skip } = layer;
  const share = (skip ? 0.65 : 1.3) * (high - low);
  const multiplier: number[] = [];
  const add: number[] = [];
  const shift: number[] = [];
  const skipMultiplier = skip ? Math.round((share / 2 ** skip.bits) * 2 ** sharedShift) : 0;
  const skipMiddle = skip && !skip.signed ? (2 ** skip.bits - 1) / 2 : 0;
  for (let channel = 0; channel < channels; channel++) {
    let [least, most] = [Infinity, -Infinity];
    for (let index = channel; index < sums.length; index += channels) [least, most] = [Math.min(least, sums[index]!), Math.max(most, sums[index]!)];
    const scale = (channel % 3 === 2 ? -share : share) / Math.max(1, most - least);
    // Short and long multipliers.
    let bits = skip ? sharedShift : 34;
    while (!skip && bits > 0 && Math.abs(scale) * 2 ** bits >= 2 ** (5 + (channel % 11))) bits--;
    const factor = Math.max(-32767, Math.min(32767, Math.round(scale * 2 ** bits)));
    multiplier.push(factor);
    shift.push(bits);
    add.push(Math.round(((low + high) / 2) * 2 ** bits - ((least + most) / 2) * factor - skipMiddle * skipMultiplier));
  }
  return { ...layer, requantise: { multiplier, add, shift }, ...(skip && { skip: { ...skip, multiplier: skipMultiplier } }) };
}

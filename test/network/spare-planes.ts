import type { Layer } from '../../src/network/network.js';
import { randomSource } from './random-network.js';

/** A layer whose weights use a part of their codes only: `used` bits of them, shifted by `low` planes. */
export function withSparePlanes(layer: Layer, used: number, low: number, seed: number): Layer {
  const random = randomSource(seed);
  const { weightBits, weightCode } = layer;
  const bits = Math.min(used, weightBits);
  const shift = weightCode === 'dorefa' ? 0 : Math.min(low, weightBits - bits);
  const first = weightCode === 'signed' ? -(2 ** (bits - 1)) : weightCode === 'dorefa' ? 2 ** (weightBits - 1) - 2 ** (bits - 1) : 0;
  return { ...layer, weights: layer.weights.map(() => (first + random(2 ** bits)) * 2 ** shift) };
}

import { outputRange } from '../../src/network/code-range.js';
import { withEqualThresholds } from '../../src/network/equal-thresholds.js';
import type { Layer, Network } from '../../src/network/network.js';
import { randomSource } from './random-network.js';

/** Whether a layer can have thresholds. */
export const takesThresholds = ({ kind, output, residual }: Layer): boolean => kind !== 'maxpool' && output.kind === 'codes' && residual !== true;

/** The network with thresholds in about two of three layers that can have them: some as the constants were, some of any heights, rising and falling. */
export function withRandomThresholds(network: Network, seed: number): Network {
  const random = randomSource(seed + 99);
  return { ...network, layers: network.layers.map((layer) => (takesThresholds(layer) && random(3) > 0 ? replaced(layer, random) : layer)) };
}

function replaced(layer: Layer, random: (below: number) => number): Layer {
  if (layer.output.kind === 'raw') return layer;
  if (random(3) === 0) return withEqualThresholds(layer);
  const { low, high } = outputRange(layer.output);
  const spread = 2 ** (2 + random(3) * layer.activationBits);
  const threshold = (): number => (random(20) === 0 ? [-(2 ** 31), 2 ** 31, -(2 ** 27), 2 ** 27 - 1][random(4)]! : Math.round((random(2 ** 20) / 2 ** 19 - 1) * spread));
  const channels = Array.from({ length: layer.outputShape[2] });
  const thresholds = channels.map(() => Array.from({ length: high - low }, threshold).sort((a, b) => a - b));
  return { ...layer, thresholdBits: layer.output.bits, requantise: { thresholds, ...(random(2) === 0 && { falling: channels.map(() => random(2) === 0) }) } };
}

/** Bits of the widest code that thresholds make. */
export const widestThresholds = (network: Network): number => Math.max(0, ...network.layers.map(({ thresholdBits = 0 }) => thresholdBits));

import { codeSource } from '../models/map-groups.js';
import { levels } from '../quantizers/shares.js';
import type { MetaNetwork } from './meta-network.js';

/** The clip of a map at settled bits (one per map); 1 for the image. */
export function clipOf(network: MetaNetwork, map: string): number {
  const source = codeSource(network.model, map);
  return source === 'input' ? 1 : network.variable(source, 'clips').dataSync()[0]!;
}

/** What one code of a map stands for: clip / (2^bits - 1). */
export function codeScale(network: MetaNetwork, map: string, bits: number): number {
  return clipOf(network, map) / levels(bits);
}

import { skipOf, type Model } from '../models/model.js';
import type { SearchSpace } from './search-space.js';
import type { Target } from './target.js';

/**
 * The most bits that a map of any network in question has, `Network.mapBits`: of the candidates, and of the uniform network that the target
 * is a share of. Settled before the search, so that the cost table, whose entries depend on it, is exact for whatever the search finds; a network
 * whose widest map turns out narrower keeps it. The image does not count, as it is loaded, unless it is added somewhere.
 */
export function networkMapBits(model: Model, space: SearchSpace, target: Target): number {
  const added = new Set(model.layers.map(skipOf));
  const written = [...space.maps].filter(([name]) => name !== 'input' || added.has(name));
  return Math.max(...written.flatMap(([, bits]) => bits), target.kind === 'share' ? target.activationBits : 1);
}

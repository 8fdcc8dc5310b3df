import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { LayerShape } from '../network.js';
import type { PlacedShape } from './map-graph.js';
import { columnPairs, sharedSlotsLog, takesPairs, takesSlots } from './map-slots.js';
import { tiling } from './tiling.js';

/**
 * log2 of the pixels that share a word of the map that a layer reads, when no other layer reads it; or columnPairs. `loaded`: the map comes from
 * memory, and columns are not in pairs.
 */
export function slotsLogFor(shape: LayerShape, parameters: AcceleratorParameters, loaded: boolean): number {
  return fewestSteps([shape], geometry(parameters).mostSlotsLog, !loaded, parameters);
}

/** Of every map of a network, by name (`input` or the layer's): what all layers that read it can take. A map that nobody reads has 0. */
export function mapSlots(layers: readonly PlacedShape[], parameters: AcceleratorParameters): ReadonlyMap<string, number> {
  const names = ['input', ...layers.map((layer) => layer.name)];
  return new Map(names.map((name) => {
    const readers = layers.filter((layer) => layer.input === name);
    if (readers.length === 0) return [name, 0];
    // A map that is added has all channels of a pixel in one word where they fit, and its columns in a row.
    const added = layers.some(({ skip }) => skip?.input === name);
    const most = added ? sharedSlotsLog(readers[0]!.inputShape[2], parameters) : geometry(parameters).mostSlotsLog;
    return [name, fewestSteps(readers, most, name !== 'input' && !added, parameters)];
  }));
}

/**
 * As many pixels to a word as share it with all their channels, and in pairs rather than alone; but more of them, each with a part of its channels, where
 * the array then needs fewer steps: a depthwise layer or a pool, which sees one channel, has three kernel columns in a step instead of one.
 */
function fewestSteps(readers: readonly LayerShape[], most: number, pairs: boolean, parameters: AcceleratorParameters): number {
  const fits = (log: number): boolean => readers.every((layer) => takesSlots(layer, log, parameters));
  let best = Math.min(most, sharedSlotsLog(readers[0]!.inputShape[2], parameters));
  while (!fits(best)) best--;
  if (best === 0 && pairs && readers.every((layer) => takesPairs(layer, parameters))) best = columnPairs;
  const shared = Math.max(0, best);
  for (let log = shared + 1; log <= most; log++) if (fits(log) && stepsOf(readers, log, parameters) < stepsOf(readers, best, parameters)) best = log;
  return best;
}

/** Steps of the array for one plane pair of all layers, as if their outputs had as many pixels in a word. */
function stepsOf(readers: readonly LayerShape[], slotsLog: number, parameters: AcceleratorParameters): number {
  return readers.reduce((sum, shape) => {
    const t = tiling(shape, 1, 1, parameters, slotsLog, slotsLog);
    return sum + t.tileSteps * t.mergedTiles * t.outputRows * t.tileColumns * t.channelTiles;
  }, 0);
}

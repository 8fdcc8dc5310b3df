import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { InputError } from '../../errors/input-error.js';
import type { Network } from '../network.js';
import { mapLayout } from './layer-descriptor.js';

/**
 * A place in the activation memory for the input map and every layer's output: first fit, lowest address, among the maps that are
 * still needed. `slots` as `mapSlots` gives them. Result: word address by name (`input` or the layer's). Raw outputs take no place.
 * InputError when a layer's input and output do not fit together.
 */
export function allocateMaps(network: Network, slots: ReadonlyMap<string, number>, parameters: AcceleratorParameters): ReadonlyMap<string, number> {
  const lastUse = new Map<string, number>();
  network.layers.forEach((layer, index) => {
    lastUse.set(layer.input, index);
    if (layer.skip) lastUse.set(layer.skip.input, index);
  });

  const places = new Map<string, number>();
  let live: { name: string; from: number; to: number }[] = [];
  const place = (name: string, words: number, index: number): void => {
    live = live.filter((map) => (lastUse.get(map.name) ?? -1) >= index);
    let from = 0;
    for (const map of live.sort((a, b) => a.from - b.from)) {
      if (from + words <= map.from) break;
      from = Math.max(from, map.to);
    }
    if (from + words > parameters.activationDepth) {
      const needed = 2 ** Math.ceil(Math.log2(from + words));
      throw new InputError(
        `layer ${name}: its feature map needs words ${from} to ${from + words - 1} of the activation memory, which has ${parameters.activationDepth}; ` +
          `raise activationDepth to ${needed} in the accelerator configuration, or use fewer activation bits`,
      );
    }
    places.set(name, from);
    live.push({ name, from, to: from + words });
  };

  place('input', mapLayout(network.input.shape, network.input.bits, slots.get('input')!, parameters).words, 0);
  network.layers.forEach((layer, index) => {
    if (layer.output.kind === 'raw' || !lastUse.has(layer.name)) return;
    place(layer.name, mapLayout(layer.outputShape, layer.output.bits, slots.get(layer.name)!, parameters).words, index);
  });
  return places;
}

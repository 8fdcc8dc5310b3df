import { type Model, skipOf } from './model.js';

/**
 * Maps that share one choice of bits: of every map (a layer's name, or `input`) the first map of its group, in order of execution.
 *
 * * Maps that meet in an addition agree: the map that is added and the map that the sum becomes. So all maps along the identity path
 *   of a ResNet stage are of one group, and the hardware adds codes of one format.
 * * A maxpool hands on codes, so its map is of its input's group.
 *
 * A group that holds `input` has the image's 8 bits.
 */
export function mapGroups(model: Model): ReadonlyMap<string, string> {
  const order = ['input', ...model.layers.map(({ name }) => name)];
  const group = new Map(order.map((name) => [name, name]));
  const unite = (a: string, b: string): void => {
    const [first, second] = [group.get(a)!, group.get(b)!].sort((x, y) => order.indexOf(x) - order.indexOf(y));
    for (const [name, of] of group) if (of === second) group.set(name, first!);
  };
  for (const layer of model.layers) {
    const skip = skipOf(layer);
    if (skip !== undefined) unite(skip, layer.name);
    if (layer.kind === 'maxpool') unite(layer.input, layer.name);
  }
  return group;
}

/** The layer whose activation made the codes of a map: the map itself, or what went into a maxpool; `input` for the image. */
export function codeSource(model: Model, map: string): string {
  const layer = model.layers.find(({ name }) => name === map);
  return layer?.kind === 'maxpool' ? codeSource(model, layer.input) : map;
}

/** Names of the layers that quantize their output, each with clips of its own: all but maxpools and the last. */
export function quantizingLayers(model: Model): string[] {
  return model.layers.slice(0, -1).flatMap(({ name, kind }) => (kind === 'maxpool' ? [] : [name]));
}

import type { LayerShape } from '../network.js';

/** A layer with the names of the maps that it reads: `input`, or an earlier layer's. A `Layer` is one. */
export type PlacedShape = LayerShape & { readonly input: string; readonly skip?: { readonly input: string } | undefined };

/**
 * Layers with their edges. Where only shapes are known, as of the networks for cost tables, a layer reads the last map before it that
 * has its input's shape, and adds the last one before that of its output's shape. Behind a layer that reached back, the shortcut of
 * a ResNet's block, a residual layer adds that one's map and reads the one before.
 */
export function withEdges(shapes: readonly (LayerShape & Partial<Pick<PlacedShape, 'input' | 'skip'>>)[]): readonly PlacedShape[] {
  const maps = [{ name: 'input', shape: shapes[0]!.inputShape, reachesBack: false }];
  const lastOf = (size: LayerShape['inputShape'], other?: string) =>
    maps.findLast(({ name, shape }) => name !== other && shape.every((length, axis) => length === size[axis]));
  return shapes.map((shape): PlacedShape => {
    const latest = lastOf(shape.inputShape);
    const shortcut = shape.residual === true && latest?.reachesBack ? latest : undefined;
    const input = shape.input ?? (shortcut && lastOf(shape.inputShape, shortcut.name)?.name) ?? latest?.name ?? maps.at(-1)!.name;
    const added = shape.skip?.input ?? (shape.residual === true ? lastOf(shape.outputShape, input)?.name ?? input : undefined);
    maps.push({ name: shape.name, shape: shape.outputShape, reachesBack: input !== maps.at(-1)!.name });
    return { ...shape, input, ...(added !== undefined && { skip: { ...shape.skip, input: added } }) };
  });
}

/** The shape of every map, by name. */
export function mapShapes(layers: readonly PlacedShape[]): ReadonlyMap<string, LayerShape['inputShape']> {
  return new Map([['input', layers.find(({ input }) => input === 'input')!.inputShape], ...layers.map(({ name, outputShape }) => [name, outputShape] as const)]);
}

/** Index of the last layer that reads a map, as input or to add it; maps that nobody reads are not in it. */
export function lastReaders(layers: readonly PlacedShape[]): ReadonlyMap<string, number> {
  return new Map(layers.flatMap(({ input, skip }, index) => [[input, index] as const, ...(skip ? [[skip.input, index] as const] : [])]));
}

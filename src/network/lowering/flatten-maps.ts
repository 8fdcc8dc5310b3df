import type { LayerShape, MapShape, Network } from '../network.js';

/**
 * A 1x1 layer does not see where its pixels lie, so a network of such layers runs on maps of one long row: tiles of dn pixels then have
 * no rest at the end of every row. Codes stay in the same order, so nothing else knows of it.
 */
export function flattenMaps(network: Network): Network {
  if (!isPointwise(network.layers)) return network;
  return { ...network, input: { ...network.input, shape: flat(network.input.shape) }, layers: network.layers.map(flattenShape) };
}

/** Only 1x1 convolutions of stride 1 without padding, on maps of more than one row. */
export const isPointwise = (shapes: readonly LayerShape[]): boolean => shapes.every(({ kind, kernel, stride, padding, inputShape }) =>
  kind === 'convolution' && inputShape[0] > 1 && [...kernel, ...stride].every((size) => size === 1) && Object.values(padding).every((size) => size === 0));

export const flattenShape = <Shape extends LayerShape>(shape: Shape): Shape =>
  ({ ...shape, inputShape: flat(shape.inputShape), outputShape: flat(shape.outputShape) });

const flat = ([height, width, channels]: MapShape): MapShape => [1, height * width, channels];

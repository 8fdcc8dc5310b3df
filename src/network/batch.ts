import { InputError } from '../errors/input-error.js';
import type { Layer, MapShape, Network } from './network.js';

/**
 * A network of dense layers for `count` images at once: the images become pixels of one row, and every layer a 1x1 convolution over them,
 * with the same weights, which the accelerator then reads once for all. Its input is the images' codes one after another, each of
 * its outputs the images' outputs likewise. `count` 1: the network as it is.
 *
 * InputError unless all layers are dense: a map of more than one pixel has no place for the pixels of other images, and a layer behind
 * it comes in the same chain, image by image.
 */
export function batchNetwork(network: Network, count: number): Network {
  if (count === 1) return network;
  const other = network.layers.find(({ kind }) => kind !== 'dense');
  if (other !== undefined) {
    throw new InputError(`network ${network.name}: a batch of ${count} images needs dense layers only, layer ${other.name} is a ${other.kind} layer; run the images one by one`);
  }
  return {
    ...network,
    input: { ...network.input, shape: pixels(network.input.shape, count) },
    layers: network.layers.map((layer): Layer => ({
      ...layer, kind: 'convolution', inputShape: pixels(layer.inputShape, count), outputShape: pixels(layer.outputShape, count), kernel: [1, 1], stride: [1, 1],
    })),
  };
}

/** Images `count` at a time, one after another; the last ones with images of zeros behind them. */
export function joinImages(images: readonly ArrayLike<number>[], count: number): readonly Int32Array[] {
  return Array.from({ length: Math.ceil(images.length / count) }, (_, batch) => {
    const joined = new Int32Array(count * images[0]!.length);
    images.slice(batch * count, (batch + 1) * count).forEach((image, index) => joined.set(Array.from(image), index * image.length));
    return joined;
  });
}

/** What one image has of a batch's output. */
export function splitOutputs(outputs: readonly Int32Array[], count: number, images: number): readonly Int32Array[] {
  return Array.from({ length: images }, (_, image) => {
    const joined = outputs[Math.floor(image / count)]!;
    const size = joined.length / count;
    return joined.subarray((image % count) * size, ((image % count) + 1) * size);
  });
}

/** A map's values as channels of one pixel, `count` times side by side. */
const pixels = ([height, width, channels]: MapShape, count: number): MapShape => [1, count, height * width * channels];

import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { Layer, LayerShape, MapShape, Network } from '../network.js';
import { mapBeats, mapLayout } from './map-layout.js';
import { slotsLogFor } from './choose-slots.js';
import { tiling } from './tiling.js';

/**
 * The first layer of an image network has few channels and would fill a small part of every word. Its kernel rows become channels: row y of
 * the folded map has, for every column, the pixels of all rows that output row y sees. Who writes the input map into memory repeats
 * rows so; a 3x3 layer of 3 channels becomes a 1x3 layer of 9, whose window fits one word.
 */
export interface FoldedNetwork {
  /** Computes the same; its first layer and its input map may be folded. */
  readonly network: Network;
  /** The input tensor [y][x][c] as the folded network wants it. */
  fold(codes: ArrayLike<number>): ArrayLike<number>;
}

/** Folds the first layer of a network where that pays and no other layer reads the input. `inBands`: the input need not fit. */
export function foldInputRows(network: Network, parameters: AcceleratorParameters, { inBands = false } = {}): FoldedNetwork {
  const [first, ...others] = network.layers as [Layer, ...Layer[]];
  const readers = network.layers.filter(({ input, skip }) => input === 'input' || skip?.input === 'input');
  const shape = readers.length === 1 && first.skip?.input !== 'input' ? foldedShape(first, first.activationBits, parameters, { inBands }) : first;
  if (shape === first) return { network, fold: (codes) => codes };
  const layer: Layer = { ...first, ...shape, weights: foldWeights(first) };
  return {
    network: { ...network, input: { ...network.input, shape: shape.inputShape }, layers: [layer, ...others] },
    fold: (codes) => foldMap(codes, first, shape.inputShape),
  };
}

/** The shape of a layer that loads its input, folded where that takes fewer cycles and the folded map leaves half of the memory free, or comes in bands. */
export function foldedShape<Shape extends LayerShape>(shape: Shape, activationBits: number, parameters: AcceleratorParameters, { inBands = false } = {}): Shape {
  const [kernelHeight, kernelWidth] = shape.kernel;
  const [, width, channels] = shape.inputShape;
  if (shape.kind !== 'convolution' || (shape.groups ?? 1) > 1 || kernelHeight === 1 || channels * kernelHeight > parameters.dk) return shape;
  const folded: Shape = {
    ...shape,
    inputShape: [shape.outputShape[0], width, channels * kernelHeight],
    kernel: [1, kernelWidth],
    stride: [1, shape.stride[1]],
    padding: { ...shape.padding, top: 0, bottom: 0 },
    ...(shape.dilation && { dilation: [1, shape.dilation[1]] }),
  };
  const { words } = mapLayout(folded.inputShape, activationBits, slotsLogFor(folded, parameters, true), parameters);
  const fits = inBands || words <= parameters.activationDepth / 2;
  return fits && estimate(folded, activationBits, parameters) < estimate(shape, activationBits, parameters) ? folded : shape;
}

/** Cycles of load and array for weights of 2 bits, near enough to choose. */
function estimate(shape: LayerShape, activationBits: number, parameters: AcceleratorParameters): number {
  const t = tiling(shape, 2, activationBits, parameters, slotsLogFor(shape, parameters, true), undefined);
  const tiles = t.outputRows * t.tileColumns * t.channelTiles;
  return tiles * Math.max(t.tileSteps, geometry(parameters).drainPeriod) + mapBeats(shape.inputShape, activationBits, parameters);
}

/** [o][ky][kx][c] to [o][1][kx][ky][c]. */
function foldWeights({ weights, kernel: [height, width], inputShape: [, , channels], outputShape: [, , outputs] }: Layer): Int16Array {
  const folded = new Int16Array(weights.length);
  let at = 0;
  for (let output = 0; output < outputs; output++)
    for (let x = 0; x < width; x++)
      for (let y = 0; y < height; y++)
        for (let channel = 0; channel < channels; channel++)
          folded[at++] = weights[((output * height + y) * width + x) * channels + channel]!;
  return folded;
}

function foldMap(codes: ArrayLike<number>, { inputShape, kernel, stride, padding, dilation }: LayerShape, [rows, width, deep]: MapShape): Int32Array {
  const [height, , channels] = inputShape;
  const folded = new Int32Array(rows * width * deep);
  for (let row = 0; row < rows; row++)
    for (let tap = 0; tap < kernel[0]; tap++) {
      const source = row * stride[0] - padding.top + tap * (dilation?.[0] ?? 1);
      if (source < 0 || source >= height) continue;
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < channels; channel++)
          folded[(row * width + x) * deep + tap * channels + channel] = codes[(source * width + x) * channels + channel]!;
    }
  return folded;
}

import * as tf from '@tensorflow/tfjs';
import type { LabelledImages } from '../data/dataset.js';
import type { RandomStream } from './random-stream.js';

export interface Batch {
  /** [n, height, width, channels] in 0..1. The reader disposes of it. */
  readonly images: tf.Tensor4D;
  readonly labels: Uint8Array;
}

/** How images are varied in training: moved by up to so many pixels in each direction, zeros moving in. 0 leaves them as they are. */
export interface Augmentation {
  readonly shift: number;
}

/** Shift that suits an image size: one pixel in 16, two in 28. */
export function defaultAugmentation([height]: readonly [number, number, number]): Augmentation {
  return { shift: Math.round(height / 16) };
}

/** Whole batches of the images in random order; what does not fill the last batch is left out of this epoch. */
export function* trainingBatches(
  data: LabelledImages,
  shape: readonly [number, number, number],
  batchSize: number,
  augmentation: Augmentation,
  random: RandomStream,
): Generator<Batch> {
  const order = random.permutation(data.count);
  for (let start = 0; start + batchSize <= data.count; start += batchSize) {
    yield takeBatch(data, shape, order.subarray(start, start + batchSize), () => {
      const range = 2 * augmentation.shift + 1;
      return augmentation.shift === 0 ? [0, 0] : [random.integer(range) - augmentation.shift, random.integer(range) - augmentation.shift];
    });
  }
}

/** Number of batches that `trainingBatches` yields. */
export function batchCount(data: Pick<LabelledImages, 'count'>, batchSize: number): number {
  return Math.floor(data.count / batchSize);
}

/** All images in order, the last batch may be smaller. */
export function* evaluationBatches(data: LabelledImages, shape: readonly [number, number, number], batchSize: number): Generator<Batch> {
  for (let start = 0; start < data.count; start += batchSize) {
    const end = Math.min(start + batchSize, data.count);
    yield takeBatch(data, shape, Uint32Array.from({ length: end - start }, (_, i) => start + i), () => [0, 0]);
  }
}

function takeBatch(
  data: LabelledImages,
  [height, width, channels]: readonly [number, number, number],
  order: Uint32Array,
  shift: () => readonly [number, number],
): Batch {
  const row = width * channels;
  const size = height * row;
  const pixels = new Float32Array(order.length * size);
  const labels = new Uint8Array(order.length);
  order.forEach((image, i) => {
    labels[i] = data.labels[image]!;
    const [down, right] = shift();
    const move = right * channels;
    for (let y = Math.max(0, down); y < Math.min(height, height + down); y++) {
      const from = image * size + (y - down) * row;
      const to = i * size + y * row;
      for (let x = Math.max(0, move); x < Math.min(row, row + move); x++) pixels[to + x] = data.images[from + x - move]! / 255;
    }
  });
  return { images: tf.tensor4d(pixels, [order.length, height, width, channels]), labels };
}

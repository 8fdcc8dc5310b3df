import * as tf from '@tensorflow/tfjs';
import type { LabelledImages } from '../data/dataset.js';
import { forward, type Precision } from '../graph/forward.js';
import type { MetaNetwork } from '../graph/meta-network.js';
import { evaluationBatches } from './batches.js';

/** Bounds the memory of a pass; the results do not depend on it. */
const batchSize = 128;

/** The class that the network gives each image, with the running statistics of batch norm. */
export function predict(network: MetaNetwork, data: LabelledImages, precision: Precision): Uint8Array {
  const predictions = new Uint8Array(data.count);
  let start = 0;
  for (const { images, labels } of evaluationBatches(data, network.model.inputShape, batchSize)) {
    const logits = tf.tidy(() => forward(network, images, precision, 'evaluate').dataSync());
    images.dispose();
    const classes = logits.length / labels.length;
    for (let i = 0; i < labels.length; i++) predictions[start++] = largestAt(logits.subarray(i * classes, (i + 1) * classes));
  }
  return predictions;
}

/** Share of the images, 0..1, whose prediction is their label. */
export function accuracy(predictions: Uint8Array, { labels }: Pick<LabelledImages, 'labels'>): number {
  let right = 0;
  predictions.forEach((prediction, i) => {
    if (prediction === labels[i]) right++;
  });
  return right / predictions.length;
}

/** Position of the largest value, the first of equal ones: what every engine's logits are read with. */
export function largestAt(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

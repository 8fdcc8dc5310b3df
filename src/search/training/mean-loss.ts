import * as tf from '@tensorflow/tfjs';
import { forward, type Precision } from '../graph/forward.js';
import type { MetaNetwork } from '../graph/meta-network.js';
import type { Batch } from './batches.js';
import { crossEntropy } from './cross-entropy.js';

/** Mean cross entropy over batches of equal size, batch norm with the statistics of each batch. Nothing moves. */
export function meanLoss(network: MetaNetwork, batches: readonly Batch[], precision: Precision): number {
  return batches.reduce((sum, { images, labels }) => sum + tf.tidy(() => crossEntropy(forward(network, images, precision, 'batch'), labels).dataSync()[0]!), 0) / batches.length;
}

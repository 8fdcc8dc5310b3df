import * as tf from '@tensorflow/tfjs';
import { forward } from '../graph/forward.js';
import type { MetaNetwork } from '../graph/meta-network.js';
import type { Batch } from './batches.js';
import type { SoftLabels } from './cross-entropy.js';

/**
 * The float network as a teacher (distillation, Hinton et al., arXiv 1503.02531, at temperature 1): its probabilities have a share in what
 * quantized networks learn.
 */
export interface Teacher {
  readonly network: MetaNetwork;
  /** 0..1 */
  readonly share: number;
}

/** What the teacher says of a batch, with its running statistics of batch norm. */
export function softLabels({ network, share }: Teacher, { images }: Batch): SoftLabels {
  const probabilities = tf.tidy(() => tf.softmax(forward(network, images, { kind: 'float' }, 'evaluate')).dataSync()) as Float32Array;
  return { probabilities, share };
}

import * as tf from '@tensorflow/tfjs';
import { largestAt } from './evaluate.js';

/** Counts the images whose greatest logit is their label's. */
export interface Tally {
  right: number;
}

/** A second opinion on the labels: probabilities [n,classes], and their share in the target, 0..1. */
export interface SoftLabels {
  readonly probabilities: Float32Array;
  readonly share: number;
}

/**
 * Mean softmax cross entropy of logits [n,classes] against class numbers. Forward and backward run on the host: n x classes numbers
 * are fewer than what a chain of ten small kernels costs in calls. As the logits are there, `tally` counts what they predict rightly.
 * With `soft` the target is (1 - share) label + share probabilities.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: Uint8Array, tally?: Tally, soft?: SoftLabels): tf.Scalar {
  const [count, classes] = logits.shape;
  return tf.customGrad((input) => {
    const values = (input as tf.Tensor).dataSync();
    const gradient = new Float32Array(values.length);
    let loss = 0;
    for (let row = 0; row < count; row++) {
      const start = row * classes;
      const scores = values.subarray(start, start + classes);
      const largest = Math.max(...scores);
      let sum = 0;
      for (const score of scores) sum += Math.exp(score - largest);
      const label = labels[row]!;
      if (tally !== undefined && largestAt(scores) === label) tally.right++;
      for (let k = 0; k < classes; k++) {
        const wanted = (soft === undefined ? 0 : soft.share * soft.probabilities[start + k]!) + (k === label ? 1 - (soft?.share ?? 0) : 0);
        if (wanted > 0) loss += wanted * (Math.log(sum) - (scores[k]! - largest));
        gradient[start + k] = (Math.exp(scores[k]! - largest) / sum - wanted) / count;
      }
    }
    return {
      value: tf.scalar(loss / count),
      gradFunc: (dy) => [tf.mul(tf.tensor2d(gradient, [count, classes]), dy as tf.Tensor)],
    };
  })(logits) as tf.Scalar;
}

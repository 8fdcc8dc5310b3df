import * as tf from '@tensorflow/tfjs';
import { largestAt } from './evaluate.js';

/** Counts the images whose greatest logit is their label's. */
export interface Tally {
  right: number;
}

/**
 * Mean softmax cross entropy of logits [n,classes] against class numbers. Forward and backward run on the host: n x classes numbers
 * are fewer than what a chain of ten small kernels costs in calls. As the logits are there, `tally` counts what they predict rightly.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: Uint8Array, tally?: Tally): tf.Scalar {
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
      loss += Math.log(sum) - (scores[label]! - largest);
      for (let k = 0; k < classes; k++) {
        gradient[start + k] = (Math.exp(scores[k]! - largest) / sum - (k === label ? 1 : 0)) / count;
      }
    }
    return {
      value: tf.scalar(loss / count),
      gradFunc: (dy) => [tf.mul(tf.tensor2d(gradient, [count, classes]), dy as tf.Tensor)],
    };
  })(logits) as tf.Scalar;
}

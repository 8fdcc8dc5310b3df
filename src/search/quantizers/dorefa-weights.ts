import * as tf from '@tensorflow/tfjs';
import { levels } from './shares.js';
import type { WeightQuantizer } from './weight-quantizer.js';

/**
 * DoReFa-Net weights (arXiv 1606.06160, equation 9):
 *
 *   w~ = tanh(w) / (2 max|tanh(w)|) + 1/2        w^ = 2 q_b(w~) - 1        q_b(z) = round((2^b - 1) z) / (2^b - 1), halves to even
 *
 * Straight through the rounding and with the maximum as a constant: dL/dw = dL/dW^ (1 - tanh(w)^2) / max|tanh(w)|. tanh and maximum are
 * taken once for all candidates.
 */
export const dorefaWeights: WeightQuantizer = {
  source: 'DoReFa-Net, arXiv 1606.06160',
  learntStep: false,
  grid: () => 'dorefa',
  prepare(weights, bits) {
    const tanh = tf.tanh(weights);
    const largest = largestMagnitude(tanh);
    return {
      base: tf.add(tf.mul(tanh, 0.5 / largest), 0.5),
      step: bits.map((b) => 2 / levels(b)),
      offset: bits.map(() => -1),
      codes: (unit, i) => tf.round(tf.mul(unit, levels(bits[i]!))),
      // tanh(w) = 2 max (w~ - 1/2)
      gradient: (unit, upstream) => tf.mul(upstream, tf.sub(1 / largest, tf.mul(tf.square(tf.sub(unit, 0.5)), 4 * largest))),
    };
  },
};

/** max|tanh(w)|: what normalisation divides by. */
export function weightScale(weights: tf.Tensor): number {
  return tf.tidy(() => largestMagnitude(tf.tanh(weights)));
}

/** Not zero: all-zero weights stay in the middle of the grid. */
function largestMagnitude(tanh: tf.Tensor): number {
  return Math.max(tf.max(tf.abs(tanh)).dataSync()[0]!, 1e-12);
}

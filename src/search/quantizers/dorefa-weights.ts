import * as tf from '@tensorflow/tfjs';
import { dot, levels, type Mixture, shareValues } from './shares.js';

/**
 * DoReFa-Net weights (arXiv 1606.06160, equation 9), aggregated over candidate bitwidths (EBS, arXiv 2003.07577):
 *
 *   w~  = tanh(w) / (2 max|tanh(w)|) + 1/2
 *   W^  = sum_i p_i (2 q_bi(w~) - 1)              q_b(z) = round((2^b - 1) z) / (2^b - 1), halves to even
 *
 * One custom gradient for the whole: straight through the rounding and with the maximum as a constant, so
 * dL/dw = dL/dW^ (1 - tanh(w)^2) / max|tanh(w)| whatever the shares; dL/dp_i = <dL/dW^, 2 q_bi(w~) - 1>, candidates recomputed.
 */
export function quantizeWeights(weights: tf.Tensor, { bits, shares }: Mixture): tf.Tensor {
  const values = shareValues(shares);
  if (shares instanceof tf.Tensor) {
    // Strengths' step: w is a constant, p is the input of the gradient.
    return tf.customGrad((p, save) => {
      const { unit } = normalise(weights);
      (save as tf.GradSaveFunc)([unit, p as tf.Tensor]);
      return {
        value: aggregate(unit, bits, values),
        gradFunc: (dy, saved) => {
          const z = (saved as tf.Tensor[])[0]!;
          return [tf.stack(bits.map((b) => dot(dy as tf.Tensor, candidate(z, b)))) as tf.Tensor1D];
        },
      };
    })(shares);
  }
  return tf.customGrad((w, save) => {
    const { unit, tanh, largest } = normalise(w as tf.Tensor);
    (save as tf.GradSaveFunc)([tanh]);
    return {
      value: aggregate(unit, bits, values),
      gradFunc: (dy, saved) => {
        const t = (saved as tf.Tensor[])[0]!;
        return [tf.mul(dy as tf.Tensor, tf.mul(tf.sub(1, tf.square(t)), 1 / largest))];
      },
    };
  })(weights);
}

/**
 * The codes of one bitwidth, c = round((2^b - 1) w~) in 0..2^b-1; code c stands for (2c - (2^b - 1)) / (2^b - 1). Computed by the same
 * operations as `quantizeWeights`, so equal to what the network was trained with. Same element order as `weights`.
 */
export function weightCodes(weights: tf.Tensor, bits: number): Int16Array {
  return Int16Array.from(tf.tidy(() => tf.round(tf.mul(normalise(weights).unit, levels(bits))).dataSync()));
}

/** max|tanh(w)|: what normalisation divides by. */
export function weightScale(weights: tf.Tensor): number {
  return tf.tidy(() => normalise(weights).largest);
}

interface NormalisedWeights {
  /** w~, in [0, 1]. */
  readonly unit: tf.Tensor;
  readonly tanh: tf.Tensor;
  readonly largest: number;
}

function normalise(weights: tf.Tensor): NormalisedWeights {
  const tanh = tf.tanh(weights);
  // All-zero weights stay in the middle of the grid.
  const largest = Math.max(tf.max(tf.abs(tanh)).dataSync()[0]!, 1e-12);
  return { tanh, largest, unit: tf.add(tf.mul(tanh, 0.5 / largest), 0.5) };
}

function candidate(unit: tf.Tensor, bits: number): tf.Tensor {
  const steps = levels(bits);
  return tf.sub(tf.mul(tf.round(tf.mul(unit, steps)), 2 / steps), 1);
}

function aggregate(unit: tf.Tensor, bits: readonly number[], shares: ArrayLike<number>): tf.Tensor {
  let sum: tf.Tensor | undefined;
  bits.forEach((b, i) => {
    const steps = levels(b);
    const part = tf.mul(tf.round(tf.mul(unit, steps)), (2 * shares[i]!) / steps);
    sum = sum ? tf.add(sum, part) : part;
  });
  return tf.sub(sum!, 1);
}

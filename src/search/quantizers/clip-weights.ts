import * as tf from '@tensorflow/tfjs';
import { mseClip, oddGrid } from './mse-clip.js';
import { levels } from './shares.js';
import type { WeightQuantizer } from './weight-quantizer.js';

/**
 * Weights on the symmetric grid between -clip and +clip, the clip a statistic of the weights:
 *
 *   code = round((clip(w, -alpha, alpha) / alpha + 1) (2^b - 1) / 2)        w^ = alpha (2 code - (2^b - 1)) / (2^b - 1)
 *
 * Straight through: dL/dw = dL/dW^ everywhere, outside the clip too, so that a weight beyond it can come back.
 */
function clipWeights(source: string, clips: (weights: tf.Tensor, bits: readonly number[]) => number[]): WeightQuantizer {
  return {
    source,
    learntStep: false,
    grid: () => 'dorefa',
    prepare(weights, bits) {
      const alphas = clips(weights, bits);
      return {
        base: weights,
        step: bits.map((b, i) => (2 * alphas[i]!) / levels(b)),
        offset: alphas.map((alpha) => -alpha),
        codes(w, i) {
          const half = levels(bits[i]!) / 2;
          return tf.round(tf.add(tf.mul(tf.clipByValue(w, -alphas[i]!, alphas[i]!), half / alphas[i]!), half));
        },
        gradient: (_w, upstream) => upstream.clone(),
      };
    },
  };
}

/** The clip of least mean square error. One bit: the mean magnitude, as XNOR-Net (arXiv 1603.05279, equation 6). */
export const mseWeights = clipWeights('clip of least mean square error', (weights, bits) => {
  const values = weights.dataSync();
  return bits.map((b) => mseClip(values, oddGrid(b)));
});

/** c1 and c2 of alpha = c1 sqrt(E[w^2]) + c2 E|w|, by bits: fitted by the authors to six distributions. */
const coefficients: Readonly<Record<number, readonly [number, number]>> = {
  2: [3.12, -2.064],
  3: [7.509, -6.892],
  4: [12.68, -12.8],
  5: [17.74, -18.64],
};

/**
 * Statistics-aware weight binning, SAWB (Choi et al., Accurate and efficient 2-bit quantized neural networks, MLSys 2019): the clip of
 * least mean square error by a formula in two moments. Where it has no coefficients (1 and 6 to 8 bits) the clip that it approximates is
 * searched; where the weights are so unlike a bell that it is not positive, it is the largest magnitude.
 */
export const sawbWeights = clipWeights('SAWB, MLSys 2019', (weights, bits) => {
  const magnitudes = tf.abs(weights);
  const [square, mean, largest] = tf.stack([tf.mean(tf.square(weights)), tf.mean(magnitudes), tf.max(magnitudes)]).dataSync() as unknown as [number, number, number];
  return bits.map((b) => {
    const pair = coefficients[b];
    if (!pair) return mseClip(weights.dataSync(), oddGrid(b));
    const alpha = pair[0] * Math.sqrt(square) + pair[1] * mean;
    return alpha > 0 ? alpha : Math.max(largest, 1e-12);
  });
});

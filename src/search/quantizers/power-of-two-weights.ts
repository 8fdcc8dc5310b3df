import * as tf from '@tensorflow/tfjs';
import { mseClip } from './mse-clip.js';
import { sumOf } from './shares.js';
import type { WeightQuantizer } from './weight-quantizer.js';

/**
 * Power-of-two weights (Miyashita et al., arXiv 1603.01025; the level set of Li et al., arXiv 1909.13144, equation 3, with as many powers
 * as b bits of two's complement hold):
 *
 *   w^ = alpha Q(clip(w, -alpha, alpha) / alpha)        Q: nearest of 0, +-2^-(b-2), ..., +-1/2, +-1, the smaller one of two equally near
 *
 * Codes 0, +-1, +-2, +-4 ... +-2^(b-2): each has one bit set, so a multiplier is a shift. The accelerator counts planes, so here a
 * code of b bits costs what any other of b bits costs. One bit is alpha sign(w) on the symmetric grid, all powers and no zero. alpha is the
 * clip of least mean square error. Straight through: dL/dw = dL/dW^.
 */
export const powerOfTwoWeights: WeightQuantizer = {
  source: 'powers of two, arXiv 1603.01025 and 1909.13144',
  learntStep: false,
  grid: (bits) => (bits === 1 ? 'dorefa' : 'signed'),
  prepare(weights, bits) {
    const values = weights.dataSync();
    const alphas = bits.map((b) => mseClip(values, b === 1 ? [1] : powers(b).map((power) => power / largestPower(b))));
    return {
      base: weights,
      step: alphas.map((alpha, i) => (bits[i] === 1 ? 2 * alpha : alpha / largestPower(bits[i]!))),
      offset: alphas.map((alpha, i) => (bits[i] === 1 ? -alpha : 0)),
      codes(w, i) {
        const b = bits[i]!;
        if (b === 1) return tf.step(w);
        const magnitude = tf.mul(tf.abs(w), largestPower(b) / alphas[i]!);
        // One step up at each middle between neighbouring levels.
        const all = powers(b);
        const rise = (k: number): tf.Tensor => tf.mul(tf.step(tf.sub(magnitude, (all[k - 1]! + all[k]!) / 2)), all[k]! - all[k - 1]!);
        return tf.mul(tf.sign(w), sumOf([...all.keys()].slice(1), rise));
      },
      gradient: (_w, upstream) => upstream.clone(),
    };
  },
};

/** 0, 1, 2, 4 ... 2^(b-2) */
function powers(bits: number): number[] {
  return [0, ...Array.from({ length: bits - 1 }, (_, k) => 2 ** k)];
}

function largestPower(bits: number): number {
  return 2 ** (bits - 2);
}

import * as tf from '@tensorflow/tfjs';
import { quantizeActivations } from '../quantizers/quantize-activations.js';
import type { Mixture } from '../quantizers/shares.js';

/**
 * A map that is only added, quantized linearly within its clip: codes stand for -alpha/2 .. alpha/2 in 2^b - 1 steps,
 *
 *   x^ = Q(x + alpha/2) - alpha/2          Q: the unsigned quantizer of all other maps
 *
 * so the hardware has unsigned codes here too, and -alpha/2 is part of the constants of the layer that adds them. Each candidate has its own
 * clip, so its own quantizer. The gradients follow: dL/dx = dL/dx^ where |x| < alpha/2, dL/dalpha half of what lies above less half of what lies below.
 */
export function quantizeCentred(x: tf.Tensor, clips: tf.Tensor1D, { bits, shares, quantizer }: Mixture): tf.Tensor {
  const parts = bits.map((b, j) => {
    const clip = bits.length === 1 ? clips : tf.slice(clips, [j], [1]);
    const half = tf.mul(clip, 0.5);
    const part = tf.sub(quantizeActivations(tf.add(x, half), clip, { bits: [b], shares: [1], quantizer }), half);
    if (bits.length === 1) return part;
    return tf.mul(part, shares instanceof tf.Tensor ? tf.slice(shares, [j], [1]) : shares[j]!);
  });
  return parts.reduce((sum, part) => tf.add(sum, part));
}

import type * as tf from '@tensorflow/tfjs';
import { quantizeActivations } from '../quantizers/quantize-activations.js';
import type { Mixture } from '../quantizers/shares.js';

/**
 * A map that is only added, quantized linearly within its clip: codes stand for -alpha/2 .. alpha/2 in 2^b - 1 steps,
 *
 *   x^ = Q(x + alpha/2) - alpha/2          Q: the unsigned quantizer of all other maps
 *
 * so the hardware has unsigned codes here too, and -alpha/2 is part of the constants of the layer that adds them. The
 * gradients follow: dL/dx = dL/dx^ where |x| < alpha/2, dL/dalpha half of what lies above less half of what lies below.
 */
export function quantizeCentred(x: tf.Tensor, clips: tf.Tensor1D, mixture: Mixture): tf.Tensor {
  return quantizeActivations(x, clips, mixture, true);
}

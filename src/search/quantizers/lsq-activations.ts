import * as tf from '@tensorflow/tfjs';
import type { ActivationQuantizer } from './activation-quantizer.js';
import { dot, levels } from './shares.js';

/** E[max(z, 0)] of a standard normal z, 1 / sqrt(2 pi): the mean of a batch-normalised map after ReLU. */
const meanOfRectified = 1 / Math.sqrt(2 * Math.PI);

/**
 * LSQ for unsigned maps (arXiv 1902.08153, equations 1 to 5), Qn = 0, Qp = 2^b - 1, v = x / s:
 *
 *   dL/ds = g sum(dL/dX^ (round(v) - v where 0 < v < Qp, Qp above))          g = 1 / sqrt(N Qp), N values per image
 *
 * The variable is the clip alpha = Qp s, as for PACT. Given Qp dL/ds as its gradient, descent moves s = alpha / Qp just as it would move
 * the step itself. The start 2 E|x| / sqrt(Qp) takes E|x| of a normal map.
 */
export const lsqActivations: ActivationQuantizer = {
  source: 'LSQ, arXiv 1902.08153',
  initialClip: (bits) => 2 * meanOfRectified * Math.sqrt(levels(bits)),
  clipGradient({ x, upstream, below, clip, bits }) {
    const largest = levels(bits);
    const scale = 1 / Math.sqrt((x.size / x.shape[0]!) * largest);
    return tf.tidy(() => {
      const v = tf.mul(tf.clipByValue(x, 0, clip), largest / clip);
      // Where x is clipped the slope is the code itself.
      const slopes = tf.sub(dot(upstream, tf.round(v)), dot(below, v));
      return tf.mul(slopes, largest * scale) as tf.Scalar;
    });
  },
};

import * as tf from '@tensorflow/tfjs';
import type { ActivationQuantizer } from './activation-quantizer.js';

/** Where PACT clips start: three standard deviations of a batch-normalised map. */
export const initialClip = 3;

/** Clips below this would make the map a constant and its scale unbounded; the optimizer keeps them above. */
export const smallestClip = 0.1;

/** PACT (arXiv 1805.06085, equation 3): dL/dalpha = sum(dL/dX^ where x >= alpha). */
export const pactActivations: ActivationQuantizer = {
  source: 'PACT, arXiv 1805.06085',
  initialClip: () => initialClip,
  clipGradient: ({ total, below }) => tf.sub(total, tf.sum(below)) as tf.Scalar,
};

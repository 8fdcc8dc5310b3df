import * as tf from '@tensorflow/tfjs';
import type { ActivationQuantizer } from './activation-quantizer.js';
import { dot } from './shares.js';

/** Where PACT clips start: three standard deviations of a batch-normalised map. */
export const initialClip = 3;

/** Clips below this would make the map a constant and its scale unbounded; the optimizer keeps them above. */
export const smallestClip = 0.1;

/** PACT (arXiv 1805.06085, equation 3): dL/dalpha = sum(dL/dX^ where x >= alpha). */
export const pactActivations: ActivationQuantizer = {
  source: 'PACT, arXiv 1805.06085',
  initialClip: () => initialClip,
  // The mask of the others: `greaterEqual` is slow on the wasm backend.
  clipGradient: (x, upstream, clip) => tf.sub(tf.sum(upstream), dot(upstream, tf.step(tf.sub(clip, x)))) as tf.Scalar,
};

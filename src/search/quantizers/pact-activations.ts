import * as tf from '@tensorflow/tfjs';
import { dot, levels, type Mixture, shareValues } from './shares.js';

/** Where PACT clips start: three standard deviations of a batch-normalised map. */
export const initialClip = 3;

/** Clips below this would make the map a constant and its scale unbounded; the optimizer keeps them above. */
export const smallestClip = 0.1;

/**
 * PACT activations (arXiv 1805.06085), aggregated over candidate bitwidths with one learnt clip per candidate (EBS, arXiv 2003.07577):
 *
 *   X^ = sum_j p_j alpha_j q_bj(clip(x, 0, alpha_j) / alpha_j)
 *
 * One custom gradient for the whole, straight through the rounding, candidates recomputed backwards:
 *
 *   dL/dx       = dL/dX^ sum_j p_j [0 < x < alpha_j]
 *   dL/dalpha_j = p_j sum(dL/dX^ where x >= alpha_j)              with constant shares
 *   dL/dp_j     = <dL/dX^, alpha_j q_bj(...)>                     with shares as a tensor; the clips are constants then
 */
export function quantizeActivations(x: tf.Tensor, clips: tf.Tensor1D, { bits, shares }: Mixture): tf.Tensor {
  const values = shareValues(shares);
  const alphas = clips.dataSync();
  if (shares instanceof tf.Tensor) {
    return tf.customGrad((map, p, save) => {
      (save as tf.GradSaveFunc)([map as tf.Tensor, p as tf.Tensor]);
      return {
        value: aggregate(map as tf.Tensor, alphas, bits, values),
        gradFunc: (dy, saved) => {
          const input = (saved as tf.Tensor[])[0]!;
          const upstream = dy as tf.Tensor;
          const strengths = bits.map((b, j) => dot(upstream, candidate(input, alphas[j]!, b)));
          return [tf.mul(upstream, passing(input, belowClips(input, alphas), values)), tf.stack(strengths) as tf.Tensor1D];
        },
      };
    })(x, shares);
  }
  return tf.customGrad((map, _alphas, save) => {
    (save as tf.GradSaveFunc)([map as tf.Tensor]);
    return {
      value: aggregate(map as tf.Tensor, alphas, bits, values),
      gradFunc: (dy, saved) => {
        const input = (saved as tf.Tensor[])[0]!;
        const upstream = dy as tf.Tensor;
        const below = belowClips(input, alphas);
        const all = tf.sum(upstream);
        const clipped = below.map((mask, j) => tf.mul(tf.sub(all, dot(upstream, mask)), values[j]!));
        return [tf.mul(upstream, passing(input, below, values)), tf.stack(clipped) as tf.Tensor1D];
      },
    };
  })(x, clips);
}

// Masks are built from step, clip and mul: `where` and `greaterEqual` are twenty times slower on the wasm backend, `minimum` seven times.

/** Per candidate 1 where x < alpha_j, else 0. */
function belowClips(x: tf.Tensor, alphas: ArrayLike<number>): tf.Tensor[] {
  return Array.from(alphas, (alpha) => tf.step(tf.sub(alpha, x)));
}

/** sum_j p_j [0 < x < alpha_j] */
function passing(x: tf.Tensor, below: readonly tf.Tensor[], shares: ArrayLike<number>): tf.Tensor {
  const weighted = below.map((mask, j) => tf.mul(mask, shares[j]!));
  return tf.mul(tf.step(x), weighted.reduce((sum, mask) => tf.add(sum, mask)));
}

function candidate(x: tf.Tensor, alpha: number, bits: number, share = 1): tf.Tensor {
  const steps = levels(bits);
  return tf.mul(tf.round(tf.mul(tf.clipByValue(x, 0, alpha), steps / alpha)), (share * alpha) / steps);
}

function aggregate(x: tf.Tensor, alphas: ArrayLike<number>, bits: readonly number[], shares: ArrayLike<number>): tf.Tensor {
  return bits.map((b, j) => candidate(x, alphas[j]!, b, shares[j]!)).reduce((sum, part) => tf.add(sum, part));
}

import * as tf from '@tensorflow/tfjs';
import type { ActivationQuantizer } from './activation-quantizer.js';
import { lsqActivations } from './lsq-activations.js';
import { pactActivations } from './pact-activations.js';
import { counting, dot, levels, type Mixture, shareValues, sumOf } from './shares.js';

export const activationQuantizers = { pact: pactActivations, lsq: lsqActivations } as const satisfies Record<string, ActivationQuantizer>;
export type ActivationQuantizerName = keyof typeof activationQuantizers;

/**
 * Activations aggregated over candidate bitwidths with one learnt clip per candidate (EBS, arXiv 2003.07577):
 *
 *   X^ = sum_j p_j alpha_j q_bj(clip(x, 0, alpha_j) / alpha_j)
 *
 * One custom gradient for the whole, straight through the rounding, candidates recomputed backwards:
 *
 *   dL/dx       = dL/dX^ sum_j p_j [0 < x < alpha_j]
 *   dL/dalpha_j = p_j times what the mixture's quantizer says         with constant shares
 *   dL/dp_j     = <dL/dX^, alpha_j q_bj(...)>                         with shares as a tensor; the clips are constants then
 */
export function quantizeActivations(x: tf.Tensor, clips: tf.Tensor1D, { bits, shares, quantizer = 'pact' }: Mixture): tf.Tensor {
  const rule: ActivationQuantizer = activationQuantizers[quantizer as ActivationQuantizerName];
  const values = shareValues(shares);
  const alphas = clips.dataSync();
  const value = (map: tf.Tensor): tf.Tensor => sumOf(counting(values), (j) => candidate(map, alphas[j]!, bits[j]!, values[j]!));
  const inputGradient = (map: tf.Tensor, upstream: tf.Tensor): tf.Tensor =>
    tf.mul(upstream, tf.mul(tf.step(map), sumOf(counting(values), (j) => tf.mul(tf.step(tf.sub(alphas[j]!, map)), values[j]!))));

  return tf.customGrad((map, _other, save) => {
    (save as tf.GradSaveFunc)([map as tf.Tensor]);
    return {
      value: value(map as tf.Tensor),
      gradFunc: (dy, saved) => tf.tidy(() => {
        const [upstream, input] = [dy as tf.Tensor, (saved as tf.Tensor[])[0]!];
        const perCandidate = bits.map((b, j) => (shares instanceof tf.Tensor
          ? dot(upstream, candidate(input, alphas[j]!, b))
          : tf.mul(tf.tidy(() => rule.clipGradient(input, upstream, alphas[j]!, b)), values[j]!)));
        return [inputGradient(input, upstream), tf.stack(perCandidate) as tf.Tensor1D];
      }),
    };
  })(x, shares instanceof tf.Tensor ? shares : clips);
}

// Masks are built from step, clip and mul: `where` and `greaterEqual` are twenty times slower on the wasm backend, `minimum` seven times.

function candidate(x: tf.Tensor, alpha: number, bits: number, share = 1): tf.Tensor {
  const steps = levels(bits);
  return tf.tidy(() => tf.mul(tf.round(tf.mul(tf.clipByValue(x, 0, alpha), steps / alpha)), (share * alpha) / steps));
}

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
 * `centred`: linear within -alpha/2..alpha/2, the same of x + alpha_j / 2 less alpha_j / 2, for maps that are only added.
 *
 * One custom gradient for the whole, straight through the rounding, candidates recomputed backwards:
 *
 *   dL/dx       = dL/dX^ sum_j p_j [0 < x < alpha_j]
 *   dL/dalpha_j = p_j times what the mixture's quantizer says         with constant shares
 *   dL/dp_j     = <dL/dX^, alpha_j q_bj(...)>                         with shares as a tensor; the clips are constants then
 */
export function quantizeActivations(x: tf.Tensor, clips: tf.Tensor1D, { bits, shares, quantizer = 'pact' }: Mixture, centred = false): tf.Tensor {
  const rule: ActivationQuantizer = activationQuantizers[quantizer as ActivationQuantizerName];
  const values = shareValues(shares);
  const alphas = clips.dataSync();
  const candidate = (map: tf.Tensor, j: number, share: number): tf.Tensor => tf.tidy(() => {
    const steps = levels(bits[j]!);
    const [alpha, shift] = [alphas[j]!, centred ? alphas[j]! / 2 : 0];
    const codes = tf.round(tf.mul(tf.clipByValue(centred ? tf.add(map, shift) : map, 0, alpha), steps / alpha));
    const positives = tf.mul(codes, (share * alpha) / steps);
    return centred ? tf.sub(positives, share * shift) : positives;
  });
  /** Where candidate j lets the gradient pass (but for x > 0 of maps that are not centred, which all have in common), and its clip's gradient. */
  const backwards = (map: tf.Tensor, upstream: tf.Tensor, total: tf.Scalar, j: number): { inside: tf.Tensor; gradient: tf.Tensor } => tf.tidy(() => {
    const [clip, shift] = [alphas[j]!, centred ? alphas[j]! / 2 : 0];
    const moved = centred ? tf.add(map, shift) : map;
    const below = tf.step(tf.sub(clip - shift, map));
    const inside = centred ? tf.mul(below, tf.step(moved)) : below;
    if (shares instanceof tf.Tensor) return { inside, gradient: dot(upstream, candidate(map, j, 1)) };
    const gradient = rule.clipGradient({ x: moved, upstream, total, below, clip, bits: bits[j]! });
    // The codes start alpha / 2 lower, and x + alpha / 2 moves with alpha.
    const ofShift = centred ? tf.mul(tf.sub(dot(upstream, inside), total), 0.5) : tf.scalar(0);
    return { inside, gradient: tf.mul(tf.add(gradient, ofShift), values[j]!) };
  });

  return tf.customGrad((map, _other, save) => {
    (save as tf.GradSaveFunc)([map as tf.Tensor]);
    return {
      value: sumOf(counting(values), (j) => candidate(map as tf.Tensor, j, values[j]!)),
      gradFunc: (dy, saved) => tf.tidy(() => {
        const [upstream, input] = [dy as tf.Tensor, (saved as tf.Tensor[])[0]!];
        const total = tf.sum(upstream) as tf.Scalar;
        const gradients: tf.Tensor[] = bits.map(() => tf.scalar(0));
        let passing: tf.Tensor = tf.zeros([]);
        for (const j of shares instanceof tf.Tensor ? bits.keys() : counting(values)) {
          const { inside, gradient } = backwards(input, upstream, total, j);
          gradients[j] = gradient;
          const before = passing;
          passing = tf.tidy(() => tf.add(before, tf.mul(inside, values[j]!)));
          tf.dispose([before, inside]);
        }
        return [tf.mul(upstream, centred ? passing : tf.mul(tf.step(input), passing)), tf.stack(gradients) as tf.Tensor1D];
      }),
    };
  })(x, shares instanceof tf.Tensor ? shares : clips);
}

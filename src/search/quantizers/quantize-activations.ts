import * as tf from '@tensorflow/tfjs';
import type { ActivationQuantizer } from './activation-quantizer.js';
import { lsqActivations } from './lsq-activations.js';
import { pactActivations } from './pact-activations.js';
import { gate } from './gate.js';
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
  /** Where candidate j is clipped: alpha_j above the map's zero, which in centred maps lies alpha_j / 2 lower. */
  const shiftOf = (j: number): number => (centred ? alphas[j]! / 2 : 0);
  const codes = (map: tf.Tensor, j: number): tf.Tensor =>
    tf.round(tf.mul(tf.clipByValue(centred ? tf.add(map, shiftOf(j)) : map, 0, alphas[j]!), levels(bits[j]!) / alphas[j]!));
  const candidate = (map: tf.Tensor, j: number): tf.Tensor => tf.tidy(() => {
    const positives = tf.mul(codes(map, j), (values[j]! * alphas[j]!) / levels(bits[j]!));
    return centred ? tf.sub(positives, values[j]! * shiftOf(j)) : positives;
  });
  /** What candidate j lets pass of the gradient (but for x > 0 of maps that are not centred, which all have in common), and its clip's or share's gradient. */
  const backwards = (map: tf.Tensor, upstream: tf.Tensor, total: tf.Scalar, j: number): { passed: tf.Tensor; gradient: tf.Tensor } => tf.tidy(() => {
    const [clip, shift] = [alphas[j]!, shiftOf(j)];
    const moved = centred ? tf.add(map, shift) : map;
    const below = gate(upstream, tf.sub(clip - shift, map));
    const passed = centred ? gate(below, moved) : below;
    if (shares instanceof tf.Tensor) return { passed, gradient: tf.sub(tf.mul(dot(upstream, codes(map, j)), clip / levels(bits[j]!)), tf.mul(total, shift)) };
    const gradient = rule.clipGradient({ x: moved, upstream, total, below, clip, bits: bits[j]! });
    // The codes start alpha / 2 lower, and x + alpha / 2 moves with alpha.
    const ofShift = centred ? tf.mul(tf.sub(tf.sum(passed), total), 0.5) : tf.scalar(0);
    return { passed, gradient: tf.mul(tf.add(gradient, ofShift), values[j]!) };
  });

  return tf.customGrad((map, _other, save) => {
    (save as tf.GradSaveFunc)([map as tf.Tensor]);
    return {
      value: sumOf(counting(values), (j) => candidate(map as tf.Tensor, j)),
      gradFunc: (dy, saved) => tf.tidy(() => {
        const [upstream, input] = [dy as tf.Tensor, (saved as tf.Tensor[])[0]!];
        const total = tf.sum(upstream) as tf.Scalar;
        const gradients: tf.Tensor[] = bits.map(() => tf.scalar(0));
        let dx: tf.Tensor = tf.scalar(0);
        for (const j of shares instanceof tf.Tensor ? bits.keys() : counting(values)) {
          const { passed, gradient } = backwards(input, upstream, total, j);
          gradients[j] = gradient;
          const before = dx;
          // A settled bitwidth needs no sum.
          dx = values[j] === 1 ? passed : tf.tidy(() => tf.add(before, tf.mul(passed, values[j]!)));
          tf.dispose(values[j] === 1 ? before : [before, passed]);
        }
        return [centred ? dx : gate(dx, input), tf.stack(gradients) as tf.Tensor1D];
      }),
    };
  })(x, shares instanceof tf.Tensor ? shares : clips);
}

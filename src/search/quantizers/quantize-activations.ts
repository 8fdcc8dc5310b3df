import * as tf from '@tensorflow/tfjs';
import type { ActivationQuantizer } from './activation-quantizer.js';
import { lsqActivations } from './lsq-activations.js';
import { pactActivations } from './pact-activations.js';
import { gate, gateBelow } from './gate.js';
import { counting, dot, levels, type Mixture, scaled, shareValues, sumOf } from './shares.js';

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
  /** alpha_j q_bj(clip(x, 0, alpha_j) / alpha_j), of x moved where the map is centred. */
  const quantized = (map: tf.Tensor, j: number): tf.Tensor => quantizeMap(centred ? tf.add(map, shiftOf(j)) : map, alphas[j]!, bits[j]!);
  const candidate = (map: tf.Tensor, j: number): tf.Tensor => tf.tidy(() => {
    const positives = values[j] === 1 ? quantized(map, j) : tf.mul(quantized(map, j), values[j]!);
    return centred ? tf.sub(positives, values[j]! * shiftOf(j)) : positives;
  });
  /** What candidate j lets pass of the gradient (`upstream` is nothing already below a map's zero that is not centred), and its clip's or share's gradient. */
  const backwards = (map: tf.Tensor, upstream: tf.Tensor, total: tf.Scalar, j: number): { passed: tf.Tensor; gradient: tf.Tensor } => tf.tidy(() => {
    const [clip, shift] = [alphas[j]!, shiftOf(j)];
    const moved = centred ? tf.add(map, shift) : map;
    const below = centred ? gate(upstream, tf.sub(clip - shift, map)) : gateBelow(upstream, map, clip);
    const passed = centred ? gate(below, moved) : below;
    if (shares instanceof tf.Tensor) return { passed, gradient: tf.sub(dot(upstream, quantized(map, j)), tf.mul(total, shift)) };
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
        const input = (saved as tf.Tensor[])[0]!;
        const upstream = centred ? (dy as tf.Tensor) : gate(dy as tf.Tensor, input);
        const total = tf.sum(upstream) as tf.Scalar;
        const gradients: tf.Tensor[] = bits.map(() => tf.scalar(0));
        const passing = (shares instanceof tf.Tensor ? [...bits.keys()] : counting(values)).map((j) => {
          const { passed, gradient } = backwards(input, upstream, total, j);
          gradients[j] = gradient;
          return values[j] === 1 ? passed : scaled(passed, values[j]!);
        });
        return [passing.length === 1 ? passing[0]! : tf.addN(passing), tf.stack(gradients) as tf.Tensor1D];
      }),
    };
  })(x, shares instanceof tf.Tensor ? shares : clips);
}

/** clip q_b(clip(x, 0, clip) / clip). In one pass where the backend has it (`native-kernels.ts`). */
function quantizeMap(x: tf.Tensor, clip: number, bits: number): tf.Tensor {
  if (tf.getKernel('QuantizeMap', tf.getBackend()) !== undefined) return tf.engine().runKernel('QuantizeMap', { x, clip: tf.scalar(clip) }, { bits }) as tf.Tensor;
  return tf.mul(tf.round(tf.mul(tf.clipByValue(x, 0, clip), levels(bits) / clip)), clip / levels(bits));
}

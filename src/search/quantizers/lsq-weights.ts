import * as tf from '@tensorflow/tfjs';
import { counting, dot, sumOf } from './shares.js';
import type { WeightQuantizer } from './weight-quantizer.js';

/**
 * Learned step size quantization, LSQ (Esser et al., arXiv 1902.08153, equations 1 to 5), in two's complement, Qn = 2^(b-1),
 * Qp = 2^(b-1) - 1, v = w / s:
 *
 *   w^     = s round(clip(v, -Qn, Qp))
 *   dL/dw  = dL/dW^ where -Qn < v < Qp
 *   dL/ds  = g sum(dL/dW^ (round(v) - v inside, -Qn below, Qp above))          g = 1 / sqrt(N Qp), N weights
 *
 * One bit has no positive code in two's complement; it is w^ = s sign(w) on the symmetric grid instead, with Qn = Qp = 1 in the formulas.
 * One step per candidate, a variable of the layer.
 */
export const lsqWeights: WeightQuantizer = {
  source: 'LSQ, arXiv 1902.08153',
  learntStep: true,
  grid: (bits) => (bits === 1 ? 'dorefa' : 'signed'),
  prepare(weights, bits, steps) {
    const s = Array.from(steps!);
    const [below, above] = [bits.map(leastCode), bits.map(largestCode)];
    /** w^ / s */
    const units = (w: tf.Tensor, i: number): tf.Tensor =>
      bits[i] === 1 ? tf.sub(tf.mul(tf.step(w), 2), 1) : tf.round(tf.clipByValue(tf.mul(w, 1 / s[i]!), below[i]!, above[i]!));
    /** 1 inside the clip, else 0. */
    const inside = (w: tf.Tensor, i: number): tf.Tensor => tf.mul(tf.step(tf.sub(w, below[i]! * s[i]!)), tf.step(tf.sub(above[i]! * s[i]!, w)));
    return {
      base: weights,
      step: s.map((value, i) => (bits[i] === 1 ? 2 * value : value)),
      offset: s.map((value, i) => (bits[i] === 1 ? -value : 0)),
      codes: (w, i) => (bits[i] === 1 ? tf.step(w) : units(w, i)),
      gradient: (w, upstream, shares) => tf.mul(upstream, sumOf(counting(shares), (i) => tf.mul(inside(w, i), shares[i]!))),
      stepGradient: (w, upstream, shares) => tf.stack(bits.map((_, i) => {
        const slope = tf.sub(units(w, i), tf.mul(inside(w, i), tf.mul(w, 1 / s[i]!)));
        return tf.mul(dot(upstream, slope), shares[i]! / Math.sqrt(w.size * above[i]!));
      })) as tf.Tensor1D,
    };
  },
};

/** Where the step starts: 2 E|w| / sqrt(Qp) (section 2.1), for one bit E|w|, the best scale of signs. */
export function initialStep(weights: Float32Array, bits: number): number {
  const mean = weights.reduce((sum, value) => sum + Math.abs(value), 0) / weights.length;
  return Math.max(smallestStep, bits === 1 ? mean : (2 * mean) / Math.sqrt(largestCode(bits)));
}

/** The optimizer keeps steps above this: a step of zero would divide by zero. */
export const smallestStep = 1e-4;

function leastCode(bits: number): number {
  return bits === 1 ? -1 : -(2 ** (bits - 1));
}

function largestCode(bits: number): number {
  return bits === 1 ? 1 : 2 ** (bits - 1) - 1;
}

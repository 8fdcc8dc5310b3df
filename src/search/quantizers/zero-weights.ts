import * as tf from '@tensorflow/tfjs';
import type { WeightQuantizer } from './weight-quantizer.js';

/** Fewest bits of a symmetric grid with a zero: -1, 0, 1. */
export const leastZeroBits = 2;

/**
 * DoReFa weights (arXiv 1606.06160, equation 9) on the symmetric grid with a zero, for grouped convolutions, whose absent channels need one:
 *
 *   t = tanh(w) / max|tanh(w)|        code = round(n t)        w^ = code / n        n = 2^(b-1) - 1
 *
 * One bit, which has no such grid, is w^ = sign(w) on the grid without a zero.
 *
 * Straight through the rounding and with the maximum as a constant: dL/dw = dL/dW^ (1 - tanh(w)^2) / max|tanh(w)|.
 */
export const zeroWeights: WeightQuantizer = {
  source: 'DoReFa-Net, arXiv 1606.06160, on a grid with a zero',
  learntStep: false,
  grid: (bits) => (bits < leastZeroBits ? 'dorefa' : 'signed'),
  prepare(weights, bits) {
    const tanh = tf.tanh(weights);
    const largest = Math.max(tf.max(tf.abs(tanh)).dataSync()[0]!, 1e-12);
    return {
      base: tf.mul(tanh, 1 / largest),
      step: bits.map((b) => (b < leastZeroBits ? 2 : 1 / largestCode(b))),
      offset: bits.map((b) => (b < leastZeroBits ? -1 : 0)),
      codes: (unit, i) => (bits[i]! < leastZeroBits ? tf.step(unit) : tf.round(tf.mul(unit, largestCode(bits[i]!)))),
      gradient: (unit, upstream) => tf.mul(upstream, tf.sub(1 / largest, tf.mul(tf.square(unit), largest))),
    };
  },
};

function largestCode(bits: number): number {
  return 2 ** (bits - 1) - 1;
}

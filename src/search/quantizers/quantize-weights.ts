import * as tf from '@tensorflow/tfjs';
import { mseWeights, sawbWeights } from './clip-weights.js';
import { dorefaWeights } from './dorefa-weights.js';
import { lsqWeights } from './lsq-weights.js';
import { powerOfTwoWeights } from './power-of-two-weights.js';
import { counting, dot, type Mixture, shareValues, sumOf } from './shares.js';
import { zeroWeights } from './zero-weights.js';
import type { PreparedWeights, WeightGrid, WeightQuantizer } from './weight-quantizer.js';

export const weightQuantizers = { dorefa: dorefaWeights, sawb: sawbWeights, mse: mseWeights, lsq: lsqWeights, pot: powerOfTwoWeights, zero: zeroWeights } as const satisfies Record<string, WeightQuantizer>;
export type WeightQuantizerName = keyof typeof weightQuantizers;

/**
 * Weights aggregated over candidate bitwidths (EBS, arXiv 2003.07577), W^ = sum_i p_i Q_bi(W), by the mixture's quantizer (`dorefa`
 * when it names none). `steps`: the layer's learnt steps, one per candidate, where the quantizer has them.
 *
 * One custom gradient for the whole: the candidates are added up one after the other and computed again on the way back, so no copies stay
 * in memory. With constant shares W and steps get gradients; with shares as a tensor these do, dL/dp_i = <dL/dW^, Q_bi(W)>, and W is constant.
 */
export function quantizeWeights(weights: tf.Tensor, { bits, shares, quantizer = 'dorefa' }: Mixture, steps?: tf.Tensor): tf.Tensor {
  const rule: WeightQuantizer = weightQuantizers[quantizer as WeightQuantizerName];
  const values = shareValues(shares);
  const learnt = rule.learntStep ? steps!.dataSync() : undefined;
  if (shares instanceof tf.Tensor) {
    return tf.customGrad((p, save) => {
      const prepared = rule.prepare(weights, bits, learnt);
      (save as tf.GradSaveFunc)([prepared.base, p as tf.Tensor]);
      return {
        value: aggregate(prepared, values),
        gradFunc: (dy, saved) => tf.tidy(() => {
          const [upstream, base] = [dy as tf.Tensor, (saved as tf.Tensor[])[0]!];
          const all = tf.sum(upstream);
          return [tf.stack(bits.map((_, i) => tf.add(tf.mul(dot(upstream, prepared.codes(base, i)), prepared.step[i]!), tf.mul(all, prepared.offset[i]!)))) as tf.Tensor1D];
        }),
      };
    })(shares);
  }
  return tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const prepared = rule.prepare(inputs[0] as tf.Tensor, bits, learnt);
    save([prepared.base]);
    return {
      value: aggregate(prepared, values),
      gradFunc: (dy, saved) => tf.tidy(() => {
        const [upstream, base] = [dy as tf.Tensor, (saved as tf.Tensor[])[0]!];
        const gradient = prepared.gradient(base, upstream, values);
        return rule.learntStep ? [gradient, prepared.stepGradient!(base, upstream, values)] : [gradient];
      }),
    };
  })(...(rule.learntStep ? [weights, steps!] : [weights]));
}

/** Weights of one layer as the accelerator takes them: w^ = scale g(code), g(c) = 2c - (2^b - 1) on the `dorefa` grid, c on the `signed` one. */
export interface IntegerWeights {
  /** Same element order as the weights. */
  readonly codes: Int16Array;
  readonly grid: WeightGrid;
  readonly scale: number;
}

/** The codes at settled bits, computed by the same operations as `quantizeWeights`, so equal to what the network was trained with. */
export function integerWeights(weights: tf.Tensor, bits: number, quantizer: WeightQuantizerName = 'dorefa', step?: number): IntegerWeights {
  const rule: WeightQuantizer = weightQuantizers[quantizer];
  const grid = rule.grid(bits);
  let scale = 0;
  const codes = tf.tidy(() => {
    const prepared = rule.prepare(weights, [bits], step === undefined ? undefined : [step]);
    scale = grid === 'dorefa' ? prepared.step[0]! / 2 : prepared.step[0]!;
    return prepared.codes(prepared.base, 0).dataSync() as Float32Array;
  });
  return { codes: Int16Array.from(codes), grid, scale };
}

/** The whole number that a code stands for on its grid. */
export function gridValue(code: number, grid: WeightGrid, bits: number): number {
  return grid === 'dorefa' ? 2 * code - (2 ** bits - 1) : code;
}

/** sum_i p_i (step_i code_i + offset_i) */
function aggregate(prepared: PreparedWeights, shares: ArrayLike<number>): tf.Tensor {
  const { base, step, offset } = prepared;
  const sum = sumOf(counting(shares), (i) => tf.mul(prepared.codes(base, i), shares[i]! * step[i]!));
  // An offset that all candidates have in common needs no shares, whose sum is 1 only up to rounding.
  const common = offset.every((value) => value === offset[0]) ? offset[0]! : offset.reduce((total, value, i) => total + shares[i]! * value, 0);
  return common === 0 ? sum : tf.add(sum, common);
}

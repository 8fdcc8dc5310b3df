import type * as tf from '@tensorflow/tfjs';

/**
 * How the accelerator reads weight codes: `dorefa` 2c - (2^b - 1) with c in 0..2^b-1, the symmetric grid without a zero; `signed` two's
 * complement.
 */
export type WeightGrid = 'dorefa' | 'signed';

/** A way to quantize weights to b bits: codes on a grid of the accelerator, times one positive number per layer. */
export interface WeightQuantizer {
  /** For help texts: the paper. */
  readonly source: string;
  /** Whether the step is learnt: then the layer has a variable `steps`, one per candidate. */
  readonly learntStep: boolean;
  grid(bits: number): WeightGrid;
  /** What all candidates share, computed once per tensor. `steps`: the learnt ones, in the order of `bits`. */
  prepare(weights: tf.Tensor, bits: readonly number[], steps: ArrayLike<number> | undefined): PreparedWeights;
}

/** Weights made ready for all candidates: candidate i stands for w^ = step[i] code + offset[i]. Numbers live on the host. */
export interface PreparedWeights {
  /** The one tensor that codes and gradients are computed from; it is kept for the way back, and given to the functions below. */
  readonly base: tf.Tensor;
  readonly step: readonly number[];
  readonly offset: readonly number[];
  /** Codes of candidate i, whole numbers: 0..2^b-1 on the `dorefa` grid, signed on the other. */
  codes(base: tf.Tensor, i: number): tf.Tensor;
  /** Straight-through dL/dw of dL/dW^ and the candidates' shares. */
  gradient(base: tf.Tensor, upstream: tf.Tensor, shares: ArrayLike<number>): tf.Tensor;
  /** dL/dstep_i, [candidates], of quantizers with learnt steps. */
  stepGradient?(base: tf.Tensor, upstream: tf.Tensor, shares: ArrayLike<number>): tf.Tensor1D;
}

import * as tf from '@tensorflow/tfjs';

/**
 * How much each candidate bitwidth counts in an aggregated quantizer, one number per candidate, sum 1. Numbers are constants (training
 * of the weights); a tensor receives a gradient (training of the strengths), and then the clips, steps and meta weights do not.
 */
export type Shares = readonly number[] | tf.Tensor1D;

/** Candidate bitwidths of one operand, with their shares. A layer with settled bits has one candidate with share 1. */
export interface Mixture {
  readonly bits: readonly number[];
  readonly shares: Shares;
  /** A name of `weightQuantizers` or `activationQuantizers`; `dorefa` and `pact` when absent. */
  readonly quantizer?: string | undefined;
}

/** The values of shares on the host. */
export function shareValues(shares: Shares): ArrayLike<number> {
  return shares instanceof tf.Tensor ? shares.dataSync() : shares;
}

/** Positions of the candidates that count: those of share 0 need no work. */
export function counting(shares: ArrayLike<number>): number[] {
  return Array.from(shares, (_, i) => i).filter((i) => shares[i] !== 0);
}

/** Largest code of b unsigned bits, 2^b - 1: the number of steps of q_b(z) = round((2^b - 1) z) / (2^b - 1). */
export function levels(bits: number): number {
  return 2 ** bits - 1;
}

/** Sum of the products of all elements, as a scalar. */
export function dot(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.sum(tf.mul(a, b)));
}

/** The sum of the terms, in one pass over all of them. */
export function sumOf(indices: readonly number[], term: (i: number) => tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const terms = indices.map((i) => tf.tidy(() => term(i)));
    return terms.length === 1 ? terms[0]! : tf.addN(terms);
  });
}

/** Product with a number, in place of the tensor. */
export function scaled(tensor: tf.Tensor, factor: number): tf.Tensor {
  const product = tf.mul(tensor, factor);
  tensor.dispose();
  return product;
}

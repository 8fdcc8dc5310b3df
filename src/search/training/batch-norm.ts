import * as tf from '@tensorflow/tfjs';

/** Added to the variance, as in Keras and PyTorch defaults' order of magnitude; folding uses the same number. */
export const batchNormEpsilon = 1e-4;

/** Share of the old running statistic that an update keeps: short runs of some hundred steps need a short memory. */
const runningMemory = 0.9;

/** Scale, offset and running statistics of one layer, each [channels]. */
export interface BatchNormVariables {
  readonly gamma: tf.Variable;
  readonly beta: tf.Variable;
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
}

/** The same for a computation: the scale may be made from gamma. */
export type BatchNormTensors = Omit<BatchNormVariables, 'gamma'> & { readonly gamma: tf.Tensor };

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy, arXiv 1502.03167) with the statistics of the batch and a gradient
 * of our own: sums over the leading axes are products with a row of ones, because the library's gradient tiles whole maps (91 ms on the
 * wasm backend where this takes 2). `updateRunning` moves the running statistics.
 */
export function batchNormTraining(x: tf.Tensor, { gamma, beta, mean, variance }: BatchNormTensors, updateRunning: boolean): tf.Tensor {
  const channels = x.shape.at(-1)!;
  const count = x.size / channels;
  const batchMean = tf.tidy(() => tf.mul(channelSums(x), 1 / count));
  const batchVariance = tf.tidy(() => tf.mul(channelSums(tf.square(tf.sub(x, batchMean))), 1 / count));
  if (updateRunning) {
    blend(mean, batchMean);
    blend(variance, batchVariance);
  }
  const inverse = tf.rsqrt(tf.add(batchVariance, batchNormEpsilon));
  return tf.customGrad((input, scale, offset, save) => {
    // Saved, not captured: what is only captured is gone when the forward pass ends.
    (save as tf.GradSaveFunc)([input as tf.Tensor, scale as tf.Tensor, batchMean, inverse]);
    return {
      value: affine(input as tf.Tensor, batchMean, inverse, scale as tf.Tensor, offset as tf.Tensor),
      gradFunc: (dy, saved) => tf.tidy(() => {
        const [map, factor, centre, inverseDeviation] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const upstream = dy as tf.Tensor;
        const normal = tf.mul(tf.sub(map, centre), inverseDeviation);
        const dOffset = channelSums(upstream);
        const dScale = channelSums(tf.mul(upstream, normal));
        // dX = gamma / sigma (dY - mean(dY) - normal mean(dY normal))
        const centred = tf.sub(upstream, tf.add(tf.mul(normal, tf.mul(dScale, 1 / count)), tf.mul(dOffset, 1 / count)));
        return [tf.mul(centred, tf.mul(factor, inverseDeviation)), dScale, dOffset];
      }),
    };
  })(x, gamma, beta);
}

/** The same with the running statistics, for evaluation. */
export function batchNormInference(x: tf.Tensor, { gamma, beta, mean, variance }: BatchNormTensors): tf.Tensor {
  return affine(x, mean, tf.rsqrt(tf.add(variance, batchNormEpsilon)), gamma, beta);
}

function affine(x: tf.Tensor, mean: tf.Tensor, inverse: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  const scale = tf.mul(gamma, inverse);
  return tf.add(tf.mul(x, scale), tf.sub(beta, tf.mul(mean, scale)));
}

/** Sum over all axes but the last. */
function channelSums(x: tf.Tensor): tf.Tensor1D {
  const channels = x.shape.at(-1)!;
  const rows = x.size / channels;
  return tf.reshape(tf.matMul(tf.ones([1, rows]), tf.reshape(x, [rows, channels])), [channels]);
}

function blend(running: tf.Variable, batch: tf.Tensor): void {
  tf.tidy(() => running.assign(tf.add(tf.mul(running, runningMemory), tf.mul(batch, 1 - runningMemory))));
}

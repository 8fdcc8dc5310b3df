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
 * Batch normalisation over all axes but the last (Ioffe and Szegedy, arXiv 1502.03167) with the statistics of the batch. `updateRunning` moves
 * the running statistics.
 */
export function batchNormTraining(x: tf.Tensor, { gamma, beta, mean, variance }: BatchNormTensors, updateRunning: boolean): tf.Tensor {
  return tf.customGrad((input, scale, offset, save) => {
    const [value, batchMean, batchVariance] = normalise(input as tf.Tensor, scale as tf.Tensor, offset as tf.Tensor);
    // Saved, not captured: what is only captured is gone when the forward pass ends.
    (save as tf.GradSaveFunc)([input as tf.Tensor, scale as tf.Tensor, batchMean, batchVariance]);
    if (updateRunning) {
      blend(mean, batchMean);
      blend(variance, batchVariance);
    }
    return { value, gradFunc: (dy, saved) => normaliseGradient(dy as tf.Tensor, ...(saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor])) };
  })(x, gamma, beta);
}

/** The same with the running statistics, for evaluation. */
export function batchNormInference(x: tf.Tensor, { gamma, beta, mean, variance }: BatchNormTensors): tf.Tensor {
  const normal = tf.batchNorm(rows(x), mean as tf.Tensor1D, variance as tf.Tensor1D, beta as tf.Tensor1D, gamma as tf.Tensor1D, batchNormEpsilon);
  return tf.reshape(normal, x.shape);
}

type Triple = [tf.Tensor, tf.Tensor, tf.Tensor];

/** Normalised map, and the batch's mean and variance: by the backend's kernel where it has one (`native-kernels.ts`). */
function normalise(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): Triple {
  if (hasKernel('BatchNormTraining')) {
    const [y, mean, variance] = runKernel('BatchNormTraining', { x: rows(x), gamma, beta });
    return [tf.reshape(y!, x.shape), mean!, variance!];
  }
  const share = x.shape.at(-1)! / x.size;
  const mean = tf.tidy(() => tf.mul(channelSums(x), share));
  const variance = tf.tidy(() => tf.mul(channelSums(tf.square(tf.sub(x, mean))), share));
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, batchNormEpsilon)));
  return [tf.add(tf.mul(x, scale), tf.sub(beta, tf.mul(mean, scale))), mean, variance];
}

/** Gradients of map, gamma and beta. */
function normaliseGradient(dy: tf.Tensor, x: tf.Tensor, gamma: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor): Triple {
  if (hasKernel('BatchNormTrainingGradient')) {
    const [dx, dGamma, dBeta] = runKernel('BatchNormTrainingGradient', { dy: rows(dy), x: rows(x), gamma, mean, variance });
    return [tf.reshape(dx!, x.shape), dGamma!, dBeta!];
  }
  return tf.tidy(() => {
    const share = x.shape.at(-1)! / x.size;
    const inverse = tf.rsqrt(tf.add(variance, batchNormEpsilon));
    const normal = tf.mul(tf.sub(x, mean), inverse);
    const dBeta = channelSums(dy);
    const dGamma = channelSums(tf.mul(dy, normal));
    // dX = gamma / sigma (dY - mean(dY) - normal mean(dY normal))
    const centred = tf.sub(dy, tf.add(tf.mul(normal, tf.mul(dGamma, share)), tf.mul(dBeta, share)));
    return [tf.mul(centred, tf.mul(gamma, inverse)), dGamma, dBeta] as Triple;
  });
}

function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

function runKernel(name: string, inputs: tf.NamedTensorMap): tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, { epsilon: batchNormEpsilon }) as tf.Tensor[];
}

/** As the kernels take maps: [values per channel,1,1,channels]. */
function rows(x: tf.Tensor): tf.Tensor4D {
  return tf.reshape(x, [-1, 1, 1, x.shape.at(-1)!]);
}

/** Sum over all axes but the last: a product with a row of ones, because the library's own gradient tiles whole maps (91 ms on the wasm backend where this takes 2). */
function channelSums(x: tf.Tensor): tf.Tensor1D {
  const channels = x.shape.at(-1)!;
  const count = x.size / channels;
  return tf.reshape(tf.matMul(tf.ones([1, count]), tf.reshape(x, [count, channels])), [channels]);
}

function blend(running: tf.Variable, batch: tf.Tensor): void {
  tf.tidy(() => running.assign(tf.add(tf.mul(running, runningMemory), tf.mul(batch, 1 - runningMemory))));
}

import * as tf from '@tensorflow/tfjs';
import { quantizeActivations } from '../quantizers/quantize-activations.js';
import { quantizeWeights } from '../quantizers/quantize-weights.js';
import type { Mixture } from '../quantizers/shares.js';
import { batchNormInference, batchNormTraining } from '../training/batch-norm.js';
import { convolve } from '../training/convolution.js';
import type { MetaNetwork } from './meta-network.js';

/**
 * How a network computes: in floating point with plain ReLU, or with quantized weights per layer and quantized output map per hidden
 * layer, by layer name. The input image is 8 bits as it comes: pixel / 255 lies on the grid already.
 */
export type Precision =
  | { readonly kind: 'float' }
  | { readonly kind: 'quantized'; readonly weights: ReadonlyMap<string, Mixture>; readonly maps: ReadonlyMap<string, Mixture> };

/** Batch norm: `train` uses the batch's statistics and moves the running ones, `batch` only uses them, `evaluate` uses the running ones. */
export type Pass = 'train' | 'batch' | 'evaluate';

/**
 * Logits [n,classes] of images [n,height,width,channels] in 0..1. One convolution per layer whatever the number of candidates. To be
 * called inside `tf.tidy` or a gradient function, which dispose of what lies between.
 */
export function forward(network: MetaNetwork, images: tf.Tensor4D, precision: Precision, pass: Pass): tf.Tensor2D {
  const { model, shapes } = network;
  const maps = new Map<string, tf.Tensor4D>([['input', images]]);
  for (const [index, layer] of model.layers.entries()) {
    const weights = network.variable(layer.name, 'weights') as tf.Tensor as tf.Tensor4D;
    const seen = precision.kind === 'float' ? weights : (quantizeWeights(weights, precision.weights.get(layer.name)!, network.learntSteps(layer.name)) as tf.Tensor4D);
    const sums = convolve(maps.get(layer.input)!, seen, shapes[index]!);
    if (index === model.layers.length - 1) {
      const scaled = tf.mul(tf.reshape(sums, [images.shape[0], -1]), network.variable(layer.name, 'scale'));
      return tf.add(scaled, network.variable(layer.name, 'bias')) as tf.Tensor2D;
    }
    const norm = network.batchNorm(layer.name);
    const normal = pass === 'evaluate' ? batchNormInference(sums, norm) : batchNormTraining(sums, norm, pass === 'train');
    const clips = network.variable(layer.name, 'clips') as tf.Tensor as tf.Tensor1D;
    maps.set(layer.name, (precision.kind === 'float' ? tf.relu(normal) : quantizeActivations(normal, clips, precision.maps.get(layer.name)!)) as tf.Tensor4D);
  }
  throw new Error(`Model ${model.name} has no layers.`);
}

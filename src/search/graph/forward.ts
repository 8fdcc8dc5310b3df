import * as tf from '@tensorflow/tfjs';
import { type ConvolutionLayer, type DenseLayer, hasWeights, isCentred, isGrouped, lastLayer, type ModelLayer, skipOf } from '../models/model.js';
import { quantizeActivations } from '../quantizers/quantize-activations.js';
import { quantizeWeights } from '../quantizers/quantize-weights.js';
import { groupedQuantizer } from '../quantizers/quantizer-choice.js';
import type { Mixture } from '../quantizers/shares.js';
import { batchNormInference, batchNormTraining } from '../training/batch-norm.js';
import { quantizeCentred } from './centred-map.js';
import { layerSums, pooled } from './layer-operations.js';
import type { MetaNetwork } from './meta-network.js';
import { residualGamma } from './residual-gamma.js';

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
 *
 * Maps are quantized where the accelerator has codes: after a layer's batch norm and addition, and after an average. A maximum of codes is a
 * code, and a sum is rounded once, so an addition has no rounding of its own.
 */
export function forward(network: MetaNetwork, images: tf.Tensor4D, precision: Precision, pass: Pass): tf.Tensor2D {
  const { model } = network;
  const maps = new Map<string, tf.Tensor4D>([['input', images]]);
  for (const [index, { name }] of model.layers.entries()) maps.set(name, layerOutput(network, index, maps, precision, pass));
  const logits = maps.get(lastLayer(model).name)!;
  return tf.reshape(logits, [images.shape[0], -1]);
}

/** What one layer makes of the maps before it, by name: the map that it writes, [n,h,w,channels], or the logits, [n,1,1,classes]. */
export function layerOutput(network: MetaNetwork, index: number, maps: ReadonlyMap<string, tf.Tensor4D>, precision: Precision, pass: Pass): tf.Tensor4D {
  const [layer, shape] = [network.model.layers[index]!, network.shapes[index]!];
  const input = maps.get(layer.input)!;
  if (!hasWeights(layer)) {
    const pool = pooled(input, shape);
    return layer.kind === 'maxpool' ? pool : codes(network, layer, pool, precision);
  }
  const sums = layerSums(input, layerWeights(network, layer, precision), shape);
  if (layer === lastLayer(network.model)) return tf.add(tf.mul(sums, network.variable(layer.name, 'scale')), network.variable(layer.name, 'bias'));
  const normal = normalised(network, layer, sums, precision, pass);
  const skip = skipOf(layer);
  return codes(network, layer, skip === undefined ? normal : tf.add(normal, maps.get(skip)!), precision);
}

/** [kh,kw,in/groups,out] */
function layerWeights(network: MetaNetwork, layer: ConvolutionLayer | DenseLayer, precision: Precision): tf.Tensor4D {
  const weights = network.variable(layer.name, 'weights') as tf.Tensor as tf.Tensor4D;
  if (precision.kind === 'float') return weights;
  return quantizeWeights(weights, weightMixture(layer, precision), network.learntSteps(layer.name)) as tf.Tensor4D;
}

/** Candidates of a layer's weights, by a quantizer that can serve it. */
function weightMixture(layer: ModelLayer, precision: Extract<Precision, { kind: 'quantized' }>): Mixture {
  const mixture = precision.weights.get(layer.name)!;
  return isGrouped(layer) ? { ...mixture, quantizer: groupedQuantizer(mixture.quantizer) } : mixture;
}

/** Batch norm; of a quantized residual layer with the scales that the accelerator has. */
function normalised(network: MetaNetwork, layer: ConvolutionLayer | DenseLayer, sums: tf.Tensor, precision: Precision, pass: Pass): tf.Tensor {
  const norm = network.batchNorm(layer.name);
  const gamma = layer.kind === 'convolution' && layer.skip !== undefined && precision.kind === 'quantized'
    ? residualGamma(network, layer, {
      weights: weightMixture(layer, precision), input: precision.maps.get(layer.input)!, skip: precision.maps.get(layer.skip)!, output: precision.maps.get(layer.name)!,
    })
    : norm.gamma;
  return pass === 'evaluate' ? batchNormInference(sums, { ...norm, gamma }) : batchNormTraining(sums, { ...norm, gamma }, pass === 'train');
}

/** The map that a layer writes: after the activation, on the grid of its codes where the network is quantized. A mean has no activation. */
function codes(network: MetaNetwork, layer: ModelLayer, values: tf.Tensor, precision: Precision): tf.Tensor4D {
  if (precision.kind === 'float') return (hasWeights(layer) && !isCentred(layer) ? tf.relu(values) : values) as tf.Tensor4D;
  const clips = network.variable(layer.name, 'clips') as tf.Tensor as tf.Tensor1D;
  const quantize = isCentred(layer) ? quantizeCentred : quantizeActivations;
  return quantize(values, clips, precision.maps.get(layer.name)!) as tf.Tensor4D;
}

import * as tf from '@tensorflow/tfjs';
import type { Layer, Network } from '../../network/network.js';
import { type Assignment, layerBits, pixelBits } from '../cost/assignment.js';
import type { MetaNetwork } from '../graph/meta-network.js';
import { weightCodes } from '../quantizers/dorefa-weights.js';
import { levels } from '../quantizers/shares.js';
import { batchNormEpsilon } from '../training/batch-norm.js';
import { channelConstants, rawConstants, requantise } from './fixed-point.js';

/**
 * The integer network of a network trained at settled bits (one clip per map). With the codes c of w^ = (2c - (2^M - 1)) / (2^M - 1)
 * and X of x^ = alpha X / (2^K - 1), and S = sum (2c - (2^M - 1)) X as the accelerator takes it:
 *
 *   y    = alpha / ((2^M - 1)(2^K - 1)) S
 *   z    = gamma (y - mean) / sqrt(variance + epsilon) + beta
 *   code = saturate(round(z (2^K' - 1) / alpha'))                  K', alpha' of the layer's own output map
 *
 * which is one factor and one offset per channel. They enter as 16-bit and 42-bit integers, so a code may differ from the trained
 * network's by one where z lies within about 2^-15 of a rounding boundary (and where float32 itself decides the tie).
 */
export function foldNetwork(network: MetaNetwork, assignment: Assignment, name: string): Network {
  const { model, shapes } = network;
  const bits = layerBits(model, assignment);
  const layers = model.layers.map((layer, index): Layer => {
    const { weightBits, activationBits } = bits[index]!;
    const weights = outputMajor(network, layer.name, weightBits);
    const clip = layer.input === 'input' ? 1 : network.variable(layer.input, 'clips').dataSync()[0]!;
    const perSum = clip / (levels(weightBits) * levels(activationBits));
    const isLast = index === model.layers.length - 1;
    const outputBits = assignment.maps.get(layer.name);
    return {
      ...shapes[index]!,
      input: layer.input,
      weightBits,
      weightCode: 'dorefa',
      activationBits,
      activationSigned: false,
      weights,
      requantise: isLast ? logitConstants(network, layer.name, perSum, weights, weightBits, activationBits) : mapConstants(network, layer.name, perSum, outputBits!),
      output: isLast ? { kind: 'raw' } : { kind: 'codes', bits: outputBits!, signed: false },
    };
  });
  return { format: 'bitloom-network', version: 1, name, input: { shape: model.inputShape, bits: pixelBits, signed: false }, layers };
}

/** Weight codes in the integer network's order, [out][kh][kw][in], from the training graph's [kh,kw,in,out]. */
function outputMajor(network: MetaNetwork, layer: string, bits: number): Int16Array {
  const weights = network.variable(layer, 'weights');
  const channels = weights.shape[3]!;
  const codes = weightCodes(weights as tf.Tensor, bits);
  const inputs = codes.length / channels;
  return codes.map((_, i) => codes[(i % inputs) * channels + Math.floor(i / inputs)]!);
}

function mapConstants(network: MetaNetwork, layer: string, perSum: number, outputBits: number): Layer['requantise'] {
  const norm = network.batchNorm(layer);
  const [gamma, beta, mean, variance] = [norm.gamma, norm.beta, norm.mean, norm.variance].map((variable) => variable.dataSync()) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const perUnit = levels(outputBits) / network.variable(layer, 'clips').dataSync()[0]!;
  return requantise(
    Array.from(gamma, (scale, o) => {
      const slope = scale / Math.sqrt(variance[o]! + batchNormEpsilon);
      return channelConstants(slope * perSum * perUnit, (beta[o]! - slope * mean[o]!) * perUnit);
    }),
  );
}

function logitConstants(network: MetaNetwork, layer: string, perSum: number, codes: Int16Array, weightBits: number, activationBits: number): Layer['requantise'] {
  const biases = network.variable(layer, 'bias').dataSync();
  const inputs = codes.length / biases.length;
  const magnitudes = Array.from(biases, (_, o) => codes.subarray(o * inputs, (o + 1) * inputs).reduce((sum, code) => sum + Math.abs(2 * code - levels(weightBits)), 0));
  const largestSum = Math.max(...magnitudes) * levels(activationBits);
  return requantise(rawConstants(network.variable(layer, 'scale').dataSync()[0]! * perSum, biases, largestSum));
}


import * as tf from '@tensorflow/tfjs';
import type { Layer, Network } from '../../network/network.js';
import { type Assignment, layerBits, pixelBits } from '../cost/assignment.js';
import type { MetaNetwork } from '../graph/meta-network.js';
import { gridValue, integerWeights } from '../quantizers/quantize-weights.js';
import { defaultQuantizers, type QuantizerChoice } from '../quantizers/quantizer-choice.js';
import { levels } from '../quantizers/shares.js';
import { batchNormEpsilon } from '../training/batch-norm.js';
import { channelConstants, rawConstants, requantise } from './fixed-point.js';

/**
 * The integer network of a network trained at settled bits (one clip per map). With the codes c of w^ = scale g(c), where g(c) is
 * 2c - (2^M - 1) or c as the weights' quantizer has it, and X of x^ = alpha X / (2^K - 1), and S = sum g(c) X as the accelerator takes it:
 *
 *   y    = scale alpha / (2^K - 1) S                               scale: 1 / (2^M - 1) for DoReFa weights
 *   z    = gamma (y - mean) / sqrt(variance + epsilon) + beta
 *   code = saturate(round(z (2^K' - 1) / alpha'))                  K', alpha' of the layer's own output map
 *
 * which is one factor and one offset per channel. They enter as 16-bit and 42-bit integers, so a code may differ from the trained
 * network's by one where z lies within about 2^-15 of a rounding boundary (and where float32 itself decides the tie).
 */
export function foldNetwork(network: MetaNetwork, assignment: Assignment, name: string, quantizers: QuantizerChoice = defaultQuantizers): Network {
  const { model, shapes } = network;
  const bits = layerBits(model, assignment);
  const layers = model.layers.map((layer, index): Layer => {
    const { weightBits, activationBits } = bits[index]!;
    const { codes, grid, scale } = integerWeights(network.variable(layer.name, 'weights') as tf.Tensor, weightBits, quantizers.weights(layer.name), network.learntSteps(layer.name)?.dataSync()[0]);
    const weights = outputMajor(codes, network.variable(layer.name, 'weights').shape[3]!);
    const clip = layer.input === 'input' ? 1 : network.variable(layer.input, 'clips').dataSync()[0]!;
    const perSum = (scale * clip) / levels(activationBits);
    const isLast = index === model.layers.length - 1;
    const outputBits = assignment.maps.get(layer.name);
    return {
      ...shapes[index]!,
      input: layer.input,
      weightBits,
      weightCode: grid,
      activationBits,
      activationSigned: false,
      weights,
      requantise: isLast ? logitConstants(network, layer.name, perSum, weights.map((code) => gridValue(code, grid, weightBits)), activationBits) : mapConstants(network, layer.name, perSum, outputBits!),
      output: isLast ? { kind: 'raw' } : { kind: 'codes', bits: outputBits!, signed: false },
    };
  });
  return { format: 'bitloom-network', version: 1, name, input: { shape: model.inputShape, bits: pixelBits, signed: false }, layers };
}

/** Weight codes in the integer network's order, [out][kh][kw][in], from the training graph's [kh,kw,in,out]. */
function outputMajor(codes: Int16Array, channels: number): Int16Array {
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

/** `values`: what the weights' codes stand for, [out][...]. */
function logitConstants(network: MetaNetwork, layer: string, perSum: number, values: Int16Array, activationBits: number): Layer['requantise'] {
  const biases = network.variable(layer, 'bias').dataSync();
  const inputs = values.length / biases.length;
  const magnitudes = Array.from(biases, (_, o) => values.subarray(o * inputs, (o + 1) * inputs).reduce((sum, value) => sum + Math.abs(value), 0));
  const largestSum = Math.max(...magnitudes) * levels(activationBits);
  return requantise(rawConstants(network.variable(layer, 'scale').dataSync()[0]! * perSum, biases, largestSum));
}

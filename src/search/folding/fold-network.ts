import * as tf from '@tensorflow/tfjs';
import type { Layer, Network } from '../../network/network.js';
import { type Assignment, pixelBits } from '../cost/assignment.js';
import { clipOf, codeScale } from '../graph/code-scale.js';
import type { MetaNetwork } from '../graph/meta-network.js';
import { residualGains } from '../graph/residual-gains.js';
import { type ConvolutionLayer, type DenseLayer, hasWeights, isCentred, isGrouped, lastLayer, type ModelLayer, type PoolLayer, skipOf } from '../models/model.js';
import { gridValue, type IntegerWeights, integerWeights } from '../quantizers/quantize-weights.js';
import { defaultQuantizers, groupedQuantizer, type QuantizerChoice } from '../quantizers/quantizer-choice.js';
import { levels } from '../quantizers/shares.js';
import { batchNormEpsilon } from '../training/batch-norm.js';
import { channelConstants, rawConstants, requantise } from './fixed-point.js';
import { residualChannels } from './residual-constants.js';

/**
 * The integer network of a network trained at settled bits (one clip per map). With the codes c of w^ = scale g(c), where g(c) is
 * 2c - (2^M - 1) or c as the weights' quantizer has it, and X of x^ = alpha X / (2^K - 1), and S = sum g(c) X as the accelerator takes it:
 *
 *   y    = scale alpha / (2^K - 1) S                               scale: 1 / (2^M - 1) for DoReFa weights
 *   z    = gamma (y - mean) / sqrt(variance + epsilon) + beta (+ the map that is added)
 *   code = saturate(round(z (2^K' - 1) / alpha'))                  K', alpha' of the layer's own output map
 *
 * which is one factor and one offset per channel, and one factor for the map that is added. They enter as 16-bit and 42-bit integers, so a
 * code may differ from the trained network's by one where z lies within about 2^-15 of a rounding boundary (and where float32 itself decides
 * the tie). The factors of a residual layer are coarser, but training has seen them as they are (`residualGamma`).
 *
 * The code of a centred map stands for alpha' (code / (2^K' - 1) - 1/2): half a clip more in its own offset, and less in that of the layer
 * that adds it. An averagepool's sum has the one factor alpha / (2^K - 1) / pixels * (2^K' - 1) / alpha' for all channels.
 *
 * `mapBits`: that of the cost table that the network was searched by, whose cycles it then takes.
 */
export function foldNetwork(network: MetaNetwork, assignment: Assignment, name: string, quantizers: QuantizerChoice = defaultQuantizers, mapBits?: number): Network {
  const { model, shapes } = network;
  const fold = new LayerFold(network, assignment, quantizers);
  const layers = model.layers.map((layer, index): Layer => {
    const outputBits = assignment.maps.get(layer.name);
    return {
      ...shapes[index]!,
      input: layer.input,
      activationBits: assignment.maps.get(layer.input)!,
      activationSigned: false,
      ...(hasWeights(layer) ? fold.weighted(layer) : fold.pool(layer, shapes[index]!.outputShape[2])),
      output: layer === lastLayer(model) ? { kind: 'raw' } : { kind: 'codes', bits: outputBits!, signed: false },
    };
  });
  return { format: 'bitloom-network', version: 1, name, input: { shape: model.inputShape, bits: pixelBits, signed: false }, ...(mapBits !== undefined && { mapBits }), layers };
}

type Folded = Pick<Layer, 'weightBits' | 'weightCode' | 'weights' | 'requantise' | 'skip'>;

/** Folds the layers of one network. */
class LayerFold {
  constructor(
    private readonly network: MetaNetwork,
    private readonly assignment: Assignment,
    private readonly quantizers: QuantizerChoice,
  ) {}

  weighted(layer: ConvolutionLayer | DenseLayer): Folded {
    const { network } = this;
    const weightBits = this.assignment.weights.get(layer.name)!;
    const meta = network.variable(layer.name, 'weights') as tf.Tensor;
    const asked = this.quantizers.weights(layer.name);
    const integers = integerWeights(meta, weightBits, isGrouped(layer) ? groupedQuantizer(asked) : asked, network.learntSteps(layer.name)?.dataSync()[0]);
    const weights = outputMajor(integers.codes, meta.shape[3]!);
    return { weightBits, weightCode: integers.grid, weights, ...this.constants(layer, integers, weights) };
  }

  pool({ kind, name, input, kernel }: PoolLayer, channels: number): Folded {
    const each = (value: { multiplier: number; add: number; shift: number }): Layer['requantise'] => requantise(new Array(channels).fill(value));
    const mean = (): number => this.scaleOf(input) / (kernel[0] * kernel[1]) / this.scaleOf(name);
    return {
      weightBits: 1, weightCode: 'unsigned', weights: new Int16Array(0),
      requantise: each(kind === 'maxpool' ? { multiplier: 1, add: 0, shift: 0 } : channelConstants(mean(), 0)),
    };
  }

  private constants(layer: ConvolutionLayer | DenseLayer, { grid, scale }: IntegerWeights, weights: Int16Array): Pick<Layer, 'requantise' | 'skip'> {
    const weightBits = this.assignment.weights.get(layer.name)!;
    const perSum = scale * this.scaleOf(layer.input);
    if (layer === lastLayer(this.network.model)) {
      return { requantise: this.logits(layer.name, perSum, weights.map((code) => gridValue(code, grid, weightBits)), this.bitsOf(layer.input)) };
    }
    return skipOf(layer) === undefined ? { requantise: this.plain(layer, perSum) } : this.residual(layer as ConvolutionLayer, scale);
  }

  private plain(layer: ModelLayer, perSum: number): Layer['requantise'] {
    const { gamma, beta, mean, variance } = this.batchNorm(layer.name);
    const perUnit = 1 / this.scaleOf(layer.name);
    const centre = isCentred(layer) ? levels(this.bitsOf(layer.name)) / 2 : 0;
    return requantise(Array.from(gamma, (scale, o) => {
      const slope = scale / Math.sqrt(variance[o]! + batchNormEpsilon);
      return channelConstants(slope * perSum * perUnit, (beta[o]! - slope * mean[o]!) * perUnit + centre);
    }));
  }

  private residual(layer: ConvolutionLayer, weightScale: number): Pick<Layer, 'requantise' | 'skip'> {
    const added = layer.skip!;
    const [inputBits, skipBits, outputBits] = [layer.input, added, layer.name].map((map) => this.bitsOf(map)) as [number, number, number];
    const gains = residualGains(this.network, layer, { inputBits, skipBits, outputBits, weightScale });
    const { beta, mean } = this.batchNorm(layer.name);
    const source = this.network.model.layers.find(({ name }) => name === added);
    const centre = source !== undefined && isCentred(source) ? clipOf(this.network, added) / 2 : 0;
    const offsets = gains.slopes.map((slope, o) => (beta[o]! - slope * mean[o]! - centre) / this.scaleOf(layer.name));
    return {
      requantise: requantise(residualChannels(gains, offsets)),
      skip: { input: added, bits: skipBits, signed: false, multiplier: gains.skip },
    };
  }

  /** `values`: what the weights' codes stand for, [out][...]. */
  private logits(layer: string, perSum: number, values: Int16Array, activationBits: number): Layer['requantise'] {
    const biases = this.network.variable(layer, 'bias').dataSync();
    const inputs = values.length / biases.length;
    const magnitudes = Array.from(biases, (_, o) => values.subarray(o * inputs, (o + 1) * inputs).reduce((sum, value) => sum + Math.abs(value), 0));
    const largestSum = Math.max(...magnitudes) * levels(activationBits);
    return requantise(rawConstants(this.network.variable(layer, 'scale').dataSync()[0]! * perSum, biases, largestSum));
  }

  private bitsOf(map: string): number {
    return this.assignment.maps.get(map)!;
  }

  private scaleOf(map: string): number {
    return codeScale(this.network, map, this.bitsOf(map));
  }

  private batchNorm(layer: string): Record<'gamma' | 'beta' | 'mean' | 'variance', ArrayLike<number>> {
    const { gamma, beta, mean, variance } = this.network.batchNorm(layer);
    return { gamma: gamma.dataSync(), beta: beta.dataSync(), mean: mean.dataSync(), variance: variance.dataSync() };
  }
}

/** Weight codes in the integer network's order, [out][kh][kw][in], from the training graph's [kh,kw,in,out]. */
function outputMajor(codes: Int16Array, channels: number): Int16Array {
  const inputs = codes.length / channels;
  return codes.map((_, i) => codes[(i % inputs) * channels + Math.floor(i / inputs)]!);
}

import * as tf from '@tensorflow/tfjs';
import type { ConvolutionLayer } from '../models/model.js';
import { integerWeights, type WeightQuantizerName } from '../quantizers/quantize-weights.js';
import { levels, type Mixture } from '../quantizers/shares.js';
import { batchNormEpsilon } from '../training/batch-norm.js';
import type { MetaNetwork } from './meta-network.js';
import { residualGains } from './residual-gains.js';

/** Of a residual layer: its weights, the map it reads, the map it adds, the map it writes. */
export interface ResidualMixtures {
  readonly weights: Mixture;
  readonly input: Mixture;
  readonly skip: Mixture;
  readonly output: Mixture;
}

/**
 * The batch norm scale of a residual layer, [channels], as the accelerator has it: gamma moved to where gamma / sqrt(variance + epsilon), with
 * the running variance, is a whole multiplier of the layer's shift (`residualMultipliers`). Straight through: the gradient is gamma's. Plain
 * gamma while bits are still searched, as the grid depends on them.
 */
export function residualGamma(network: MetaNetwork, layer: ConvolutionLayer, mixtures: ResidualMixtures): tf.Tensor {
  const { gamma, variance } = network.batchNorm(layer.name);
  if (Object.values(mixtures).some(({ bits }) => bits.length > 1)) return gamma;
  const bitsOf = ({ bits }: Mixture): number => bits[0]!;
  const { slopes } = residualGains(network, layer, {
    inputBits: bitsOf(mixtures.input), skipBits: bitsOf(mixtures.skip), outputBits: bitsOf(mixtures.output), weightScale: weightScale(network, layer.name, mixtures.weights),
  });
  const [scales, variances] = [gamma.dataSync(), variance.dataSync()];
  const moved = slopes.map((slope, channel) => slope * Math.sqrt(variances[channel]! + batchNormEpsilon) - scales[channel]!);
  return tf.add(gamma, tf.tensor1d(moved));
}

/** w^ = scale * grid value; DoReFa's is the same for all weights. */
function weightScale(network: MetaNetwork, layer: string, { bits, quantizer = 'dorefa' }: Mixture): number {
  if (quantizer === 'dorefa') return 1 / levels(bits[0]!);
  return integerWeights(network.variable(layer, 'weights') as tf.Tensor, bits[0]!, quantizer as WeightQuantizerName, network.learntSteps(layer)?.dataSync()[0]).scale;
}

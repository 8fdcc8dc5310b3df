import { residualMultipliers } from '../folding/residual-constants.js';
import type { ConvolutionLayer } from '../models/model.js';
import { batchNormEpsilon } from '../training/batch-norm.js';
import { codeScale } from './code-scale.js';
import type { MetaNetwork } from './meta-network.js';

/** Settled bits of the maps that a residual layer reads, adds and writes, and what one unit of its weights' grid stands for. */
export interface ResidualFormat {
  readonly inputBits: number;
  readonly skipBits: number;
  readonly outputBits: number;
  readonly weightScale: number;
}

/** A residual layer's constants as the accelerator has them, and the slopes of its batch norm that they amount to. */
export interface ResidualGains {
  readonly multipliers: readonly number[];
  readonly skip: number;
  readonly shift: number;
  /** gamma / sqrt(variance + epsilon), per channel, as the multipliers make it. */
  readonly slopes: readonly number[];
}

/** From the layer's batch norm (running statistics) and the clips, in the host's floats: training and folding get the same numbers. */
export function residualGains(network: MetaNetwork, layer: ConvolutionLayer, format: ResidualFormat): ResidualGains {
  const { gamma, variance } = network.batchNorm(layer.name);
  const [scales, variances] = [gamma.dataSync(), variance.dataSync()];
  const perUnit = 1 / codeScale(network, layer.name, format.outputBits);
  const perSlope = format.weightScale * codeScale(network, layer.input, format.inputBits) * perUnit;
  const constants = residualMultipliers({
    sums: Array.from(scales, (scale, channel) => (scale / Math.sqrt(variances[channel]! + batchNormEpsilon)) * perSlope),
    skip: codeScale(network, layer.skip!, format.skipBits) * perUnit,
  });
  return { ...constants, slopes: constants.multipliers.map((multiplier) => multiplier / 2 ** constants.shift / perSlope) };
}

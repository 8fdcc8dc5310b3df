import { groupInputs } from './channel-groups.js';
import type { Layer } from './network.js';

/** Smallest and largest value, both included. */
export interface CodeRange {
  readonly low: number;
  readonly high: number;
}

/** Codes of `bits` bits: 0..2^bits-1, or two's complement -2^(bits-1)..2^(bits-1)-1. */
export function codeRange(bits: number, signed: boolean): CodeRange {
  return signed ? { low: -(2 ** (bits - 1)), high: 2 ** (bits - 1) - 1 } : { low: 0, high: 2 ** bits - 1 };
}

/** The weight codes that a layer's format holds: before decoding, so 0..2^bits-1 for `dorefa`. */
export function weightCodeRange({ weightBits, weightCode }: Pick<Layer, 'weightBits' | 'weightCode'>): CodeRange {
  return codeRange(weightBits, weightCode === 'signed');
}

/** What a weight code multiplies with: itself, or 2 * code - (2^bits - 1) on the DoReFa grid. */
export function decodeWeight({ weightBits, weightCode }: Pick<Layer, 'weightBits' | 'weightCode'>, code: number): number {
  return weightCode === 'dorefa' ? 2 * code - (2 ** weightBits - 1) : code;
}

/** The values a layer's output codes can have; 32-bit two's complement for `raw`. */
export function outputRange(output: Layer['output']): CodeRange {
  return output.kind === 'raw' ? codeRange(32, true) : codeRange(output.bits, output.signed);
}

/**
 * An upper bound of |sum| over all weights and activations of the layer's formats: what an accumulator, or a Number, has to hold. A sum goes
 * over the channels of one group, or over the window of one channel for an averagepool; a maxpool's is one activation.
 */
export function largestSum(
  layer: Pick<Layer, 'kind' | 'weightBits' | 'weightCode' | 'activationBits' | 'activationSigned' | 'kernel' | 'inputShape' | 'groups'>,
): number {
  const weights = weightCodeRange(layer);
  const activations = codeRange(layer.activationBits, layer.activationSigned);
  const largest = ({ low, high }: CodeRange): number => Math.max(Math.abs(low), Math.abs(high));
  if (layer.kind === 'maxpool') return largest(activations);
  const weight = Math.max(Math.abs(decodeWeight(layer, weights.low)), Math.abs(decodeWeight(layer, weights.high)));
  return layer.kernel[0] * layer.kernel[1] * groupInputs(layer) * weight * largest(activations);
}

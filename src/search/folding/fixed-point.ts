import type { Layer } from '../../network/network.js';

/** Requantisation constants of one channel: code = saturate(roundHalfEven((sum * multiplier + add) / 2^shift)). */
export interface ChannelConstants {
  readonly multiplier: number;
  readonly add: number;
  readonly shift: number;
}

const largestMultiplier = 2 ** 15 - 1;
const largestAdd = 2 ** 41 - 1;
const largestShift = 47;

/**
 * The integers nearest to code = factor * sum + offset: the largest shift for which multiplier (16 bits) and add (42 bits) fit, so the
 * factor keeps 15 significant bits. Throws an Error when even shift 0 is too large or a number is not finite: training has diverged.
 */
export function channelConstants(factor: number, offset: number): ChannelConstants {
  for (let shift = largestShift; shift >= 0; shift--) {
    const multiplier = nearest(factor * 2 ** shift);
    const add = nearest(offset * 2 ** shift);
    if (Math.abs(multiplier) <= largestMultiplier && Math.abs(add) <= largestAdd) return { multiplier, add, shift };
  }
  throw new Error(`Requantisation: code = ${factor} * sum + ${offset} does not fit 16-bit multipliers and 42-bit adds; training has diverged.`);
}

/**
 * Constants for raw logits: logit = factor * sum + bias[class], the factor common to all classes, so that the order of the logits, and
 * with it the prediction, is kept whatever positive scale the results have. That scale is the largest power of two with which no result
 * leaves 32 bits; sums then enter exactly and the biases with all the fraction bits that there is room for.
 */
export function rawConstants(factor: number, biases: ArrayLike<number>, largestSum: number): ChannelConstants[] {
  if (!Number.isFinite(factor) || factor === 0) throw new Error(`Requantisation: the logits' scale is ${factor}; training has diverged.`);
  const offsets = Array.from(biases, (bias) => bias / Math.abs(factor));
  const bound = largestSum + Math.max(...offsets.map(Math.abs)) + 1;
  const exponent = Math.min(14, Math.floor(Math.log2((2 ** 31 - 1) / bound)));
  const shift = Math.max(0, -exponent);
  const multiplier = Math.sign(factor) * 2 ** Math.max(0, exponent);
  return offsets.map((offset) => ({ multiplier, add: nearest(offset * 2 ** (exponent + shift)), shift }));
}

/** Constants of all channels in the form of a layer. */
export function requantise(channels: readonly ChannelConstants[]): Layer['requantise'] {
  return {
    multiplier: channels.map(({ multiplier }) => multiplier),
    add: channels.map(({ add }) => add),
    shift: channels.map(({ shift }) => shift),
  };
}

/** Nearest integer of a constant (which way a half goes makes no difference here). Never -0. */
function nearest(value: number): number {
  return Math.round(value) + 0;
}

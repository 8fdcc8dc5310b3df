import type { ChannelConstants } from './fixed-point.js';

/** What the requantisation of a residual layer is to compute, in output codes. */
export interface ResidualFactors {
  /** Output codes per unit of the sum, per channel. */
  readonly sums: readonly number[];
  /** Output codes per code of the map that is added, the same for all channels. Positive. */
  readonly skip: number;
}

const largestMultiplier = 2 ** 15 - 1;
const largestShift = 47;

/**
 * The shift and multipliers of code = saturate(round((sum m[o] + add[o] + skip s) / 2^shift)). The skip's multiplier is the same for all
 * channels, so the shift is too: the largest with which s and all m[o] fit 16 bits. Where codes of a like scale are added, s needs 14 or 15
 * bits after the point, and the sums' factors have no more: a factor f is off by up to 2^-(shift + 1), which over large sums is
 * more than a rounding. Training therefore sees the factors as they are here (`residualGamma`).
 *
 * Throws an Error when even shift 0 is too large or a factor is not finite: training has diverged.
 */
export function residualMultipliers({ sums, skip }: ResidualFactors): { readonly multipliers: readonly number[]; readonly skip: number; readonly shift: number } {
  for (let shift = largestShift; shift >= 0; shift--) {
    const multipliers = sums.map((factor) => Math.round(factor * 2 ** shift) + 0);
    const skipMultiplier = Math.round(skip * 2 ** shift);
    if (skipMultiplier <= largestMultiplier && multipliers.every((multiplier) => Math.abs(multiplier) <= largestMultiplier)) return { multipliers, skip: skipMultiplier, shift };
  }
  throw new Error(`Requantisation: factors of ${skip} for the added map and up to ${Math.max(...sums.map(Math.abs))} for the sums do not fit 16 bits; training has diverged.`);
}

/** The channels' constants with their offsets, in output codes. */
export function residualChannels({ multipliers, shift }: { readonly multipliers: readonly number[]; readonly shift: number }, offsets: readonly number[]): ChannelConstants[] {
  return multipliers.map((multiplier, channel) => {
    const add = Math.round(offsets[channel]! * 2 ** shift) + 0;
    if (!(Math.abs(add) < 2 ** 41)) throw new Error(`Requantisation: an offset of ${offsets[channel]} codes does not fit 42 bits; training has diverged.`);
    return { multiplier, add, shift };
  });
}

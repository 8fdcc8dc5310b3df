import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { LayerShape } from '../network.js';

/**
 * Stands in place of the logarithm where a word holds one pixel at most and columns are kept in pairs: the even ones of a row in one place, the odd ones in
 * another. A stride of 2 then finds the columns of its lanes side by side.
 */
export const columnPairs = -1;

/** Pixels that share a word, each with an equal part of it: all channels of a pixel, or as many as fit, and then it has several words. */
export const slotsOf = (slotsLog: number): number => 2 ** Math.max(0, slotsLog);

/** Whether a layer can read a map whose columns are in pairs. */
export function takesPairs({ kind, stride, dilation, inputShape }: LayerShape, parameters: AcceleratorParameters): boolean {
  const words = Math.ceil(inputShape[2] / parameters.dk);
  return kind !== 'dense' && stride[1] === 2 && (dilation?.[1] ?? 1) === 1 && words < 256 && geometry(parameters).mostSlotsLog > 0;
}

/**
 * Whether a layer can read a map with 2^log pixels in a word: one read of dn words must bring the words of all lanes. A lane may begin in the
 * middle of a word and then needs the one behind it too; where the stride is the pixels of a word, all lanes begin at the start of one.
 */
export function takesSlots(shape: LayerShape, log: number, { dn }: AcceleratorParameters): boolean {
  if (log === 0) return true;
  // A maxpool, and a kernel whose taps stand apart, move by single columns.
  if (shape.kind === 'maxpool' || (shape.dilation?.[1] ?? 1) > 1) return false;
  const lanes = Math.min(dn, shape.outputShape[1]);
  const lastWord = Math.floor((2 ** log - 1 + (lanes - 1) * shape.stride[1]) / 2 ** log);
  return lastWord + 1 <= dn - 1 || wordAligned(shape, log);
}

/** Lanes begin at the start of a word: the stride is the number of pixels in a word. */
export const wordAligned = (shape: LayerShape, slotsLog: number): boolean => slotsLog > 0 && shape.stride[1] === 2 ** slotsLog;

/** log2 of the pixels that fit into a word with all their channels: slots are powers of two, at least a chunk wide. */
export function sharedSlotsLog(channels: number, parameters: AcceleratorParameters): number {
  const { dm, dk } = parameters;
  const slotBits = Math.max(dm, 2 ** Math.ceil(Math.log2(channels)));
  return Math.max(0, Math.min(geometry(parameters).mostSlotsLog, Math.floor(Math.log2(dk / slotBits))));
}

/** Words of a plane of one pixel, or of those that share them. */
export const channelWordsOf = (channels: number, slotsLog: number, { dk }: AcceleratorParameters): number => Math.ceil(channels / slotChannels(slotsLog, dk));

/** Channels of a pixel in a word of dk bits. */
export const slotChannels = (slotsLog: number, dk: number): number => dk / slotsOf(slotsLog);

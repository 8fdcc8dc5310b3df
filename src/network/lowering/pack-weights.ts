import { geometry } from '../../hwgen/accelerator/geometry.js';
import { largestShift } from '../../hwgen/accelerator/row-timing.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { groupInputs, isPool } from '../channel-groups.js';
import { outputRange } from '../code-range.js';
import { hasThresholds, type Layer, type MultiplyAddShift } from '../network.js';
import { slotChannels, slotsOf } from './map-slots.js';
import { thresholdWords } from './threshold-words.js';
import { constantsBeats, tiling } from './tiling.js';

/**
 * A layer's constants and weights as the accelerator reads them: per channel tile dm entries of constants (multiplier in bits 15..0,
 * shift in 21..16, add in 63..22) or as many channels' thresholds (see `threshold-words.ts`), then the weight rows [plane][kernel row][word of the kernel row][channel word]: bit channel * dk + lane,
 * where a lane is an input channel of the word, or, with several pixels in a word, slot * (dk / slots) + input channel.
 * Channels beyond the last output channel have no weights and codes of 0, and so are lanes of channels outside an output channel's group. A pool has
 * one row: every output channel sees its own input channel, in every pixel of the word; where lanes stand for channels all tiles have that of the first.
 */
export function packWeights(layer: Layer, slotsLog: number, outputSlotsLog: number | undefined, parameters: AcceleratorParameters): Uint8Array {
  const { dm, dk, portBits } = parameters;
  const { beats, beatBytes } = geometry(parameters);
  const { channelTiles, channelLanes, kernelWords, kernelGroups, channelWords, channelRun, skippedTaps, blockBeats } = tiling(layer, layer.weightBits, layer.activationBits, parameters, slotsLog, outputSlotsLog);
  const { requantise } = layer;
  const slots = slotsOf(slotsLog);
  const ofWord = slotChannels(slotsLog, dk);
  const outputChannels = layer.outputShape[2];
  const inputsPerGroup = groupInputs(layer);
  const outputsPerGroup = (outputChannels * inputsPerGroup) / layer.inputShape[2];
  const pool = isPool(layer);
  // The one row of a pool has a tap for every pixel in a word.
  const kernelWidth = pool ? slots : layer.kernel[1];
  const positions = pool ? slots : layer.kernel[0] * layer.kernel[1];
  const rowBits = beats.weightRow * portBits;

  const bytes = new Uint8Array(channelTiles * blockBeats * beatBytes);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < channelTiles * dm; row++) {
    const block = Math.floor(row / dm) * blockBeats * beatBytes;
    const lane = row % dm;
    const channel = channelLanes ? lane : row;
    const constants = block + lane * constantsBeats(layer, parameters) * beatBytes;
    const setThresholds = (words: number[]): void => words.forEach((word, n) => view.setInt32(constants + 4 * n, word, true));
    if (!hasThresholds(requantise)) view.setBigUint64(constants, channel < outputChannels ? constantsOf(requantise, channel) : 0n, true);
    else if (channel < outputChannels) setThresholds(thresholdWords(requantise.thresholds[channel]!, requantise.falling?.[channel] ?? false, parameters));
    else setThresholds(thresholdWords(noChannel(layer.output), false, parameters));
    if (channel >= outputChannels) continue;

    const firstInput = Math.floor(channel / outputsPerGroup) * inputsPerGroup;
    const firstWord = Math.floor(Math.floor(channel / dm) / channelRun.tilesPerStep) * channelRun.wordsPerStep;
    const rows = (block + dm * constantsBeats(layer, parameters) * beatBytes) * 8;
    for (let position = 0; position < positions; position++) {
      for (let member = 0; member < inputsPerGroup; member++) {
        const code = pool ? 1 : layer.weights[(channel * positions + position) * inputsPerGroup + member]!;
        const input = firstInput + member;
        const [kernelRow, kernelColumn] = [Math.floor(position / kernelWidth), position % kernelWidth] as const;
        const tap = (pool ? 0 : skippedTaps) + kernelColumn;
        const group = Math.floor(tap / slots);
        const weightRow = (kernelRow * kernelGroups + group) * channelWords + Math.floor(input / ofWord) - firstWord;
        const bitInWord = (tap % slots) * ofWord + (input % ofWord);
        for (let plane = 0; plane < layer.weightBits; plane++) {
          if (((code >> plane) & 1) === 0) continue;
          const bit = rows + (plane * kernelWords + weightRow) * rowBits + lane * dk + bitInWord;
          bytes[Math.floor(bit / 8)]! |= 1 << (bit % 8);
        }
      }
    }
  }
  return bytes;
}

/** Thresholds of a channel that is not there: its code is 0, as the activation sums of a DoReFa layer behind it want it. */
function noChannel(output: Layer['output']): number[] {
  const { low, high } = outputRange(output);
  return Array.from({ length: high - low }, (_, n) => (n < -low ? -(2 ** 31) : 2 ** 31));
}

/**
 * Multiplier in bits 15..0, shift in 21..16, add in 63..22. The accelerator shifts by at most 44; a larger shift leaves nothing of a sum that is small
 * enough, which the shift of 44 does for a multiplier of 0.
 */
function constantsOf(requantise: MultiplyAddShift, channel: number): bigint {
  const shift = Math.min(requantise.shift[channel]!, largestShift);
  const vanishes = shift < requantise.shift[channel]!;
  const multiplier = BigInt.asUintN(16, BigInt(vanishes ? 0 : requantise.multiplier[channel]!));
  const add = BigInt.asUintN(42, BigInt(vanishes ? 0 : requantise.add[channel]!));
  return multiplier | (BigInt(shift) << 16n) | (add << 22n);
}

import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { groupInputs } from '../channel-groups.js';
import type { LayerShape } from '../network.js';
import { slotChannels } from './map-slots.js';

/**
 * The channel words that a channel tile sees: `words` of them from floor(tile / tilesPerStep) * wordsPerStep on. Without groups every tile
 * sees all; with groups those of its own groups suffice, and the weights of the other channels in them are zero.
 */
export interface ChannelRun {
  readonly words: number;
  readonly tilesPerStep: number;
  readonly wordsPerStep: number;
}

/** The shortest run that moves on evenly and covers what every tile needs. */
export function channelRunOf(shape: LayerShape, slotsLog: number, { dm, dk: wordBits }: AcceleratorParameters): ChannelRun {
  const dk = slotChannels(slotsLog, wordBits);
  const [inputChannels, outputChannels] = [shape.inputShape[2], shape.outputShape[2]];
  const inputsPerGroup = groupInputs(shape);
  const groups = inputChannels / inputsPerGroup;
  const tiles = Math.ceil(outputChannels / dm);
  const whole: ChannelRun = { words: Math.ceil(inputChannels / dk), tilesPerStep: tiles, wordsPerStep: 0 };
  if (groups === 1 || whole.words === 1) return whole;

  const needed = Array.from({ length: tiles }, (_, tile) => {
    const [first, last] = channelsOfTile(tile);
    return { first: Math.floor(first / dk), last: Math.floor(last / dk) };
  });
  let best = whole;
  for (let tilesPerStep = 1; tilesPerStep <= tiles; tilesPerStep++) {
    const wordsPerStep = needed[tilesPerStep]?.first ?? 0;
    if (wordsPerStep === 0 && tilesPerStep < tiles) continue;
    const starts = needed.map((_, tile) => Math.floor(tile / tilesPerStep) * wordsPerStep);
    if (starts.some((start, tile) => start > needed[tile]!.first)) continue;
    const words = Math.max(...needed.map(({ last }, tile) => last - starts[tile]! + 1));
    if (words < best.words) best = { words, tilesPerStep, wordsPerStep };
  }
  return best;

  /** First and last input channel that the outputs of a tile see. */
  function channelsOfTile(tile: number): [number, number] {
    const outputsPerGroup = outputChannels / groups;
    const lastOutput = Math.min((tile + 1) * dm, outputChannels) - 1;
    return [Math.floor((tile * dm) / outputsPerGroup) * inputsPerGroup, (Math.floor(lastOutput / outputsPerGroup) + 1) * inputsPerGroup - 1];
  }
}

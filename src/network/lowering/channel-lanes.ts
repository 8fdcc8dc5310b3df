import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { isPool } from '../channel-groups.js';
import type { LayerShape } from '../network.js';
import { slotChannels, slotsOf } from './map-slots.js';

/**
 * Whether the lanes of a pool stand for channels instead of columns. A pool does the same to all channels, so dm rows of weights serve any dm
 * channels, and where the output is one column wide, as behind a global pool, only lane 0 would have work. Every word is then taken for
 * as many columns of dm channels as it holds: lane n begins n columns further on, so its rows see the channels n * dm and following ones,
 * and a tile has all channels of a word. What it writes is a word of the output again, with the same pixels: so input and output must have as many in
 * a word, and channels must fill their part of it, since the activation sums of the DoReFa grid count all of a word, and lanes of no channel would write there.
 * Pixels behind the only column are masked by whoever reads the map. An output that goes to memory stands there in tiles of columns and is made so.
 */
export function lanesAreChannels(shape: LayerShape, slotsLog: number, outputSlotsLog: number | undefined, parameters: AcceleratorParameters): boolean {
  const { dm, dk } = parameters;
  const [, width, channels] = shape.inputShape;
  if (!isPool(shape) || shape.thresholdBits !== undefined || shape.outputShape[1] !== 1 || shape.padding.left !== 0 || slotsLog < 0 || slotsLog !== outputSlotsLog) return false;
  const filled = slotsLog === 0 ? channels % dk === 0 : channels === slotChannels(slotsLog, dk);
  return filled && channels > dm && 2 ** geometry(parameters).mostSlotsLog === dk / dm && columnsTaken(width, slotsLog, parameters) < 2 ** 16;
}

/** Columns of dm channels that `columns` columns of the map are taken for. */
export const columnsTaken = (columns: number, slotsLog: number, { dm, dk }: AcceleratorParameters): number => columns * (dk / dm / slotsOf(slotsLog));

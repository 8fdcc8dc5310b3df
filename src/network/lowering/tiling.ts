import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { thresholdBeats } from '../../hwgen/accelerator/thresholds.js';
import { isPool } from '../channel-groups.js';
import type { LayerShape } from '../network.js';
import { lanesAreChannels } from './channel-lanes.js';
import { channelRunOf, type ChannelRun } from './channel-run.js';
import { columnPairs, slotsOf, wordAligned } from './map-slots.js';

/** How a layer falls into words, tiles and passes on an array: all that its time depends on, and nothing of its data. */
export interface Tiling {
  /** Weight planes: 1 for a pool. */
  readonly weightBits: number;
  readonly activationBits: number;
  /** Words of dk channels of an input pixel that a channel tile sees. */
  readonly channelWords: number;
  /** Lanes stand for dm channels each instead of columns, and a channel tile for the channels of a word, see `channel-lanes.ts`. */
  readonly channelLanes: boolean;
  /** Which ones: channel tile t begins with word floor(t / tilesPerStep) * wordsPerStep. */
  readonly channelRun: ChannelRun;
  /** log2 of the pixels that share a word of the input map, or columnPairs. */
  readonly slotsLog: number;
  /** Pixels of the first word of a kernel row that lie before the kernel: lanes that begin at the start of a word may begin before it. */
  readonly skippedTaps: number;
  /** Words that hold a kernel row of one channel word. */
  readonly kernelGroups: number;
  /** Weight rows of one plane: kernel height * kernelGroups * channelWords; of a pool, whose weights are all the same, channelWords. */
  readonly kernelWords: number;
  /** Reads of dn columns that gather one operand of all lanes. */
  readonly passes: number;
  /** Groups of dn words in an input row. */
  readonly inputGroups: number;
  /** Tiles of dn pixels in an output row. */
  readonly tileColumns: number;
  readonly outputRows: number;
  /** Tiles of dm output channels; with channelLanes of a word of channels. */
  readonly channelTiles: number;
  /** Tiles that the array makes for every one that is written: kernel positions of a maxpool, else 1. */
  readonly mergedTiles: number;
  /** Steps of the array for one tile. */
  readonly tileSteps: number;
  /** Beats of one channel tile's block: constants, then weight rows. */
  readonly blockBeats: number;
}

/** `slotsLog`: of the input map, see `map-slots.ts`. `outputSlotsLog`: of the output map; undefined when it goes to memory. */
export function tiling(
  shape: LayerShape,
  weightBits: number,
  activationBits: number,
  parameters: AcceleratorParameters,
  slotsLog: number,
  outputSlotsLog: number | undefined,
): Tiling {
  const { dm, dk, dn } = parameters;
  const { beats } = geometry(parameters);
  const [, inputWidth] = shape.inputShape;
  const [outputRows, outputWidth, outputChannels] = shape.outputShape;
  const channelLanes = lanesAreChannels(shape, slotsLog, outputSlotsLog, parameters);
  const channelRun = channelLanes ? { words: 1, tilesPerStep: 1, wordsPerStep: 1 } : channelRunOf(shape, slotsLog, parameters);
  const channelWords = channelRun.words;
  const skippedTaps = wordAligned(shape, slotsLog) ? modulo(-shape.padding.left, slotsOf(slotsLog)) : 0;
  const kernelGroups = Math.ceil((skippedTaps + shape.kernel[1]) / slotsOf(slotsLog));
  const window = shape.kernel[0] * kernelGroups * channelWords;
  const weightPlanes = isPool(shape) ? 1 : weightBits;
  const merges = shape.kind === 'maxpool';
  const tileColumns = Math.ceil(outputWidth / dn);
  const passes = slotsLog > 0 || channelLanes ? 1 : passesFor(Math.min(dn, outputWidth), shape.stride[1] / columnsOf(slotsLog), dn);
  return {
    weightBits: weightPlanes,
    activationBits,
    channelWords,
    channelLanes,
    channelRun,
    slotsLog,
    skippedTaps,
    kernelGroups,
    kernelWords: isPool(shape) ? channelWords : window,
    passes,
    inputGroups: Math.ceil(inputWidth / (dn * columnsOf(slotsLog))),
    tileColumns,
    outputRows,
    channelTiles: Math.ceil(outputChannels / (channelLanes ? dk : dm)),
    mergedTiles: merges ? shape.kernel[0] * shape.kernel[1] : 1,
    tileSteps: weightPlanes * activationBits * (merges ? channelWords : window) * passes,
    blockBeats: dm * constantsBeats(shape, parameters) + weightPlanes * (isPool(shape) ? channelWords : window) * beats.weightRow,
  };
}

/** Beats of what turns the sums of one output channel into codes. */
export const constantsBeats = ({ thresholdBits }: LayerShape, parameters: AcceleratorParameters): number =>
  (thresholdBits === undefined ? geometry(parameters).beats.constants : thresholdBeats(thresholdBits, parameters.portBits));

/** Columns of the map from a word of a bank to the word of the next bank. */
export const columnsOf = (slotsLog: number): number => (slotsLog === columnPairs ? 2 : slotsOf(slotsLog));

/** Passes until the last of `lanes` lanes has its column: a pass brings dn neighbouring columns, lanes stand `stride` apart. */
function passesFor(lanes: number, stride: number, dn: number): number {
  return Math.floor(((lanes - 1) * stride) / dn) + 1;
}

const modulo = (value: number, n: number): number => ((value % n) + n) % n;

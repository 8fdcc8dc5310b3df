import type { FieldName } from '../../hwgen/accelerator/descriptor.js';
import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { isPool } from '../channel-groups.js';
import type { Layer, MapShape } from '../network.js';
import { columnPairs, slotsOf, wordAligned } from './map-slots.js';
import { columnsOf, tiling } from './tiling.js';

/** Where a layer finds and leaves things. Activation addresses are words of a bank, the others bytes of external memory. */
export interface Placement {
  readonly source: number;
  readonly target: number;
  readonly weights: number;
  /** Set when the input map is to be read from memory first. */
  readonly load?: number | undefined;
  /** Set when the output is to be written to memory. */
  readonly store?: number | undefined;
  /** Place and log2 of the pixels in a word of the skip map. */
  readonly skip?: { readonly base: number; readonly slotsLog: number } | undefined;
  /** log2 of the pixels in a word of the input and of the output map. */
  readonly sourceSlotsLog: number;
  readonly targetSlotsLog: number;
  readonly keep: boolean;
  /** Slots for the planes of a tile, see `Network.mapBits`. */
  readonly mapBits: number;
  readonly last: boolean;
}

/** Words from the even columns of a plane to the odd ones (in pairs), from plane to plane, group to group and row to row of a feature map, and the words of all of it. */
export function mapLayout(shape: MapShape, bits: number, slotsLog: number, { dk, dn }: AcceleratorParameters) {
  const [height, width, channels] = shape;
  const phaseWords = Math.ceil(channels / dk);
  const planeWords = slotsLog === columnPairs ? 2 * phaseWords : phaseWords;
  const groupWords = bits * planeWords;
  const rowWords = Math.ceil(width / (dn * columnsOf(slotsLog))) * groupWords;
  return { phaseWords, planeWords, groupWords, rowWords, words: height * rowWords };
}

/** Beats of a feature map in memory: chunks [channel tile][row][column group][plane]. */
export function mapBeats([height, width, channels]: MapShape, bits: number, parameters: AcceleratorParameters): number {
  const chunks = Math.ceil(channels / parameters.dm) * height * Math.ceil(width / parameters.dn) * bits;
  return chunks * geometry(parameters).beats.chunk;
}

/** Beats of a raw output in memory: rows [channel tile][row][column tile][channel] of dn values. */
export function rawBeats([height, width, channels]: MapShape, parameters: AcceleratorParameters): number {
  const tiles = Math.ceil(channels / parameters.dm) * height * Math.ceil(width / parameters.dn);
  return tiles * parameters.dm * geometry(parameters).beats.rawRow;
}

/** The descriptor fields of a layer (see `hwgen/accelerator/descriptor.ts`). */
export function layerDescriptor(layer: Layer, at: Placement, parameters: AcceleratorParameters): Partial<Record<FieldName, number>> {
  const { dn } = parameters;
  const { activationBits, output } = layer;
  const t = tiling(layer, layer.weightBits, activationBits, parameters, at.sourceSlotsLog);
  const source = mapLayout(layer.inputShape, activationBits, at.sourceSlotsLog, parameters);
  const outputBits = output.kind === 'codes' ? output.bits : 8;
  const target = mapLayout(layer.outputShape, outputBits, at.targetSlotsLog, parameters);
  const { top, left } = layer.padding;
  const [strideY, strideX] = layer.stride;
  const flag = (condition: boolean): number => (condition ? 1 : 0);
  const tiles = t.outputRows * t.tileColumns;
  const slots = slotsOf(at.sourceSlotsLog);
  const paired = at.sourceSlotsLog === columnPairs;
  const columns = columnsOf(at.sourceSlotsLog);
  // Words of an input row are counted from the one that holds column 0; padding lies before it.
  const firstWord = Math.floor(-left / columns);
  const tileWords = (dn * strideX) / columns;
  // Lanes stand so many words apart, when a word holds one pixel.
  const laneWords = paired ? strideX / 2 : strideX;
  const [dilationY, dilationX] = layer.dilation ?? [1, 1];
  // From a word of the kernel row to the next: a word with several pixels, or the next tap.
  const stepWords = at.sourceSlotsLog > 0 ? 1 : dilationX;
  return {
    last: flag(at.last),
    load: flag(at.load !== undefined),
    store: flag(at.store !== undefined),
    raw: flag(output.kind === 'raw'),
    keep: flag(at.keep && output.kind === 'codes'),
    dorefa: flag(layer.weightCode === 'dorefa'),
    weight_signed: flag(layer.weightCode === 'signed'),
    activation_signed: flag(layer.activationSigned),
    output_planes: outputBits,

    load_address: at.load ?? 0,
    load_beats: at.load === undefined ? 0 : mapBeats(layer.inputShape, activationBits, parameters),
    weight_plane_last: t.weightBits - 1,
    activation_plane_last: activationBits - 1,
    load_base: at.source,
    load_plane_words: source.planeWords,
    load_group_words: source.groupWords,
    load_row_last: layer.inputShape[0] - 1,
    load_column_last: Math.ceil(layer.inputShape[1] / dn) - 1,
    load_plane_last: activationBits - 1,
    stride_mod: laneWords % dn,
    stride_div: Math.floor(laneWords / dn),
    stride: strideX,

    weight_address: at.weights,
    weight_beats: t.blockBeats,
    pass_last: t.passes - 1,
    kernel_words: t.kernelWords,
    kernel_group_last: t.kernelGroups - 1,
    slots_log: Math.max(0, at.sourceSlotsLog),
    output_slots_log: Math.max(0, at.targetSlotsLog),
    paired: flag(paired),
    first_odd: flag(paired && left % 2 === 1),
    phase_words: paired ? source.phaseWords : 0,
    output_paired: flag(at.targetSlotsLog === columnPairs),
    output_phase_words: at.targetSlotsLog === columnPairs ? target.phaseWords : 0,
    first_slot: slots === 1 || wordAligned(layer, at.sourceSlotsLog) ? 0 : -left - firstWord * slots,
    skipped_taps: t.skippedTaps,
    taps: Math.min(slots, t.skippedTaps + layer.kernel[1]),
    taps_last: t.skippedTaps + layer.kernel[1] - (t.kernelGroups - 1) * slots,
    kernel_height_last: layer.kernel[0] - 1,
    weight_top_row: (t.weightBits - 1) * t.kernelWords,
    channel_word_last: t.channelWords - 1,
    activation_top_word: (activationBits - 1) * source.planeWords,
    first_bank: ((firstWord % dn) + dn) % dn,
    tile_bank_step: tileWords % dn,

    input_height: layer.inputShape[0],
    input_width: layer.inputShape[1],
    first_row: -top,
    first_column: -left - t.skippedTaps,
    row_step: strideY,
    column_step: dn * strideX,

    first_row_address: at.source - top * source.rowWords,
    row_words: source.rowWords,
    tile_row_words: strideY * source.rowWords,
    group_words: source.groupWords,
    first_group_words: Math.floor(firstWord / dn) * source.groupWords + (paired ? (left % 2) * source.phaseWords : 0),
    tile_group_words: Math.floor(tileWords / dn) * source.groupWords,
    plane_words: source.planeWords,
    tile_column_last: t.tileColumns - 1,
    output_row_last: t.outputRows - 1,
    channel_tile_last: t.channelTiles - 1,

    output_base: at.target,
    output_plane_words: target.planeWords,
    output_group_words: target.groupWords,
    output_group_last: tiles - 1,
    drain_last: tiles * t.mergedTiles - 1,
    pool: flag(layer.kind === 'maxpool'),
    same_weights: flag(isPool(layer)),
    plane_slot_last: at.mapBits - 1,
    pool_last: t.mergedTiles - 1,

    group_tile_last: t.channelRun.tilesPerStep - 1,
    group_words_step: t.channelRun.wordsPerStep,
    kernel_row_step: dilationY,
    kernel_row_words: dilationY * source.rowWords,
    word_columns: slots * stepWords,
    word_bank_step: stepWords % dn,
    word_group_words: Math.floor(stepWords / dn) * source.groupWords - (paired ? source.phaseWords : 0),
    ...skipFields(layer, at, parameters),
    store_address: at.store ?? 0,
    store_beats: at.store === undefined ? 0
      : output.kind === 'raw' ? rawBeats(layer.outputShape, parameters)
      : mapBeats(layer.outputShape, output.bits, parameters),
    ...codeRange(layer.output),
  };
}

function skipFields({ skip, outputShape }: Layer, at: Placement, parameters: AcceleratorParameters): Partial<Record<FieldName, number>> {
  if (skip === undefined) return {};
  const { base, slotsLog } = at.skip!;
  const layout = mapLayout(outputShape, skip.bits, slotsLog, parameters);
  return {
    skip: 1,
    skip_base: base,
    skip_plane_words: layout.planeWords,
    skip_group_words: layout.groupWords,
    skip_plane_last: skip.bits - 1,
    skip_slots_log: slotsLog,
    skip_signed: skip.signed ? 1 : 0,
    skip_multiplier: skip.multiplier,
  };
}

function codeRange(output: Layer['output']): { saturate_low: number; saturate_high: number } {
  if (output.kind === 'raw') return { saturate_low: 0, saturate_high: 0 };
  return output.signed
    ? { saturate_low: -(2 ** (output.bits - 1)), saturate_high: 2 ** (output.bits - 1) - 1 }
    : { saturate_low: 0, saturate_high: 2 ** output.bits - 1 };
}

import type { FieldName } from '../../hwgen/accelerator/descriptor.js';
import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { isPool } from '../channel-groups.js';
import type { Layer } from '../network.js';
import { columnsTaken } from './channel-lanes.js';
import { columnPairs, slotsOf, wordAligned } from './map-slots.js';
import { mapLayout, storedBeats } from './map-layout.js';
import { outputSlots, type LayerStep } from './descriptor-steps.js';
import { columnsOf, constantsBeats, tiling, type Tiling } from './tiling.js';

/** What a descriptor says besides the layer and its place on chip: byte addresses in memory, and the end of the chain. */
export interface DescriptorPlace {
  /** Of the layer's weights. */
  readonly weights: number;
  /** Of the rows that it loads, and of where it stores its output, if it does. */
  readonly load: number;
  readonly store: number;
  /** Slots for the planes of a tile, see `Network.mapBits`. */
  readonly mapBits: number;
  readonly last: boolean;
}

/** The descriptor fields of a layer, or of a band of it (see `hwgen/accelerator/descriptor.ts`). */
export function layerDescriptor(whole: Layer, step: LayerStep, at: DescriptorPlace, parameters: AcceleratorParameters): Partial<Record<FieldName, number>> {
  const { dn } = parameters;
  const { inputShape, outputShape, padding } = step.shape;
  const layer: Layer = { ...whole, inputShape, outputShape, padding };
  const { activationBits, output } = layer;
  const sourceSlotsLog = step.source.slotsLog;
  const targetSlotsLog = step.target?.slotsLog ?? 0;
  const t = tiling(layer, layer.weightBits, activationBits, parameters, sourceSlotsLog, outputSlots(step));
  const source = mapLayout(layer.inputShape, step.source.planes, sourceSlotsLog, parameters);
  const outputBits = step.store?.kind === 'codes' ? step.store.bits : step.target?.planes ?? 8;
  const target = mapLayout(layer.outputShape, outputBits, targetSlotsLog, parameters);
  const { top, left } = layer.padding;
  const [strideY, strideX] = layer.stride;
  const flag = (condition: boolean): number => (condition ? 1 : 0);
  const tiles = t.outputRows * t.tileColumns;
  const slots = slotsOf(sourceSlotsLog);
  const paired = sourceSlotsLog === columnPairs;
  const columns = columnsOf(sourceSlotsLog);
  // Words of an input row are counted from the one that holds column 0; padding lies before it.
  const firstWord = Math.floor(-left / columns);
  const tileWords = (dn * strideX) / columns;
  // Lanes stand so many words apart, when a word holds one pixel.
  const laneWords = paired ? strideX / 2 : strideX;
  const [dilationY, dilationX] = layer.dilation ?? [1, 1];
  // From a word of the kernel row to the next: a word with several pixels, or the next tap.
  const stepWords = sourceSlotsLog > 0 ? 1 : dilationX;
  return {
    last: flag(at.last),
    load: flag(step.load !== undefined),
    store: flag(step.store !== undefined),
    raw: flag(output.kind === 'raw'),
    keep: flag(step.target !== undefined),
    dorefa: flag(layer.weightCode === 'dorefa'),
    weight_signed: flag(layer.weightCode === 'signed'),
    activation_signed: flag(layer.activationSigned),
    output_planes: outputBits,
    ...(layer.thresholdBits !== undefined && { thresholds: 1, threshold_beat_last: constantsBeats(layer, parameters) - 1 }),

    load_address: step.load ? at.load : 0,
    load_beats: step.load?.job.beats ?? 0,
    weight_plane_last: t.weightBits - 1,
    activation_plane_last: activationBits - 1,
    load_base: (step.load ?? step.source).base,
    load_plane_words: source.planeWords,
    load_group_words: source.groupWords,
    load_row_last: (step.load?.job.shape ?? layer.inputShape)[0] - 1,
    load_column_last: Math.ceil(layer.inputShape[1] / dn) - 1,
    load_plane_last: (step.load?.job.planes ?? activationBits) - 1,
    stride_mod: laneWords % dn,
    stride_div: Math.floor(laneWords / dn),
    stride: strideX,

    weight_address: at.weights,
    weight_beats: t.blockBeats,
    pass_last: t.passes - 1,
    kernel_words: t.kernelWords,
    kernel_group_last: t.kernelGroups - 1,
    slots_log: Math.max(0, sourceSlotsLog),
    output_slots_log: Math.max(0, targetSlotsLog),
    paired: flag(paired),
    first_odd: flag(paired && left % 2 === 1),
    phase_words: paired ? source.phaseWords : 0,
    output_paired: flag(targetSlotsLog === columnPairs),
    output_phase_words: targetSlotsLog === columnPairs ? target.phaseWords : 0,
    first_slot: slots === 1 || wordAligned(layer, sourceSlotsLog) ? 0 : -left - firstWord * slots,
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

    first_row_address: step.source.base - top * source.rowWords,
    row_words: source.rowWords,
    tile_row_words: strideY * source.rowWords,
    group_words: source.groupWords,
    first_group_words: Math.floor(firstWord / dn) * source.groupWords + (paired ? (left % 2) * source.phaseWords : 0),
    tile_group_words: Math.floor(tileWords / dn) * source.groupWords,
    plane_words: source.planeWords,
    tile_column_last: t.tileColumns - 1,
    output_row_last: t.outputRows - 1,
    channel_tile_last: t.channelTiles - 1,

    output_base: step.target?.base ?? 0,
    output_plane_words: target.planeWords,
    output_group_words: target.groupWords,
    output_group_last: tiles - 1,
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
    ...skipFields(layer, step.skip, parameters),
    store_address: step.store ? at.store : 0,
    store_beats: step.store ? storedBeats(layer.outputShape, step.store, parameters) : 0,
    ...codeRange(layer.output),
    ...(t.channelLanes && channelLaneFields(layer, t, sourceSlotsLog, parameters)),
  };
}

/** What is different where lanes stand for channels, see `channel-lanes.ts`: columns of dm channels, several to a word; a tap takes the first ones of every column of the map. */
function channelLaneFields({ inputShape, kernel }: Layer, { kernelGroups }: Tiling, slotsLog: number, parameters: AcceleratorParameters): Partial<Record<FieldName, number>> {
  const { mostSlotsLog } = geometry(parameters);
  const { dn } = parameters;
  const slots = slotsOf(slotsLog);
  const tapsOf = (columns: number): number => columnsTaken(columns - 1, slotsLog, parameters) + 1;
  return {
    slots_log: mostSlotsLog,
    output_slots_log: mostSlotsLog,
    input_width: columnsTaken(inputShape[1], slotsLog, parameters),
    stride: 1,
    stride_mod: 1 % dn,
    stride_div: Math.floor(1 / dn),
    taps: tapsOf(Math.min(slots, kernel[1])),
    taps_last: tapsOf(kernel[1] - (kernelGroups - 1) * slots),
    word_columns: 2 ** mostSlotsLog,
  };
}

function skipFields({ skip, outputShape }: Layer, at: LayerStep['skip'], parameters: AcceleratorParameters): Partial<Record<FieldName, number>> {
  if (skip === undefined) return {};
  const { base, slotsLog, planes } = at!;
  const layout = mapLayout(outputShape, planes, slotsLog, parameters);
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

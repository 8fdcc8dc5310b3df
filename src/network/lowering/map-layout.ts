import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { MapShape } from '../network.js';
import { channelWordsOf, columnPairs } from './map-slots.js';
import { columnsOf } from './tiling.js';

/** Words from the even columns of a plane to the odd ones (in pairs), from plane to plane, group to group and row to row of a feature map, and the words of all of it. */
export function mapLayout(shape: MapShape, bits: number, slotsLog: number, parameters: AcceleratorParameters) {
  const [height, width, channels] = shape;
  const phaseWords = channelWordsOf(channels, slotsLog, parameters);
  const planeWords = slotsLog === columnPairs ? 2 * phaseWords : phaseWords;
  const groupWords = bits * planeWords;
  const rowWords = Math.ceil(width / (parameters.dn * columnsOf(slotsLog))) * groupWords;
  return { phaseWords, planeWords, groupWords, rowWords, words: height * rowWords };
}

/** Beats of a feature map in memory: chunks [channel tile][row][column group][plane]. */
export function mapBeats([height, width, channels]: MapShape, bits: number, parameters: AcceleratorParameters): number {
  const chunks = Math.ceil(channels / parameters.dm) * height * Math.ceil(width / parameters.dn) * bits;
  return chunks * geometry(parameters).beats.chunk;
}

/** Beats of a raw output in memory: rows [channel tile][row][column tile][channel] of dn values. */
function rawBeats([height, width, channels]: MapShape, parameters: AcceleratorParameters): number {
  const tiles = Math.ceil(channels / parameters.dm) * height * Math.ceil(width / parameters.dn);
  return tiles * parameters.dm * geometry(parameters).beats.rawRow;
}

/** Beats of an output that goes to memory. */
export function storedBeats(shape: MapShape, store: { readonly kind: 'codes'; readonly bits: number } | { readonly kind: 'raw' }, parameters: AcceleratorParameters): number {
  return store.kind === 'raw' ? rawBeats(shape, parameters) : mapBeats(shape, store.bits, parameters);
}

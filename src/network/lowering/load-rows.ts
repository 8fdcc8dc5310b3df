import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { MapShape } from '../network.js';
import type { Rows } from './band.js';

/** Rows that lie together in memory, as one map of its own: chunks [channel tile][row][column group][plane]. */
export type Unit = Rows;

/** Rows of one unit of a map, and where they are read. All counts are beats. */
export interface RowsJob {
  readonly map: string;
  readonly unit: number;
  /** [rows, width, channels] */
  readonly shape: MapShape;
  readonly planes: number;
  /** From the beginning of the unit to the first beat. */
  readonly offset: number;
  /** Pieces that lie `apart`, of `beats` each: one per channel tile, or one for all where the rows are all of the unit. */
  readonly pieces: number;
  readonly apart: number;
  readonly beats: number;
}

/** What of a map's units has to be read for the wanted rows, in order. Units may overlap; one that is just what is wanted serves alone. */
export function rowsJobs(map: string, shape: MapShape, planes: number, units: readonly Unit[], wanted: Rows, parameters: AcceleratorParameters): readonly (RowsJob & Rows)[] {
  const exact = units.findIndex(({ from, to }) => from === wanted.from && to === wanted.to);
  const jobs: (RowsJob & Rows)[] = [];
  for (let from = wanted.from; from < wanted.to;) {
    const unit = exact >= 0 ? exact : units.findIndex((rows) => rows.from <= from && from < rows.to);
    const to = Math.min(wanted.to, units[unit]!.to);
    jobs.push({ from, to, ...rowsJob(map, shape, planes, unit, units[unit]!, { from, to }, parameters) });
    from = to;
  }
  return jobs;
}

function rowsJob(map: string, [, width, channels]: MapShape, planes: number, unit: number, whole: Unit, { from, to }: Rows, parameters: AcceleratorParameters): RowsJob {
  const { dm, dn } = parameters;
  const rowBeats = Math.ceil(width / dn) * planes * geometry(parameters).beats.chunk;
  const tiles = Math.ceil(channels / dm);
  const together = to - from === whole.to - whole.from;
  const beats = (to - from) * rowBeats;
  return {
    map, unit, shape: [to - from, width, channels], planes, offset: (from - whole.from) * rowBeats,
    pieces: together ? 1 : tiles, apart: (whole.to - whole.from) * rowBeats, beats: together ? beats * tiles : beats,
  };
}

import type { FieldName } from '../../hwgen/accelerator/descriptor.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { mapLayout } from './map-layout.js';
import type { RowsStep } from './descriptor-steps.js';

/** The descriptor fields that load rows of a map from `address` on and run no layer. */
export function rowsDescriptor({ load: { job, base, slotsLog, planes } }: RowsStep, address: number, parameters: AcceleratorParameters): Partial<Record<FieldName, number>> {
  const layout = mapLayout(job.shape, planes, slotsLog, parameters);
  return {
    load: 1,
    load_only: 1,
    load_address: address,
    load_beats: job.beats,
    load_base: base,
    load_plane_words: layout.planeWords,
    load_group_words: layout.groupWords,
    load_row_last: job.shape[0] - 1,
    load_column_last: Math.ceil(job.shape[1] / parameters.dn) - 1,
    load_plane_last: job.planes - 1,
    slots_log: Math.max(0, slotsLog),
    // Fields of the weights, which there are none of: how far apart the pieces lie, and how many there are.
    weight_beats: job.apart,
    channel_tile_last: job.pieces - 1,
  };
}

import { keep, mux, type Signal } from '../language/hardware.js';
import { geometry } from './geometry.js';
import { addModulo } from './modulo.js';
import type { AcceleratorParameters } from './parameters.js';
import type { StepSignals } from './step-interface.js';

type Address = Signal<'unsigned'>;
export type Coordinate = Signal<'signed', 18>;

/** Where the tile to the right and the row of tiles below begin. Past the last bank the tile's word lies in the next group. */
export function nextTile(s: StepSignals, parameters: AcceleratorParameters) {
  const { activationAddressBits: words, bankBits } = geometry(parameters);
  const plus  = (a: Address, b: Address): Address => a.add(b).wrap(words);
  const onRow = (a: Coordinate, b: Address): Coordinate => a.add(b.toSigned()).wrap(18);

  const next_tile_row    = onRow(s.tile_row, s.row_step);
  const next_tile_row_at = plus(s.tile_row_at, s.tile_row_words);
  const next_tile_x      = onRow(s.tile_x, s.column_step);
  const { sum: next_tile_bank, wraps: tile_wraps } = addModulo('tile_bank_sum', s.tile_bank, s.tile_bank_step, parameters.dn, bankBits);
  const straight_group   = plus(s.tile_group, s.tile_group_words);
  keep({ next_tile_row, next_tile_row_at, next_tile_x, tile_wraps, next_tile_bank, straight_group });
  const next_tile_group  = mux(tile_wraps, plus(straight_group, s.group_words), straight_group);
  keep({ next_tile_group });
  return { next_tile_row, next_tile_row_at, next_tile_x, next_tile_bank, next_tile_group };
}

/** To a tile whose lane 0 begins in input column `x`, in this bank and this group, at its first kernel column. */
export function goToColumn(s: StepSignals, x: Coordinate, bank: Address, group: Address): void {
  s.tile_x.next = x;
  s.tile_bank.next = bank;
  s.tile_group.next = group;
  s.x.next = x;
  s.x_bank.next = bank;
  s.x_group.next = group;
  s.group.next = group;
  s.x_odd.next = s.first_odd;
}

/** To a row of tiles that begins in this input row, at its first kernel row. */
export function goToRow(s: StepSignals, row: Coordinate, address: Address): void {
  s.tile_row.next = row;
  s.tile_row_at.next = address;
  s.row.next = row;
  s.row_at.next = address;
}

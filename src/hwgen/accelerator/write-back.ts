import { all, any, bool, cat, each, keep, module, stream, uint, when, type Signal } from '../language/hardware.js';
import { fieldInputs } from './descriptor.js';
import { planeSlots } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import { pixelPacker } from './pixel-packer.js';
import { recordSplitter } from './record-splitter.js';

/**
 * Brings results where they belong: codes as planes to the activation memory (`keep`), to memory (`store`) or both, raw results to
 * memory. A tile takes plane_slot_last + 1 slots, one per plane; slots past the last plane are idle, so the time does not depend on the bits. With
 * `store` a slot waits until the splitter has room.
 */
export const writeBack = module('write_back',
  (parameters: AcceleratorParameters) => {
    const { dm, dn, portBits } = parameters;
    return {
      doc: 'packs results into planes and writes them back',
      inputs: {
        start:         bool.doc('begin a layer'),
        halt:          bool.doc('no chain runs'),
        row:           bool.doc('the requantiser begins a row'),
        row_first:     bool.doc('with row: first row of a tile'),
        results_valid: bool,
        results_last:  bool.doc('last row of a tile'),
        results:       uint(dn * 32).doc('[pixel]'),
        ...fieldInputs(parameters, 'output_planes', 'output_group_last', 'channel_tile_last', 'plane_slot_last'),
        store: bool,
        raw:   bool,
        keep:  bool,
      },
      outputs: {
        idle:      bool.doc('no tile is written and no record waits'),
        hold_tile: bool.doc('the requantiser must not begin a tile'),
        hold_row:  bool.doc('the requantiser must not begin a row'),
        chunk_valid: bool.doc('a chunk for the activation memory'),
        chunk:       uint(dn * dm).doc('[pixel][channel]'),
        writing:   bool.doc('the planes of a tile are written, in this cycle or when there is room'),
        done:      bool.doc('the layer is written, but for what waits in the store stream'),
      },
      sources: { beat: stream(uint(portBits)) },
      state: {
        tile_busy:    bool.reset(false).doc('a tile that goes to memory is under way'),
        row_busy:     bool.reset(false).doc('a row that goes to memory is under way'),
        writing:      bool.reset(false),
        slot:         uint(3),
        tile:         uint(16),
        channel_tile: uint(16),
        done:         bool.reset(false),
      },
      wires: { store_ready: bool },
    };
  },
  (s, parameters) => {
    const { dn } = parameters;
    const active   = all(s.writing, s.slot.lt(s.output_planes));
    const to_store = active.and(s.store);
    const moves    = s.writing.and(to_store.not().or(s.store_ready));
    const slots_end = moves.and(s.slot.eq(s.plane_slot_last));
    const row_done  = s.results_valid.and(s.raw);
    const tile_done = any(slots_end, row_done.and(s.results_last));
    const tile_last = s.tile.eq(s.output_group_last);
    keep({ active, to_store, moves, slots_end, row_done, tile_done, tile_last });

    when(moves, () => { s.slot.next = s.slot.add(1).wrap(3); });
    when(slots_end, () => { s.writing.next = false; });
    when(all(s.results_valid, s.results_last, s.raw.not()), () => {
      s.writing.next = true;
      s.slot.next = 0;
    });

    when(tile_done, () => {
      s.tile_busy.next = false;
      s.tile.next = s.tile.add(1).wrap(16);
      when(tile_last, () => {
        s.tile.next = 0;
        s.channel_tile.next = s.channel_tile.add(1).wrap(16);
        when(s.channel_tile.eq(s.channel_tile_last), () => { s.done.next = true; });
      });
    });
    when(all(s.row, s.row_first, s.raw.not()), () => { s.tile_busy.next = s.store; });
    when(row_done, () => { s.row_busy.next = false; });
    when(s.row.and(s.raw), () => { s.row_busy.next = true; });
    when(s.start, () => {
      s.tile.next = 0;
      s.channel_tile.next = 0;
      s.done.next = false;
    });

    when(s.halt, () => {
      s.tile_busy.next = false;
      s.row_busy.next = false;
      s.writing.next = false;
    });

    const codes: Signal[] = Array.from({ length: dn }, (_, pixel) => s.results.slice(pixel * 32 + planeSlots - 1, pixel * 32));
    const result_codes = cat(...codes.reverse());
    keep({ result_codes });
    const { chunk } = pixelPacker(parameters).placeArray('packer', dn, {
      take: s.results_valid, last: s.results_last, code: each(result_codes), plane: s.slot,
    });
    const splitter = recordSplitter(parameters).place('splitter', {
      halt: s.halt, chunk_valid: to_store, chunk, row_valid: row_done, row: s.results, beat: { ready: s.beat.ready },
    });
    s.store_ready.assign(splitter.ready);

    return {
      idle: s.writing.not().and(splitter.beat.valid.not()),
      hold_tile: s.tile_busy,
      hold_row: s.raw.and(s.row_busy.or(splitter.ready.not())),
      chunk_valid: all(active, moves, s.keep), chunk,
      writing: s.writing, done: s.done,
      beat: { valid: splitter.beat.valid, data: splitter.beat.data },
    };
  },
);

import { all, bitsFor, bool, cat, constant, each, keep, module, mux, uint, when, type Signal } from '../language/hardware.js';
import { fieldInputs } from './descriptor.js';
import { geometry, planeSlots, signedCodeBits } from './geometry.js';
import { mapWriter } from './map-writer.js';
import type { AcceleratorParameters } from './parameters.js';
import { optionsName, skipLane } from './skip-lane.js';

/**
 * Reads the second map of a residual addition, one tile ahead of the requantiser. The map has the shape of the output, so its chunks come
 * in the same order; its own bits and pixels per word are any. Every tile takes plane_slot_last + 1 reads, one per plane, at cycles in which the
 * write-back leaves the port of the banks alone; reads past the last plane are idle, so the time does not depend on the bits.
 *
 * A tile is collected plane by plane and handed over when the requantiser begins the tile it belongs to.
 */
export const skipReader = module('skip_reader',
  (parameters: AcceleratorParameters) => {
    const { dm, dn, dk } = parameters;
    const { activationAddressBits } = geometry(parameters);
    return {
      doc: 'reads the skip map of a residual addition, a tile ahead',
      inputs: {
        start:   bool.doc('begin a layer'),
        blocked: bool.doc('the port of the banks is taken'),
        take:    bool.doc('the requantiser begins a tile'),
        channel: uint(Math.log2(dm)).doc('channel whose codes are wanted'),
        words:   uint(dn * dk).doc('[bank], one cycle behind read'),
        ...fieldInputs(parameters, 'skip', 'skip_base', 'skip_plane_words', 'skip_group_words', 'skip_plane_last', 'skip_slots_log',
          'skip_signed', 'plane_slot_last', 'tile_column_last', 'output_row_last', 'channel_tile_last'),
      },
      outputs: {
        read:    bool,
        address: uint(activationAddressBits),
        ready:   bool.doc('the next tile is here, or none is wanted'),
        codes:   uint(dn * signedCodeBits).doc('[pixel], signed, one cycle behind channel'),
      },
      state: {
        running: bool.reset(false).doc('the layer adds a skip map'),
        reading: bool.reset(false).doc('there are tiles still to be read'),
        channel_tile: uint(16),
        last_read: bool.doc('the last plane of the layer is read'),
        full:    bool.reset(false).doc('a tile is collected'),
        slot:    uint(bitsFor(planeSlots - 1)),
        landing: bool.reset(false).doc('the words of the last slot are here'),
        landing_slot: uint(bitsFor(planeSlots - 1)),
        chunk_select: uint(bitsFor(Math.max(1, dk / dm - 1))).doc('which chunk of which word, counted through the pixels per word'),
      },
    };
  },
  (s, parameters) => {
    const { dm, dn, dk } = parameters;
    const { chunksPerWord, mostSlotsLog } = geometry(parameters);

    const moves  = all(s.reading, s.full.not(), s.landing.not().or(s.landing_slot.ne(s.plane_slot_last)), s.blocked.not());
    const wanted = s.slot.le(s.skip_plane_last);
    const read   = moves.and(wanted);
    const lands_last = s.landing.and(s.landing_slot.eq(s.plane_slot_last));
    keep({ moves, wanted, read, lands_last });

    const map = mapWriter(parameters).place('map', {
      start: s.start, chunk: read, base: s.skip_base, plane_words: s.skip_plane_words, group_words: s.skip_group_words,
      plane_last: s.skip_plane_last.extend(4), column_last: s.tile_column_last, row_last: s.output_row_last, slots_log: s.skip_slots_log, paired: false,
    });

    when(moves, () => { s.slot.next = s.slot.add(1).wrap(s.slot.width); });
    when(all(moves, s.slot.eq(s.plane_slot_last)), () => { s.slot.next = 0; });
    s.landing.next = moves;
    s.landing_slot.next = s.slot;
    // Behind the last plane of the last channel tile come only the slots that it leaves.
    when(read.and(map.channels_end), () => {
      s.channel_tile.next = s.channel_tile.add(1).wrap(16);
      when(s.channel_tile.eq(s.channel_tile_last), () => { s.last_read.next = true; });
    });
    when(lands_last, () => {
      s.full.next = true;
      when(s.last_read, () => { s.reading.next = false; });
    });
    const takes = s.take.and(s.running);
    keep({ takes });
    when(takes, () => { s.full.next = false; });
    when(s.start, () => {
      s.running.next = s.skip;
      s.reading.next = s.skip;
      s.channel_tile.next = 0;
      s.last_read.next = false;
      s.full.next = false;
      s.slot.next = 0;
      s.landing.next = false;
    });

    s.chunk_select.next = Array.from({ length: mostSlotsLog + 1 }, (_, log) => chunkSelect(map.write_mask, map.write_part, log))
      .reduce((other, value, log) => mux(s.skip_slots_log.eq(log), value, other));

    // With 2^log pixels in a word, pixel p of part q lies in bank (p + q * dn) / 2^log, slot p mod 2^log.
    const places = Object.fromEntries(Array.from({ length: mostSlotsLog }, (_, index) =>
      [`places_of_${2 ** (index + 1)}`, sideBySide(Array.from({ length: dn }, (__, pixel) => placesOf(pixel, index + 1)).flat())]));
    keep(places);
    const { code } = skipLane(parameters).placeArray('skip_lane', dn, {
      ...Object.fromEntries([s.words, ...Object.values(places)].map((value, log) => [optionsName(log), each(value)])),
      active: s.running, chunk_select: s.chunk_select, slots_log: s.skip_slots_log, plane: s.landing, plane_number: s.landing_slot,
      plane_last: s.skip_plane_last, signed_codes: s.skip_signed, take: takes, channel: s.channel,
    } as never);

    return { read, address: map.write_address, ready: s.full.or(s.running.not()), codes: code };

    /** Number of the chunk in its slot, below it the part: `mask` has one bit per slot. */
    function chunkSelect(mask: Signal<'unsigned'>, part: Signal<'unsigned'>, log: number): Signal<'unsigned'> {
      const distance = chunksPerWord / 2 ** log;
      const number = Array.from({ length: Math.log2(distance) }, (_, bit) => {
        const places = Array.from({ length: distance }, (__, place) => place).filter((place) => (place >> bit) & 1);
        return places.map((place) => mask.bit(place) as Signal<'unsigned'>).reduce((a, b) => a.or(b));
      });
      const bits = [...Array.from({ length: log }, (_, bit) => part.bit(bit) as Signal<'unsigned'>), ...number];
      return bits.length === 0 ? constant(uint(1), 0) : sideBySide(bits);
    }

    function placesOf(pixel: number, log: number): Signal<'unsigned'>[] {
      const parts = 2 ** log;
      const distance = chunksPerWord / parts;
      return Array.from({ length: chunksPerWord }, (_, option) => {
        const [part, number] = [option % parts, Math.floor(option / parts)];
        const bank = Math.floor((pixel + part * dn) / parts);
        const low = bank * dk + ((pixel % parts) * distance + number) * dm;
        return s.words.slice(low + dm - 1, low);
      });
    }
  },
);

/** One vector, the first part lowest. */
const sideBySide = (parts: readonly Signal<'unsigned'>[]): Signal<'unsigned'> => (parts.length === 1 ? parts[0]! : cat(...[...parts].reverse()));

import { all, bool, constant, keep, module, mux, uint, when, type Signal } from '../language/hardware.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Addresses for a feature map that arrives as chunks in the order [channel tile][row][column group][plane], the order in which the
 * array produces it and in which it stands in memory. `write_mask` marks the chunks' places in their words, one per slot.
 */
export const mapWriter = module('map_writer',
  (parameters: AcceleratorParameters) => {
    const { activationAddressBits, chunksPerWord } = geometry(parameters);
    return {
      doc: 'addresses of a feature map that arrives chunk by chunk',
      inputs: {
        start:       bool.doc('begin a map'),
        chunk:       bool.doc('a chunk is written'),
        base:        uint(activationAddressBits),
        plane_words: uint(activationAddressBits).doc('words from plane to plane'),
        group_words: uint(activationAddressBits).doc('words from group to group'),
        plane_last:  uint(4).doc('planes - 1'),
        column_last: uint(16).doc('groups of dn pixels in a row - 1'),
        row_last:    uint(16).doc('rows - 1'),
        slots_log:   uint(4).doc('log2 of the pixels in a word'),
        paired:      bool.doc('even and odd columns are apart'),
      },
      outputs: {
        write_address: uint(activationAddressBits),
        write_first:   bool.doc('first chunk of its slots'),
        write_mask:    uint(chunksPerWord).doc('which chunks of the word: one per slot'),
        write_part:    uint(4).doc('which dn pixels of the group, when a word holds several pixels'),
        channels_end:  bool.doc('the chunk is the last one of a channel tile'),
      },
      state: {
        write_address: uint(activationAddressBits),
        group_address: uint(activationAddressBits),
        word_address:  uint(activationAddressBits).doc('first group of the current channel word'),
        write_mask:    uint(chunksPerWord),
        plane:         uint(4),
        part:          uint(4),
        column:        uint(16),
        row:           uint(16),
      },
    };
  },
  (s, parameters) => {
    const { activationAddressBits: bits, chunksPerWord, mostSlotsLog } = geometry(parameters);
    // Chunk 0 of every slot, by the number of slots.
    const firsts = Array.from({ length: mostSlotsLog + 1 }, (_, log) => {
      const distance = chunksPerWord / 2 ** log;
      return Array.from({ length: 2 ** log }, (__, slot) => 2n ** BigInt(slot * distance)).reduce((sum, bit) => sum + bit, 0n);
    });
    const first_mask = firsts.slice(1).reduce<Signal<'unsigned'>>(
      (other, value, log) => mux(s.slots_log.eq(log + 1), constant(uint(chunksPerWord), value), other), constant(uint(chunksPerWord), firsts[0]!));
    const parts_last = Array.from({ length: mostSlotsLog }, (_, log) => log + 1).reduce<Signal<'unsigned'>>(
      (other, log) => mux(s.slots_log.eq(log), constant(uint(4), 2 ** log - 1), other), mostSlotsLog > 0 ? s.paired.extend(4) : constant(uint(4), 0));
    const plane_end  = s.plane.eq(s.plane_last);
    const part_end   = s.part.eq(parts_last);
    const column_end = s.column.eq(s.column_last);
    const row_end    = s.row.eq(s.row_last);
    const next_group = s.group_address.add(s.group_words).wrap(bits);
    const slots_full = s.write_mask.bit(chunksPerWord - 1);
    const next_word  = mux(slots_full, s.word_address.add(1).wrap(bits), s.word_address);
    const channels_end = all(plane_end, column_end, row_end);
    keep({ first_mask, parts_last, plane_end, part_end, column_end, row_end, channels_end, next_group, slots_full, next_word });

    when(s.chunk, () => {
      s.plane.next = s.plane.add(1).wrap(4);
      s.write_address.next = s.write_address.add(s.plane_words).wrap(bits);
      when(plane_end, () => {
        s.plane.next = 0;
        s.column.next = s.column.add(1).wrap(16);
        s.part.next = s.part.add(1).wrap(4);
        s.write_address.next = s.group_address;
        when(part_end.or(column_end), () => {
          s.part.next = 0;
          s.group_address.next = next_group;
          s.write_address.next = next_group;
        });
        when(column_end, () => {
          s.column.next = 0;
          s.row.next = s.row.add(1).wrap(16);
          when(row_end, () => {
            s.row.next = 0;
            s.write_mask.next = mux(slots_full, first_mask, s.write_mask.shl(1).wrap(chunksPerWord));
            s.word_address.next = next_word;
            s.group_address.next = next_word;
            s.write_address.next = next_word;
          });
        });
      });
    });
    when(s.start, () => {
      s.write_address.next = s.base;
      s.group_address.next = s.base;
      s.word_address.next = s.base;
      s.write_mask.next = first_mask;
      s.plane.next = 0;
      s.part.next = 0;
      s.column.next = 0;
      s.row.next = 0;
    });
    return { write_address: s.write_address, write_first: s.write_mask.bit(0), write_mask: s.write_mask, write_part: s.part, channels_end };
  },
);

import { bool, keep, module, mux, uint, when } from '../language/hardware.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Addresses for a feature map that arrives as chunks in the order [channel tile][row][column group][plane], the order in which the
 * array produces it and in which it stands in memory. `write_mask` marks the chunk's place in its word.
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
        group_last:  uint(16).doc('groups of the map - 1'),
      },
      outputs: {
        write_address: uint(activationAddressBits),
        write_first:   bool.doc('first chunk of its word'),
        write_mask:    uint(chunksPerWord).doc('which chunk of the word'),
      },
      state: {
        write_address: uint(activationAddressBits),
        group_address: uint(activationAddressBits),
        word_address:  uint(activationAddressBits).doc('first group of the current channel word'),
        write_mask:    uint(chunksPerWord),
        plane:         uint(4),
        group:         uint(16),
      },
    };
  },
  (s, parameters) => {
    const { activationAddressBits: bits, chunksPerWord } = geometry(parameters);
    const plane_end = s.plane.eq(s.plane_last);
    const group_end = s.group.eq(s.group_last);
    const next_group = s.group_address.add(s.group_words).wrap(bits);
    const word_full = s.write_mask.bit(chunksPerWord - 1);
    const next_word = mux(word_full, s.word_address.add(1).wrap(bits), s.word_address);
    keep({ plane_end, group_end, next_group, word_full, next_word });

    when(s.chunk, () => {
      s.plane.next = s.plane.add(1).wrap(4);
      s.write_address.next = s.write_address.add(s.plane_words).wrap(bits);
      when(plane_end, () => {
        s.plane.next = 0;
        s.group.next = s.group.add(1).wrap(16);
        s.group_address.next = next_group;
        s.write_address.next = next_group;
        when(group_end, () => {
          s.group.next = 0;
          s.write_mask.next = chunksPerWord === 1 ? s.write_mask : mux(word_full, 1, s.write_mask.shl(1).wrap(chunksPerWord));
          s.word_address.next = next_word;
          s.group_address.next = next_word;
          s.write_address.next = next_word;
        });
      });
    });
    when(s.start, () => {
      s.write_address.next = s.base;
      s.group_address.next = s.base;
      s.word_address.next = s.base;
      s.write_mask.next = 1;
      s.plane.next = 0;
      s.group.next = 0;
    });
    return { write_address: s.write_address, write_first: s.write_mask.bit(0), write_mask: s.write_mask };
  },
);

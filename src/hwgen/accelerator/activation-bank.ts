import { bool, cat, keep, memory, module, mux, uint, when, type BitShape, type Signal } from '../language/hardware.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * One bank of the activation memory: every dn-th word of an image row. A word holds one plane of dk channels of one pixel, or of fewer
 * channels of several neighbouring pixels, each in a slot of its own. Writes come as one chunk of dm channels for every slot; the
 * first chunk of a slot clears the rest of it, so that channels which no layer writes read as 0. The port that writes can read
 * instead: that is how the skip map of a residual addition is read while the array reads its own map.
 */
export const activationBank = module('activation_bank',
  (parameters: AcceleratorParameters) => {
    const { activationAddressBits, chunksPerWord, mostSlotsLog } = geometry(parameters);
    const { dm, dk, activationDepth } = parameters;
    return {
      doc: 'activation memory: every dn-th word of an image row',
      inputs: {
        read:          bool,
        read_address:  uint(activationAddressBits),
        write:         bool,
        second_read:   bool,
        port_address:  uint(activationAddressBits).doc('word to write, or to read a second one'),
        write_first:   bool.doc('first chunk of the slots: clear the others'),
        write_mask:    uint(chunksPerWord).doc('which chunks of the word'),
        paired:        bool.doc('even and odd columns are apart'),
        odd:           bool.doc('with paired: an odd one is written here'),
        slots_log:     uint(4).doc('log2 of the pixels in a word'),
        ...chunkInputs(dm, mostSlotsLog),
      },
      outputs: { word: uint(dk).doc('the word read, one cycle later'), second_word: uint(dk).doc('likewise') },
      state: { words: memory(uint(dk), activationDepth, { read: 'sync', mask: dm, style: 'block', apart: true }) },
    };
  },
  (s, parameters) => {
    const { dm } = parameters;
    const { chunksPerWord, mostSlotsLog } = geometry(parameters);
    const stored = s.words.read(s.read_address, { enable: s.read });
    // The port that writes reads as well, with one enable: a block memory has no other. Nobody takes the word when it was a write.
    const second = s.words.read(s.port_address, { enable: s.second_read.or(s.write) });
    keep({ stored, second });

    // Every pixel's chunk, repeated over its slot, for each number of slots.
    const chunks = s as unknown as Record<string, Signal<'unsigned'>>;
    const pair   = mostSlotsLog > 0 ? chunks[chunkName(1)]! : undefined;
    const single = pair === undefined ? chunks[chunkName(0)]!
      : mux(s.paired, mux(s.odd, pair.slice(2 * dm - 1, dm), pair.slice(dm - 1, 0)), chunks[chunkName(0)]!);
    keep({ single });
    const spreads = Array.from({ length: mostSlotsLog + 1 }, (_, log) => {
      const vector = log === 0 ? single : chunks[chunkName(log)]!;
      const slots = Array.from({ length: 2 ** log }, (__, slot) => vector.slice((slot + 1) * dm - 1, slot * dm).repeat(chunksPerWord / 2 ** log));
      return log === 0 ? slots[0]! : cat(...slots.reverse());
    });
    const spread = spreads.slice(1).reduce((other, value, index) => mux(s.slots_log.eq(index + 1), value, other), spreads[0]!);
    keep({ spread });
    const bits  = Array.from({ length: chunksPerWord }, (_, chunk) => s.write_mask.bit(chunk).repeat(dm));
    const alone = spread.and(chunksPerWord === 1 ? bits[0]! : cat(...bits.reverse()));
    const data  = mux(s.write_first, alone, spread);
    const mask  = s.write_mask.or(s.write_first.repeat(chunksPerWord));
    keep({ alone, data, mask });
    when(s.write, () => { s.words.write(s.port_address, data, chunksPerWord === 1 ? {} : { mask }); });
    return { word: stored, second_word: second };
  },
);

/** Name of the input that brings the chunks of 2^log pixels. */
export const chunkName = (log: number): string => `chunks_of_${2 ** log}`;

function chunkInputs(dm: number, mostSlotsLog: number): Record<string, BitShape<'unsigned'>> {
  return Object.fromEntries(Array.from({ length: mostSlotsLog + 1 }, (_, log) => [chunkName(log), uint(dm * 2 ** log).doc(`[slot][channel] when a word holds ${2 ** log} pixels`)]));
}

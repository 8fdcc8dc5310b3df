import { bool, keep, memory, module, mux, uint, when } from '../language/hardware.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * One bank of the activation memory: the words of every dn-th image column. A word holds one plane of dk channels. Writes come in
 * chunks of dm channels; the first chunk of a word clears the rest, so that channels which no layer writes read as 0.
 */
export const activationBank = module('activation_bank',
  (parameters: AcceleratorParameters) => {
    const { activationAddressBits, chunksPerWord } = geometry(parameters);
    const { dm, dk, activationDepth } = parameters;
    return {
      doc: 'activation memory of every dn-th image column',
      inputs: {
        read:          bool,
        read_address:  uint(activationAddressBits),
        write:         bool,
        write_address: uint(activationAddressBits),
        write_first:   bool.doc('first chunk of the word: clear the others'),
        write_mask:    uint(chunksPerWord).doc('which chunk of the word'),
        write_chunk:   uint(dm).doc('one plane of dm channels'),
      },
      outputs: { word: uint(dk).doc('the word read, one cycle later') },
      state: { words: memory(uint(dk), activationDepth, { read: 'sync', mask: dm, style: 'block' }) },
    };
  },
  ({ read, read_address, write, write_address, write_first, write_mask, write_chunk, words }, parameters) => {
    const { dm, dk } = parameters;
    const { chunksPerWord } = geometry(parameters);
    const stored = words.read(read_address, { enable: read });
    keep({ stored });

    const everywhere = write_chunk.repeat(chunksPerWord);
    const alone      = write_chunk.extend(dk);
    const data       = dm === dk ? write_chunk : mux(write_first, alone, everywhere);
    const mask       = write_mask.or(write_first.repeat(chunksPerWord));
    keep({ everywhere, alone, data, mask });
    when(write, () => { words.write(write_address, data, { mask }); });
    return { word: stored };
  },
);

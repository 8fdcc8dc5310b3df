import { bitsFor, bool, cat, constant, keep, module, mux, uint, when, type Signal } from '../language/hardware.js';
import { planeSlots } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Turns the codes of dm channels of one pixel, which come one after another, into bit-planes, which leave one after another:
 * the corner turn. `codes` fills from the top; a full one moves to `planes`, and the chunk to write is one bit of every code there.
 * While codes come `codes` turns once around, so that each meets the one that came dm codes ago: max pooling keeps the larger.
 */
export const pixelPacker = module('pixel_packer',
  ({ dm }: Pick<AcceleratorParameters, 'dm'>) => ({
    doc: 'corner turn of one pixel: codes of dm channels in, planes of dm bits out',
    inputs: {
      take:  bool.doc('a code comes'),
      last:  bool.doc('with take: the code of the last channel, and the planes are written now'),
      code:  uint(planeSlots),
      merge: bool.doc('keep the larger of the code and the one that came dm codes ago'),
      signed_codes: bool.doc('codes are in two\'s complement'),
      plane: uint(Math.log2(planeSlots)).doc('number of the plane'),
    },
    outputs: { chunk: uint(dm).doc('the plane, bit c of channel c') },
    state: { codes: uint(dm * planeSlots), planes: uint(dm * planeSlots) },
  }),
  ({ take, last, code, merge, signed_codes, plane, codes, planes }, { dm }) => {
    // Codes in two's complement are in order when their sign bits are turned.
    const previous  = codes.slice(planeSlots - 1, 0);
    const turn    = cat(signed_codes, constant(uint(planeSlots - 1), 0));
    const smaller = code.xor(turn).lt(previous.xor(turn));
    const larger  = mux(merge.and(smaller), previous, code);
    const turned  = cat(larger, codes.slice(dm * planeSlots - 1, planeSlots));
    keep({ previous, turn, smaller, larger, turned });
    when(take, () => {
      codes.next = turned;
      when(last, () => { planes.next = turned; });
    });
    const bits: Signal[] = Array.from({ length: dm }, (_, channel) => planes.pick(cat(constant(uint(bitsFor(dm - 1)), channel), plane), uint(1)));
    return { chunk: cat(...bits.reverse()) };
  },
);

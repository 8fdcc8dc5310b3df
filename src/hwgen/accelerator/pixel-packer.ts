import { bitsFor, bool, cat, constant, keep, module, uint, when, type Signal } from '../language/hardware.js';
import { planeSlots } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Turns the codes of dm channels of one pixel, which come one after another, into bit-planes, which leave one after another:
 * the corner turn. `codes` fills from the top; a full one moves to `planes`, and the chunk to write is one bit of every code there.
 */
export const pixelPacker = module('pixel_packer',
  ({ dm }: Pick<AcceleratorParameters, 'dm'>) => ({
    doc: 'corner turn of one pixel: codes of dm channels in, planes of dm bits out',
    inputs: {
      take:  bool.doc('a code comes'),
      last:  bool.doc('with take: the code of the last channel, and the planes are written now'),
      code:  uint(planeSlots),
      plane: uint(Math.log2(planeSlots)).doc('number of the plane'),
    },
    outputs: { chunk: uint(dm).doc('the plane, bit c of channel c') },
    state: { codes: uint(dm * planeSlots), planes: uint(dm * planeSlots) },
  }),
  ({ take, last, code, plane, codes, planes }, { dm }) => {
    const filled = cat(code, codes.slice(dm * planeSlots - 1, planeSlots));
    keep({ filled });
    when(take, () => {
      codes.next = filled;
      when(last, () => { planes.next = filled; });
    });
    const bits: Signal[] = Array.from({ length: dm }, (_, channel) => planes.pick(cat(constant(uint(bitsFor(dm - 1)), channel), plane), uint(1)));
    return { chunk: cat(...bits.reverse()) };
  },
);

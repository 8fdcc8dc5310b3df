import { bool, cat, keep, module, uint, when, type Signal } from '../language/hardware.js';
import { planeSlots } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Turns the codes of dm channels of one pixel, which come one after another, into bit-planes, which leave one after another:
 * the corner turn. `codes` fills from the top; a full one moves to `planes`, whose lowest bits of every code are the chunk to write.
 */
export const pixelPacker = module('pixel_packer',
  ({ dm }: Pick<AcceleratorParameters, 'dm'>) => ({
    doc: 'corner turn of one pixel: codes of dm channels in, planes of dm bits out',
    inputs: {
      take:  bool.doc('a code comes'),
      last:  bool.doc('with take: the code of the last channel'),
      code:  uint(planeSlots),
      shift: bool.doc('go to the next plane'),
    },
    outputs: { chunk: uint(dm).doc('current plane, bit c of channel c') },
    state: { codes: uint((dm - 1) * planeSlots), planes: uint(dm * planeSlots) },
  }),
  ({ take, last, code, shift, codes, planes }, { dm }) => {
    const all = cat(code, codes);
    keep({ all });
    when(shift, () => { planes.next = planes.shr(1); });
    when(take, () => {
      codes.next = all.slice(dm * planeSlots - 1, planeSlots);
      when(last, () => { planes.next = all; });
    });
    const bits: Signal[] = Array.from({ length: dm }, (_, channel) => planes.bit(channel * planeSlots));
    return { chunk: cat(...bits.reverse()) };
  },
);

import { bitsFor, bool, keep, module, mux, sint, uint, when } from '../../../src/hwgen/language/hardware.js';

export interface BitDotParams {
  readonly lanes: number;
  readonly maxShift: number;
  readonly accBits: number;
}

/** acc += ±(popcount(a & w) << shift): one bit-plane pair per enabled cycle. */
export const bitDot = module(
  'bit_dot',
  ({ lanes, maxShift, accBits }: BitDotParams) => ({
    doc: 'acc += ±(popcount(a & w) << shift): one bit-plane pair per enabled cycle.',
    inputs: {
      start: bool.doc('clear before the first plane'),
      en: bool.doc('the plane pair is valid'),
      negate: bool.doc('the plane pair has negative weight'),
      shift: uint(bitsFor(maxShift)),
      a: uint(lanes).doc('one activation bit per lane'),
      w: uint(lanes).doc('one weight bit per lane'),
    },
    outputs: { acc: sint(accBits) },
    state: { acc: sint(accBits).reset(0) },
  }),
  ({ start, en, negate, shift, a, w, acc }, { accBits }) => {
    const hits = a.and(w);
    const ones = hits.popcount();
    const plane = ones.shl(shift).toSigned();
    const term = mux(negate, plane.neg(), plane);
    keep({ hits, ones, plane, term });

    when(start, () => {
      acc.next = 0;
    }).elseWhen(en, () => {
      acc.next = acc.add(term).wrap(accBits);
    });
    return { acc };
  },
);

import type { Module } from '../../../src/hwgen/ir/module.js';
import { bool, cat, constant, keep, memory, module, mux, sint, uint, when } from '../../../src/hwgen/language/hardware.js';

/**
 * Shifts of values of several limbs by amounts of several limbs' bits, which random modules seldom make: every stage of a shift by whole
 * limbs counts, and amounts of more than 64 bits have to be seen whole.
 */
const wideShifts = module(
  'wide_shifts',
  () => ({
    inputs: { a: uint(400), s: sint(400), n: uint(70), m: sint(67), by: uint(9), high: uint(91), far_away: bool },
    outputs: {
      left: uint(400), left_signed: sint(400), left_narrow: uint(320), right: uint(400), arithmetic: sint(400), arithmetic_narrow: sint(67),
      by_wide: uint(400), by_wide_arithmetic: sint(400),
    },
  }),
  ({ a, s, n, m, by, high, far_away }) => {
    // Up to 300 by itself, and past every width where the upper bits are there too.
    const amount = mux(by.gt(300), by.wrap(8).extend(9), by);
    const far = cat(mux(far_away, high, 0), amount);
    keep({ amount, far });
    return {
      left: a.shl(amount).wrap(400), left_signed: s.shl(amount).wrap(400), left_narrow: n.shl(amount).wrap(320),
      right: a.shr(amount), arithmetic: s.shr(amount), arithmetic_narrow: m.shr(amount),
      by_wide: a.shr(far), by_wide_arithmetic: s.shr(far),
    };
  },
);

/** Indices and addresses of more than 64 bits: those past the end are past it whatever their lower bits say. */
const farIndices = module(
  'far_indices',
  () => ({
    inputs: { items: uint(400), data: uint(12), low: uint(6), high: uint(70), far_away: bool, write: bool },
    outputs: { picked: uint(8), bit_of: bool, word: uint(12), later: uint(12) },
    state: { near: memory(uint(12), 40, { read: 'async' }), words: memory(uint(12), 50, { read: 'sync' }) },
  }),
  ({ items, data, low, high, far_away, write, near, words }) => {
    const at = cat(mux(far_away, high, 0), low);
    keep({ at });
    near.write(at, data);
    words.write(at, mux(write, data, 7));
    return { picked: items.pick(at, uint(8)), bit_of: items.pick(at, bool), word: near.read(at), later: words.read(at) };
  },
);

/** Conditions that are constants, some of them cut to one bit: the lowest bit decides and not the number. */
const constantConditions = module(
  'constant_conditions',
  () => ({
    inputs: { a: uint(8) }, outputs: { even: uint(8), odd: uint(8), reread: uint(8), chosen: uint(8) },
    state: { taken_even: uint(8), taken_odd: uint(8), taken_reread: uint(8) },
  }),
  ({ a, taken_even, taken_odd, taken_reread }) => {
    const [even, odd] = [constant(sint(32), -332939592).wrap(1).asUnsigned(), constant(sint(32), -332939591).wrap(1).asUnsigned()];
    when(even, () => { taken_even.next = a; }).otherwise(() => { taken_even.next = a.xor(255); });
    when(odd, () => { taken_odd.next = a; }).otherwise(() => { taken_odd.next = a.xor(255); });
    taken_reread.next = a;
    when(constant(uint(9), 256).asSigned().wrap(1).asUnsigned(), () => { taken_reread.next = 3; });
    return { even: taken_even, odd: taken_odd, reread: taken_reread, chosen: mux(even, a, a.xor(15)) };
  },
);

/** Fixed designs beside the random ones, for what chance leaves out. */
export const directedDesigns = (): readonly Module[] => [wideShifts().ir, farIndices().ir, constantConditions().ir];

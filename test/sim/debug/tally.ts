import { assume, bool, check, cover, each, match, memory, module, states, uint, when } from '../../../src/hwgen/language/hardware.js';

/** One lane: scales words, sums them, keeps the last sums in a memory. */
export const lane = module('lane',
  () => ({
    inputs: { add: bool, keep: bool, slot: uint(3), word: uint(8) },
    outputs: { sum: uint(16), kept: uint(16) },
    state: { total: uint(16).reset(0), sums: memory(uint(16), 8, { read: 'sync' }) },
    wires: { scaled: uint(9), next_total: uint(16) },
  }),
  ({ add, keep, slot, word, total, sums, scaled, next_total }) => {
    scaled.assign(word.add(1));
    next_total.assign(total.add(scaled).wrap(16));
    when(add, () => { total.next = next_total; });
    when(keep, () => sums.write(slot, total));
    return { sum: total, kept: sums.read(slot) };
  },
);

/** A lane behind a register: one more level of hierarchy. */
export const channel = module('channel',
  () => ({
    inputs: { go: bool, keep: bool, slot: uint(3), word: uint(8) },
    outputs: { sum: uint(16), kept: uint(16) },
    state: { held: uint(8).reset(0), valid: bool.reset(0) },
  }),
  ({ go, keep, slot, word, held, valid }) => {
    valid.next = go;
    when(go, () => { held.next = word; });
    const { sum, kept } = lane().place('adder', { add: valid, keep, slot, word: held });
    return { sum, kept };
  },
);

/** Two channels under one state machine. The output shows what is inside only in every eighth cycle. */
export const tally = module('tally',
  () => ({
    inputs: { start: bool, words: uint(16) },
    outputs: { result: uint(16), done: bool },
    state: { phase: states('IDLE', 'SUM', 'KEEP', 'SHOW'), count: uint(3).reset(0), shown: uint(16).reset(0) },
  }),
  ({ start, words, phase, count, shown }) => {
    const summing = phase.is('SUM');
    const { sum, kept } = channel().placeArray('channels', 2, { go: summing, keep: phase.is('KEEP'), slot: count, word: each(words) });
    match(phase, {
      IDLE: () => { when(start, () => phase.go('SUM')); },
      SUM: () => {
        count.next = count.add(1).wrap(3);
        when(count.eq(7), () => phase.go('KEEP'));
      },
      KEEP: () => phase.go('SHOW'),
      SHOW: () => {
        shown.next = sum.slice(15, 0).xor(kept.slice(31, 16));
        phase.go('IDLE');
      },
    });
    check('slot rests in KEEP', phase.is('KEEP').not().or(count.eq(0)));
    assume('start is low in SHOW', phase.is('SHOW').and(start).not());
    cover('a second round', phase.is('SHOW').and(shown.ne(0)));
    return { result: shown, done: phase.is('SHOW') };
  },
);

import { bitsFor, bool, cat, check, cover, each, keep, match, memory, module, mux, sint, states, stream, uint, when } from '../../../src/hwgen/language/hardware.js';

/** Sums the words of a stream until `last` of them came; a state machine with two streams. */
export const packetSum = module(
  'packet_sum',
  ({ words }: { words: number }) => ({
    doc: 'Adds up packets of words.\nOne sum per packet.',
    inputs: { cancel: bool.doc('drop the packet') },
    sinks: { in_: stream(uint(8)) },
    sources: { out: stream(uint(16)) },
    state: { phase: states('IDLE', 'RUN', 'DONE'), left: uint(bitsFor(words)), total: uint(16) },
  }),
  ({ cancel, in_, out, phase, left, total }, { words }) => {
    check('never more than a packet', left.le(words));
    cover('cancel while running', cancel.and(phase.is('RUN')));
    match(phase, {
      IDLE: () => {
        total.next = 0;
        left.next = words;
        phase.go('RUN');
      },
      RUN: () => {
        when(in_.fire, () => {
          total.next = total.add(in_.data).wrap(16);
          left.next = left.sub(1).asUnsigned().wrap(left.width);
        });
        when(cancel, () => phase.go('IDLE')).elseWhen(left.eq(1).and(in_.fire), () => phase.go('DONE'));
      },
      DONE: () => {
        when(out.ready, () => phase.go('IDLE'));
      },
    });
    return { in_: { ready: phase.is('RUN') }, out: { valid: phase.is('DONE'), data: total } };
  },
);

/** A memory with byte enables, a synchronous and an asynchronous cousin. */
export const scratch = module(
  'scratch',
  ({ depth }: { depth: number }) => ({
    inputs: { write: bool, read: bool, mask: uint(4), address: uint(bitsFor(depth - 1)), data: uint(32) },
    outputs: { word: uint(32), now: sint(8) },
    state: { bytes: memory(uint(32), depth, { read: 'sync', mask: 8, style: 'block' }), near: memory(sint(8), depth, { read: 'async', initial: [1, -2] }).doc('signed cousin') },
  }),
  ({ write, read, mask, address, data, bytes, near }) => {
    const held = bytes.read(address, { enable: read });
    const fresh = near.read(address);
    keep({ held });
    when(write, () => {
      bytes.write(address, data, { mask });
      near.write(address, data.slice(7, 0).asSigned());
    });
    return { word: held, now: fresh };
  },
);

/** One lane: a registered product. */
export const lane = module(
  'lane',
  () => ({ inputs: { x: sint(6), y: sint(6), en: bool }, outputs: { p: sint(12), busy: bool }, state: { p: sint(12) } }),
  ({ x, y, en, p }) => {
    when(en, () => {
      p.next = x.mul(y);
    });
    return { p, busy: p.any() };
  },
);

/** Five lanes as an array, one apart, tied with a forward wire. */
export const lanes = module(
  'lanes',
  () => ({
    inputs: { xs: uint(30), y: sint(6), en: bool, choice: uint(3) },
    outputs: { chosen: sint(12), all_busy: bool, back: sint(13) },
    wires: { feedback: sint(6) },
  }),
  ({ xs, y, en, choice, feedback }) => {
    const array = lane().placeArray('row', 5, { x: each(xs), y, en });
    const one = lane().place('single', { x: feedback, y: mux(en, y, -1), en: true });
    feedback.assign(one.p.wrap(6));
    return { chosen: array.p.pick(choice, sint(12)), all_busy: cat(array.busy, en).all(), back: one.p.sub(1) };
  },
);

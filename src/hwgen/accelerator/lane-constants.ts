import { bitsFor, cat, constant, keep, module, mux, uint, when, type Signal } from '../language/hardware.js';
import { byLogarithm } from './by-logarithm.js';
import { fieldInputs } from './descriptor.js';
import { geometry } from './geometry.js';
import { addModulo } from './modulo.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * What the lanes know about a layer: where the first column of lane n lies, n * stride columns from that of lane 0. One lane's constants are
 * worked out per cycle and shift into a chain, lane 0's first, so that after dn cycles all stand.
 */
export const laneConstants = module('lane_constants',
  (parameters: AcceleratorParameters) => {
    const { bankBits, turnBits } = geometry(parameters);
    const { dn } = parameters;
    return {
      doc: 'where the first column of every lane lies',
      inputs: {
        settle: uint(bitsFor(dn)).doc('cycles still to go: dn when the layer is known'),
        ...fieldInputs(parameters, 'stride', 'stride_mod', 'stride_div', 'slots_log', 'first_slot'),
      },
      outputs: {
        offsets:      uint(dn * 16).doc('columns from lane 0, [lane]'),
        word_offsets: uint(dn * bankBits).doc('words from lane 0\'s, modulo dn, [lane]'),
        turns:        uint(dn * turnBits).doc('pieces of its word below the column, [lane]'),
        own_passes:   uint(dn * 8).doc('pass that reads its word, [lane]'),
      },
      state: {
        next_offset:      uint(16).doc('of the lane that comes next'),
        next_bank_offset: uint(bankBits).doc('the same modulo dn'),
        next_pass:        uint(8).doc('the same div dn'),
        offsets: uint(dn * 16), word_offsets: uint(dn * bankBits), turns: uint(dn * turnBits), own_passes: uint(dn * 8),
      },
    };
  },
  (s, parameters) => {
    const { bankBits, mostSlotsLog, turnBits } = geometry(parameters);
    const { dn } = parameters;

    const first       = s.settle.eq(dn);
    const offset      = mux(first, 0, s.next_offset);
    const bank_offset = mux(first, 0, s.next_bank_offset);
    const whole_words = mux(first, 0, s.next_pass);
    const { sum, wraps } = addModulo('bank_sum', bank_offset, s.stride_mod, dn, bankBits);
    keep({ first, offset, bank_offset, whole_words, wraps });

    // Counted in slots from slot 0 of the word that holds lane 0's first column.
    const place = s.first_slot.extend(16).add(offset).wrap(16);
    keep({ place });
    const logs = Array.from({ length: mostSlotsLog }, (_, index) => index + 1);
    const none = constant(uint(turnBits), 0);
    const word_offset = byLogarithm(s.slots_log, [bank_offset, ...logs.map((log) => place.slice(log + bankBits - 1, log))]);
    const turn        = byLogarithm(s.slots_log, [none, ...logs.map((log) =>
      (log === mostSlotsLog ? place.slice(log - 1, 0) : cat(place.slice(log - 1, 0), constant(uint(mostSlotsLog - log), 0))))]);
    const own_pass    = mux(s.slots_log.eq(0), whole_words, 0);
    keep({ word_offset, turn, own_pass });

    when(s.settle.ne(0), () => {
      s.next_offset.next = offset.add(s.stride).wrap(16);
      s.next_bank_offset.next = sum;
      s.next_pass.next = whole_words.add(s.stride_div).add(wraps).wrap(8);
      s.offsets.next = shifted(s.offsets, offset);
      s.word_offsets.next = shifted(s.word_offsets, word_offset);
      s.turns.next = shifted(s.turns, turn);
      s.own_passes.next = shifted(s.own_passes, own_pass);
    });
    return { offsets: s.offsets, word_offsets: s.word_offsets, turns: s.turns, own_passes: s.own_passes };
  },
);

/** All moved one place down, `last` above them. */
const shifted = (chain: Signal<'unsigned'>, last: Signal<'unsigned'>): Signal<'unsigned'> =>
  (chain.width === last.width ? last : cat(last, chain.slice(chain.width - 1, last.width)));

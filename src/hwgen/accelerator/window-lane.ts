import { any, bool, cat, constant, keep, module, mux, sint, uint, when, type Signal } from '../language/hardware.js';
import { byLogarithm } from './by-logarithm.js';
import { geometry } from './geometry.js';
import { addModulo } from './modulo.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Gathers the operand of one pixel. Its first kernel column lies in one word, in some slot; the following ones lie beside it, and may reach
 * into the next word. The dk bits from that slot on take every place of a word exactly once, so no two words are needed at a time.
 * Three stages: say where the bits are, while the banks are read; take every place from the word that has it, in the pass that reads
 * it; rotate the first column's slot to the bottom and put zero in the place of padding and of slots that the kernel does not reach.
 */
export const windowLane = module('window_lane',
  (parameters: AcceleratorParameters) => {
    const { bankBits, mostSlotsLog, turnBits } = geometry(parameters);
    const { dk, dn } = parameters;
    const pieces = 2 ** mostSlotsLog;
    return {
      doc: 'gathers the operand of one pixel from the banks',
      inputs: {
        advance:     bool.doc('the pipeline moves'),
        column:      sint(18).doc('first input column of lane 0'),
        bank:        uint(bankBits).doc('bank of its word'),
        slots:       uint(pieces).doc('pixels of the operand that the kernel reaches'),
        pass:        uint(8).doc('number of the pass'),
        input_width: uint(16).doc('columns of the input map'),
        slots_log:   uint(4).doc('log2 of the pixels in a word'),
        offset:      uint(16).doc('columns from lane 0 to this lane'),
        word_offset: uint(bankBits).doc('words from the one of lane 0, modulo dn'),
        turn:        uint(turnBits).doc('pieces of the word below the first column; a piece is the smallest slot'),
        own_pass:    uint(8).doc('pass that reads the word of this lane'),
        words:       uint(dn * dk).doc('what the banks read, one cycle behind the other inputs'),
      },
      outputs: { operand: uint(dk) },
      state: {
        selects: uint(pieces * bankBits).doc('bank of each piece of the word'),
        valid:   uint(pieces).doc('pieces of the operand that are not zero'),
        take:    bool,
        pieces_3: uint(dk), valid_3: uint(pieces),
        operand: uint(dk),
      },
    };
  },
  (s, parameters) => {
    const { bankBits, mostSlotsLog } = geometry(parameters);
    const { dk, dn } = parameters;
    const pieces = 2 ** mostSlotsLog;
    const pieceBits = dk / pieces;

    // 1: the bank of the word that holds the first column, and of the next one.
    const { sum: selected } = addModulo('bank_sum', s.bank, s.word_offset, dn, bankBits);
    const next_selected = mux(selected.eq(dn - 1), 0, selected.add(1).wrap(bankBits));
    keep({ selected, next_selected });

    //    Slot n is in the image when position + n >= 0 and room - n > 0: at once when the place is far from the border, else by its lowest bits.
    const position = s.column.add(s.offset.toSigned());
    const room     = s.input_width.toSigned().sub(position);
    const in_front   = position.lt(0);
    const past     = room.lt(0);
    const near     = position.shr(mostSlotsLog).eq(-1);
    const at_end   = room.shr(mostSlotsLog).eq(0);
    keep({ position, room, in_front, past, near, at_end });
    const begun = concat(fromZero(pieces - 1, (slot) =>
      (slot === 0 ? in_front.not() : any(in_front.not(), near.and(position.wrap(mostSlotsLog).asUnsigned().ge(pieces - slot))))));
    const ended = concat(fromZero(pieces - 1, (slot) =>
      (slot === pieces - 1 ? any(past, at_end) : any(past, at_end.and(room.wrap(mostSlotsLog).asUnsigned().le(slot))))));
    keep({ begun, ended });
    const there = s.slots.and(begun).and(ended.not());
    keep({ there });
    //    Pixels of the operand are as wide as its slots.
    const next_valid = byLogarithm(s.slots_log, fromZero(mostSlotsLog, (log) =>
      concat(fromZero(2 ** log - 1, (slot) => there.bit(slot).repeat(pieces / 2 ** log)))));
    keep({ next_valid });

    when(s.advance, () => {
      s.selects.next = concat(fromZero(pieces - 1, (piece) => (piece === pieces - 1 ? selected : mux(s.turn.gt(piece), next_selected, selected))));
      s.valid.next = next_valid;
      s.take.next = s.pass.eq(s.own_pass);
    });

    // 2: the pieces, each at its place.
    when(s.advance.and(s.take), () => {
      s.pieces_3.next = concat(fromZero(pieces - 1, (piece) => {
        const bank = s.selects.slice((piece + 1) * bankBits - 1, piece * bankBits);
        return s.words.pick(mostSlotsLog === 0 ? bank : cat(bank, constant(uint(mostSlotsLog), piece)), uint(pieceBits));
      }));
      s.valid_3.next = s.valid;
    });

    // 3: the operand.
    let rotated: Signal<'unsigned'> = s.pieces_3;
    for (let log = 0; log < mostSlotsLog; log++) {
      const bits = pieceBits * 2 ** log;
      rotated = mux(s.turn.bit(log), cat(rotated.slice(bits - 1, 0), rotated.slice(dk - 1, bits)), rotated);
      keep({ [`rotated_${2 ** log}`]: rotated });
    }
    const inside_mask = concat(fromZero(pieces - 1, (piece) => s.valid_3.bit(piece).repeat(pieceBits)));
    keep({ inside_mask });
    when(s.advance, () => { s.operand.next = rotated.and(inside_mask); });
    return { operand: s.operand };
  },
);

const fromZero = <T>(last: number, make: (index: number) => T): T[] => Array.from({ length: last + 1 }, (_, index) => make(index));

/** Signals beside one another, the first one lowest. */
const concat = (parts: readonly Signal<'unsigned'>[]): Signal<'unsigned'> => (parts.length === 1 ? parts[0]! : cat(...parts.toReversed()));

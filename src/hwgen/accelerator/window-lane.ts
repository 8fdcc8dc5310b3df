import { all, bool, cat, constant, keep, module, mux, sint, uint, when, type Signal } from '../language/hardware.js';
import { geometry } from './geometry.js';
import { addModulo } from './modulo.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Gathers the operand of one pixel. Its first kernel column lies in one word, in some slot; the following ones lie beside it, and may reach
 * into the next word. Three stages: say where they are, while the banks are read; take both words, in the pass that reads them;
 * move the first column's slot to the bottom and put zero in the place of padding and of slots that the kernel does not reach.
 */
export const windowLane = module('window_lane',
  (parameters: AcceleratorParameters) => {
    const { bankBits, chunksPerWord } = geometry(parameters);
    const { dk, dn } = parameters;
    return {
      doc: 'gathers the operand of one pixel from the banks',
      inputs: {
        advance:     bool.doc('the pipeline moves'),
        row_inside:  bool.doc('the input row is not padding'),
        column:      sint(18).doc('first input column of lane 0'),
        bank:        uint(bankBits).doc('bank of its word'),
        word_taps:   uint(6).doc('kernel columns in the operand'),
        pass:        uint(8).doc('number of the pass'),
        input_width: uint(16).doc('columns of the input map'),
        slots_log:   uint(4).doc('log2 of the pixels in a word'),
        first_slot:  uint(6).doc('slot of the first column of lane 0'),
        offset:      uint(16).doc('columns from lane 0 to this lane'),
        bank_offset: uint(bankBits).doc('the same modulo dn'),
        own_pass:    uint(8).doc('pass that reads the word of this lane, when a word holds one pixel'),
        words:       uint(dn * dk).doc('what the banks read, one cycle behind the other inputs'),
      },
      outputs: { operand: uint(dk) },
      state: {
        select: uint(bankBits), slot: uint(6), valid: uint(chunksPerWord), take: bool,
        first: uint(dk), second: uint(dk), first_slot_3: uint(6), valid_3: uint(chunksPerWord),
        operand: uint(dk),
      },
    };
  },
  (s, parameters) => {
    const { bankBits, chunksPerWord, mostSlotsLog } = geometry(parameters);
    const { dk, dn, dm } = parameters;
    const several = s.slots_log.ne(0);
    keep({ several });

    // 1: word and slot, seen from the slot of lane 0's first column.
    const place      = s.first_slot.extend(16).add(s.offset).wrap(16);
    const word_place = place.shr(s.slots_log);
    keep({ place, word_place });
    const word_offset = mostSlotsLog === 0 ? s.bank_offset : mux(several, word_place.wrap(bankBits), s.bank_offset);
    keep({ word_offset });
    const { sum: selected } = addModulo('bank_sum', s.bank, word_offset, dn, bankBits);

    //    Columns of the image: those in front of it, and those that are left. Four bits are enough for the slots of a word.
    const position = s.column.add(s.offset.toSigned());
    const ahead    = position.neg();
    const room     = s.input_width.toSigned().sub(position);
    keep({ position, ahead, room });
    const missing   = mux(position.ge(0), 0, mux(ahead.gt(31), 31, ahead.wrap(5).asUnsigned()));
    const remaining = mux(room.le(0), 0, mux(room.gt(31), 31, room.wrap(5).asUnsigned()));
    keep({ missing, remaining });
    const slotValid = Array.from({ length: 2 ** mostSlotsLog }, (_, slot) =>
      all(s.row_inside, missing.le(slot), remaining.gt(slot), s.word_taps.gt(slot)));
    const slot_valid = slotValid.length === 1 ? slotValid[0]! : cat(...slotValid.reverse());
    keep({ slot_valid });

    //    One bit per chunk: that of its slot.
    const spreads = Array.from({ length: mostSlotsLog + 1 }, (_, log) => {
      const slots = Array.from({ length: 2 ** log }, (__, slot) => slot_valid.bit(slot).repeat(chunksPerWord / 2 ** log));
      return log === 0 ? slots[0]! : cat(...slots.reverse());
    });
    const valid = byLog(s.slots_log, spreads);

    when(s.advance, () => {
      s.select.next = selected;
      s.slot.next = place.wrap(6).and(slotMask());
      s.valid.next = valid;
      s.take.next = mux(several, s.pass.eq(0), s.pass.eq(s.own_pass));
    });

    // 2: both words.
    const next_select = mux(s.select.eq(dn - 1), 0, s.select.add(1).wrap(bankBits));
    keep({ next_select });
    when(s.advance.and(s.take), () => {
      s.first.next = s.words.pick(s.select, uint(dk));
      s.second.next = s.words.pick(next_select, uint(dk));
      s.first_slot_3.next = s.slot;
      s.valid_3.next = s.valid;
    });

    // 3: the operand.
    const both    = cat(s.second, s.first);
    keep({ both });
    const shifted = byLog(s.slots_log, Array.from({ length: mostSlotsLog + 1 }, (_, log) => {
      if (log === 0) return s.first as Signal<'unsigned'>;
      const slotBits = dk / 2 ** log;
      const amount = cat(s.first_slot_3.wrap(log), constant(uint(Math.log2(slotBits)), 0));
      const moved = both.shr(amount);
      keep({ [`moved_${2 ** log}`]: moved });
      return moved.wrap(dk);
    }));
    const bits   = Array.from({ length: chunksPerWord }, (_, chunk) => s.valid_3.bit(chunk).repeat(dm));
    const inside_mask = chunksPerWord === 1 ? bits[0]! : cat(...bits.reverse());
    keep({ shifted, inside_mask });
    when(s.advance, () => { s.operand.next = shifted.and(inside_mask); });
    return { operand: s.operand };

    /** Ones in the bits that number a slot of the word. */
    function slotMask(): Signal<'unsigned'> {
      return byLog(s.slots_log, Array.from({ length: mostSlotsLog + 1 }, (_, log) => constant(uint(6), 2 ** log - 1)));
    }
  },
);

/** The value for each number of slots, chosen by its logarithm. */
function byLog(log: Signal<'unsigned'>, values: readonly Signal<'unsigned'>[]): Signal<'unsigned'> {
  return values.slice(1).reduce((other, value, index) => mux(log.eq(index + 1), value, other), values[0]!);
}

import { all, bitsFor, bool, cat, constant, each, keep, module, mux, sint, uint, type Bool } from '../language/hardware.js';
import { activationBank, chunkName } from './activation-bank.js';
import { fieldInputs } from './descriptor.js';
import { geometry } from './geometry.js';
import { laneConstants } from './lane-constants.js';
import type { AcceleratorParameters } from './parameters.js';
import { windowLane } from './window-lane.js';

/**
 * The activation memory and im2col: dn banks, word w of an image row in bank w mod dn, and per lane a selector. A word holds one pixel, or
 * with few channels 2^slots_log neighbouring ones. A pass reads dn words in a row, wherever they start: banks in front of the first
 * one's bank read the next group.
 *
 * With one pixel per word lane n wants the word n * stride further on, which pass floor(n * stride / dn) reads. With several the
 * lowering sees to it that one pass brings the words of all lanes.
 */
export const windowFormer = module('window_former',
  (parameters: AcceleratorParameters) => {
    const { activationAddressBits, bankBits, chunksPerWord } = geometry(parameters);
    const { dm, dn, dk } = parameters;
    return {
      doc: 'activation memory and im2col: one operand word per pixel',
      inputs: {
        settle:        uint(bitsFor(dn)).doc('cycles until the constants of the lanes stand: dn when the layer is known'),
        advance:       bool.doc('the pipeline moves'),
        row_inside:    bool.doc('the input row is not padding'),
        column:        sint(18).doc('first input column of lane 0'),
        bank:          uint(bankBits).doc('bank of its word'),
        odd:           bool.doc('an odd column of a map in pairs: banks are turned by half'),
        word_taps:     uint(6).doc('pixels of the operand up to its last kernel column'),
        word_skip:     uint(4).doc('pixels of the operand before its first kernel column'),
        pass:          uint(8).doc('number of the pass'),
        address:       uint(activationAddressBits).doc('word of that column'),
        ...fieldInputs(parameters, 'group_words', 'input_width', 'stride', 'stride_mod', 'stride_div', 'slots_log', 'first_slot'),
        write:         bool,
        second_read:   bool.doc('read a second word of every bank, while none is written'),
        port_address:  uint(activationAddressBits).doc('of the words written or read second, the same of all banks'),
        write_paired:  bool.doc('even and odd columns are apart'),
        write_odd_words: uint(8).doc('words from the even ones to the odd ones'),
        write_first:   bool.doc('first chunk of the slots'),
        write_mask:    uint(chunksPerWord).doc('which chunks of the word'),
        write_part:    uint(4).doc('which dn-th of a group, when a word holds several pixels'),
        write_slots_log: uint(4).doc('log2 of the pixels in a word'),
        write_chunk:   uint(dn * dm).doc('[pixel][channel]'),
      },
      outputs: {
        operands:     uint(dn * dk).doc('one word per pixel, four cycles behind the step'),
        second_words: uint(dn * dk).doc('[bank], one cycle behind second_read'),
      },
    };
  },
  (s, parameters) => {
    const { bankBits } = geometry(parameters);
    const { dn } = parameters;
    const { mostSlotsLog } = geometry(parameters);

    // Odd columns of pairs lie half the banks away from the even ones, so that a chunk has one column for every bank.
    const turnable = mostSlotsLog > 0;
    const turned = (bank: number): number => (bank + dn / 2) % dn;

    const next_group = s.address.add(s.group_words).wrap(s.address.width);
    keep({ next_group });
    const readAddresses = Array.from({ length: dn }, (_, bank) => mux(turnable ? mux(s.odd, s.bank.gt(turned(bank)), s.bank.gt(bank)) : s.bank.gt(bank), next_group, s.address));
    const read_addresses = cat(...readAddresses.reverse());
    keep({ read_addresses });
    // Pixels that share a word: dn pixels fill dn / slots words, which begin at every (dn / slots)-th bank.
    const enables = Array.from({ length: dn }, (_, bank) => {
      const parts = Array.from({ length: mostSlotsLog + 1 }, (__, log) => s.write_part.eq(Math.floor((bank * 2 ** log) / dn)));
      const own = parts.slice(1).reduce<Bool>((other, part, log) => mux(s.write_slots_log.eq(log + 1), part, other), s.write);
      return s.write.and(own);
    });
    const bank_writes = dn === 1 ? enables[0]! : cat(...enables.reverse());
    keep({ bank_writes });
    const chunks = Object.fromEntries(Array.from({ length: mostSlotsLog + 1 }, (_, log) => [chunkName(log), log === 0 ? s.write_chunk : s.write_chunk.repeat(2 ** log)]));
    keep(Object.fromEntries(Object.entries(chunks).filter(([, value]) => value !== s.write_chunk)));
    const odds = Array.from({ length: dn }, (_, bank) => (turnable ? all(s.write, s.write_paired, s.write_part.ne(Math.floor((2 * bank) / dn))) : constant(uint(1), 0)));
    const bank_odds = dn === 1 ? odds[0]! : cat(...odds.reverse());
    const odd_address = s.port_address.add(s.write_odd_words).wrap(s.port_address.width);
    keep({ bank_odds, odd_address });
    const portAddresses = Array.from({ length: dn }, (_, bank) => (turnable ? mux(bank_odds.bit(bank), odd_address, s.port_address) : s.port_address));
    const port_addresses = dn === 1 ? portAddresses[0]! : cat(...portAddresses.reverse());
    keep({ port_addresses });
    const { word, second_word } = activationBank(parameters).placeArray('column_bank', dn, {
      read: s.advance,
      read_address: each(read_addresses),
      write: each(bank_writes), second_read: s.second_read, port_address: each(port_addresses), paired: s.write_paired, odd: each(bank_odds), write_first: s.write_first, write_mask: s.write_mask,
      slots_log: s.write_slots_log,
      ...Object.fromEntries(Object.entries(chunks).map(([name, value]) => [name, each(value)])),
    } as never);

    const constants = laneConstants(parameters).place('constants', {
      settle: s.settle, stride: s.stride, stride_mod: s.stride_mod, stride_div: s.stride_div, slots_log: s.slots_log, first_slot: s.first_slot,
    });
    // Pixels of the operand in the image row and between the first and the last kernel column.
    const kernel_slots = Array.from({ length: 2 ** mostSlotsLog }, (_, slot) => all(s.row_inside, s.word_skip.le(slot), s.word_taps.gt(slot)));
    const slots = kernel_slots.length === 1 ? kernel_slots[0]! : cat(...kernel_slots.reverse());
    keep({ slots });
    const lane_bank = !turnable ? s.bank : s.bank.xor(bankBits === 1 ? s.odd : cat(s.odd, constant(uint(bankBits - 1), 0)));
    keep({ lane_bank });
    const { operand } = windowLane(parameters).placeArray('window_lane', dn, {
      advance: s.advance, column: s.column, bank: lane_bank, slots, pass: s.pass, input_width: s.input_width, slots_log: s.slots_log,
      words: word,
      offset: each(constants.offsets), word_offset: each(constants.word_offsets), turn: each(constants.turns), own_pass: each(constants.own_passes),
    });
    return { operands: operand, second_words: second_word };
  },
);

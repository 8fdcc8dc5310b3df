import { all, any, bitsFor, bool, cat, constant, each, keep, memory, module, mux, sint, uint, when, type Signal } from '../language/hardware.js';
import { fieldInputs } from './descriptor.js';
import { constantsBits, signedCodeBits } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import { rowDigits } from './row-timing.js';
import { serialLane, shifts, triples } from './serial-lane.js';

/** Bits of the addition in a channel's constants. */
const addBits = 42;

/** Cycles from the last of a row, its `rowPeriod`, to its result. */
export const digitStages = 2;

/**
 * Empties the shadow registers like `requantiser`, with the same ports, but takes `rowPeriod` cycles for a row: dn lanes that go digit by digit, lowest first.
 * Digits of sums, codes and constants are picked where they stand, by the number of the digit, so nothing is copied and nothing is shifted.
 */
export const serialRequantiser = module('serial_requantiser',
  (parameters: AcceleratorParameters) => {
    const { dm, dn, accumulatorBits, requantiseBits: digit = 1 } = parameters;
    const channelBits = Math.log2(dm);
    return {
      doc: 'drains the array row by row and requantises dn values digit by digit',
      inputs: {
        start:           bool.doc('begin a layer'),
        halt:            bool.doc('no chain runs'),
        capture:         bool.doc('the shadow registers take a tile at this edge'),
        hold_tile:       bool.doc('do not begin a tile'),
        hold_row:        bool.doc('do not begin a row'),
        sums:            uint(dm * dn * accumulatorBits).doc('[channel][pixel]'),
        activation_sums: uint(dn * accumulatorBits).doc('[pixel]'),
        constants_write:   bool,
        constants_address: uint(channelBits + 1).doc('channel; top bit: buffer'),
        constants:         uint(constantsBits).doc('multiplier 15..0, shift 21..16 (0 to 44), add 63..22'),
        ...fieldInputs(parameters, 'saturate_low', 'saturate_high', 'output_group_last', 'skip_multiplier', 'plane_slot_last'),
        skip_codes:        uint(dn * signedCodeBits).doc('of the skip map, [pixel], signed; one cycle behind skip_channel'),
        dorefa: bool,
        raw:    bool,
      },
      outputs: {
        idle:          bool.doc('no row is under way'),
        ready:         bool.doc('a tile may be captured'),
        row:           bool.doc('a row begins'),
        row_first:     bool.doc('first row of a tile'),
        skip_channel:  uint(channelBits).doc('channel of the row that begins or is under way'),
        free_weights:  bool.doc('a channel tile is drained: its constants and weights are free'),
        results_valid: bool,
        results_last:  bool.doc('last row of a tile'),
        results:       uint(dn * 32).doc('[pixel], signed; a code in the low 8 bits'),
      },
      state: {
        full:      bool.reset(false).doc('the shadow registers hold a tile'),
        channel:   uint(channelBits),
        tile:      uint(16),
        buffer:    bool,
        entries:   memory(uint(constantsBits), 2 * dm, { read: 'sync', style: 'block', apart: true }),
        prepare:   bool.reset(false).doc('the digits begin in the next cycle'),
        running:   bool.reset(false).doc('the lanes have a digit'),
        place:     uint(bitsFor(rowDigits(digit, true) - 1)).doc('its number'),
        half_carry: bool,
        offset_2:  uint(digit),
        ...triples(digit, { triple: sint(18), skip_triple: sint(18) }),
        ...shifts(digit, { left_3: uint(Math.max(1, Math.log2(digit))) }),
        marks_2:   uint(4).doc('of the digit: dropped, lowest, kept, above'),
        marks_3:   uint(4),
        even_3:    bool,
        valids:    uint(3).reset(0).doc('bit n: stage n + 2 has the last digit of a row'),
        lasts:     uint(3).doc('likewise: of a tile'),
      },
    };
  },
  (s, parameters) => {
    const { dm, dn, accumulatorBits, requantiseBits: digit = 1 } = parameters;
    const placeBits = s.place.width;
    const digitLog = Math.log2(digit);

    const busy     = s.prepare.or(s.running);
    const first    = s.channel.eq(0);
    const last     = s.channel.eq(dm - 1);
    const row      = all(s.full, busy.not(), any(s.hold_row, s.hold_tile.and(first)).not());
    const go       = busy.or(row);
    const row_ends = s.running.and(s.place.eq(mux(s.raw, rowDigits(digit, true) - 1, rowDigits(digit, false) - 1)));
    const ends     = row_ends.and(last);
    const tile_last = s.tile.eq(s.output_group_last);
    keep({ busy, first, last, row, go, row_ends, ends, tile_last });

    when(s.start, () => { s.tile.next = 0; s.buffer.next = false; });
    s.prepare.next = row;
    when(s.prepare, () => { s.running.next = true; });
    s.place.next = mux(s.prepare, 0, s.place.add(1).wrap(placeBits));
    when(row_ends, () => { s.running.next = false; s.channel.next = s.channel.add(1).wrap(s.channel.width); });
    when(ends, () => { s.full.next = false; });
    when(s.capture, () => { s.full.next = true; s.channel.next = 0; });
    when(ends, () => {
      s.tile.next = s.tile.add(1).wrap(16);
      when(tile_last, () => { s.tile.next = 0; s.buffer.next = s.buffer.not(); });
    });
    s.valids.next = cat(s.valids.slice(1, 0), row_ends);
    s.lasts.next = cat(s.lasts.slice(1, 0), last);
    when(s.halt, () => { s.full.next = false; s.prepare.next = false; s.running.next = false; s.valids.next = 0; });

    // Constants: one entry per channel, two buffers, loaded with the weights. Read once a row, they stand until the next.
    when(s.constants_write, () => { s.entries.write(s.constants_address, s.constants); });
    const entry = cat(s.buffer, s.channel);
    const constants_0 = s.entries.read(entry, { enable: row });
    keep({ entry, constants_0 });
    const [multiplier, shift, add] = [constants_0.slice(15, 0).asSigned(), constants_0.slice(21, 16), constants_0.slice(63, 22)];
    keep({ multiplier, shift, add });
    if (s.triple && s.skip_triple) {
      s.triple.next = multiplier.add(multiplier.shl(1));
      s.skip_triple.next = s.skip_multiplier.add(s.skip_multiplier.shl(1));
    }

    // 1: the digits of this place, and what the shift does to it
    const digitOf = (name: string, value: Signal): Signal<'unsigned'> => {
      const count = Math.ceil(value.width / digit);
      const spare = count * digit - value.width;
      const whole = spare === 0 ? value as Signal<'unsigned'> : cat(value.bit(value.width - 1).repeat(spare), value);
      keep({ [name]: whole });
      return whole.pick(s.place.slice(bitsFor(count - 1) - 1, 0), uint(digit));
    };
    const pixels = Array.from({ length: dn }, (_, pixel) => pixel);
    const sum_digits = sideBySide(pixels.map((pixel) => {
      const digits = sideBySide(Array.from({ length: dm }, (_, channel) => {
        const from = (channel * dn + pixel) * accumulatorBits;
        return digitOf(`sum_${channel}_${pixel}`, s.sums.slice(from + accumulatorBits - 1, from));
      }));
      keep({ [`digits_${pixel}`]: digits });
      return digits.pick(s.channel, uint(digit));
    }));
    const all_digits = pixels.map((pixel) => digitOf(`activation_sum_${pixel}`, s.activation_sums.slice((pixel + 1) * accumulatorBits - 1, pixel * accumulatorBits)));
    const activation_digits = sideBySide(all_digits).and(s.dorefa.repeat(dn * digit));
    const skip_digits = sideBySide(pixels.map((pixel) => {
      const code = s.skip_codes.slice((pixel + 1) * signedCodeBits - 1, pixel * signedCodeBits);
      const sign = s.skip_codes.bit((pixel + 1) * signedCodeBits - 1).repeat(digit);
      return mux(s.place.lt(Math.ceil(signedCodeBits / digit)), digitOf(`skip_code_${pixel}`, code), sign);
    }));
    keep({ sum_digits, activation_digits, skip_digits });
    const top = s.place.eq(Math.ceil(accumulatorBits / digit) - 1);
    const past = s.place.ge(Math.ceil(accumulatorBits / digit));
    keep({ top, past });

    const half_place = shift.sub(1).wrap(6).asUnsigned();
    keep({ half_place });
    const has_half = all(shift.ne(0), s.place.eq(half_place.slice(5, digitLog)));
    const half = digit === 1 ? has_half.asUnsigned() : mux(has_half, constant(uint(1), 1).shl(half_place.slice(digitLog - 1, 0)).wrap(digit), 0);
    const add_digit = mux(s.place.lt(Math.ceil(addBits / digit)), digitOf('addition', add), add.bit(addBits - 1).repeat(digit));
    const offset = add_digit.add(half).add(s.half_carry).wrap(digit + 1);
    keep({ has_half, add_digit, offset });
    s.offset_2.next = offset.slice(digit - 1, 0);
    s.half_carry.next = offset.bit(digit).and(s.prepare.not());

    // A shift right by s is one to the left by -s mod digit, and drops whole digits.
    const left = digit === 1 ? undefined : shift.slice(digitLog - 1, 0).toSigned().neg().wrap(digitLog).asUnsigned();
    const steps = left === undefined ? shift : shift.slice(5, digitLog).add(left.any()).wrap(7 - digitLog);
    keep({ steps });
    const dropped = s.place.extend(7).lt(steps.extend(7));
    const above = s.place.extend(7).ge(steps.extend(7).add(mux(s.raw, 32 / digit, 8 / digit)).wrap(7));
    keep({ dropped, above });
    s.marks_2.next = cat(above, dropped.or(above).not(), s.place.eq(steps.extend(7).wrap(placeBits)), dropped);
    s.marks_3.next = s.marks_2;
    when(s.running.not(), () => { s.marks_2.next = 0; });
    if (s.left_3 && left) s.left_3.next = left;
    // A code of the sign alone has no lower bit to lose: -1 stays -1.
    s.even_3.next = all(steps.ne(0), any(s.raw, s.saturate_high.bit(0)));

    const { result } = serialLane({ accumulatorBits, requantiseBits: digit }).placeArray('serial_lane', dn, {
      prepare: s.prepare, first: s.running.and(s.place.eq(0)), top, past, dorefa: s.dorefa,
      sum: each(sum_digits), activation_sum: each(activation_digits), skip: each(skip_digits), offset: s.offset_2,
      multiplier, skip_multiplier: s.skip_multiplier, ...(s.triple && { triple: s.triple, skip_triple: s.skip_triple! }), ...(s.left_3 && { left: s.left_3 }),
      dropped: s.marks_3.bit(0), lowest: s.marks_3.bit(1), kept: s.marks_3.bit(2), above: s.marks_3.bit(3), even: s.even_3,
      raw: s.raw, low: s.saturate_low, high: s.saturate_high,
    });
    return {
      idle: any(s.full, busy, s.valids.any()).not(), ready: s.full.not().or(ends), row, row_first: row.and(first), skip_channel: s.channel,
      free_weights: row_last_frees(), results_valid: s.valids.bit(2), results_last: s.lasts.bit(2), results: result,
    };

    function row_last_frees(): Signal<'unsigned'> {
      const frees = all(row, last, tile_last);
      keep({ frees });
      return frees;
    }
  },
);

/** One vector, the first part lowest. */
const sideBySide = (parts: readonly Signal<'unsigned'>[]): Signal<'unsigned'> => (parts.length === 1 ? parts[0]! : cat(...[...parts].reverse()));

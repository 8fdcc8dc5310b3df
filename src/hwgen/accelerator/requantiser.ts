import { all, any, bitsFor, bool, cat, each, keep, memory, module, mux, uint, when, type Bool, type Signal } from '../language/hardware.js';
import { fieldInputs } from './descriptor.js';
import { constantsBits, geometry, planeSlots, signedCodeBits } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import { requantiseConstants } from './requantise-constants.js';
import { requantiseLane } from './requantise-lane.js';
import { codeBits, thresholdSearch } from './threshold-search.js';
import { thresholdBits, thresholdStages, thresholdWrite, withThresholds } from './thresholds.js';

/** Stages from a row read out of the shadow registers to its result. */
export const requantiseStages = 7;

/** The same, or those to a code that thresholds make, whichever are more. */
const mostStages = (parameters: AcceleratorParameters): number => (thresholdBits(parameters) === 0 ? requantiseStages : Math.max(requantiseStages, thresholdStages(parameters)));

/**
 * Empties the shadow registers, one output channel (row) per cycle, through dn requantisers. A tile takes max(dm, slots) cycles, whatever
 * the bits: so many slots does the write-back have for the planes, 8 or as many as the widest map of the network has. Rows wait while `hold_tile` or `hold_row` says so.
 */
export const requantiser = module('requantiser',
  (parameters: AcceleratorParameters) => {
    const { dm, dn, accumulatorBits } = parameters;
    const channelBits = Math.log2(dm);
    return {
      doc: 'drains the array row by row and requantises dn values per cycle',
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
        constants:         uint(constantsBits).doc('multiplier 15..0, shift 21..16, add 63..22'),
        ...fieldInputs(parameters, 'saturate_low', 'saturate_high', 'output_group_last', 'skip_multiplier', 'plane_slot_last'),
        skip_codes:        uint(dn * signedCodeBits).doc('of the skip map, [pixel], signed; one cycle behind skip_channel'),
        dorefa: bool,
        raw:    bool,
        ...withThresholds(parameters, {
          thresholds: bool.doc('codes come by thresholds'), output_planes: uint(4).doc('bits of a code'),
          ...thresholdWrite, threshold_data: uint(parameters.portBits),
        }),
      },
      outputs: {
        idle:          bool.doc('no row is under way'),
        ready:         bool.doc('a tile may be captured'),
        row:           bool.doc('a row begins'),
        row_first:     bool.doc('first row of a tile'),
        skip_channel:  uint(channelBits).doc('channel of the row that began a cycle ago'),
        free_weights:       bool.doc('a channel tile is drained: its constants and weights are free'),
        results_valid: bool,
        results_last:  bool.doc('last row of a tile'),
        results:       uint(dn * 32).doc('[pixel], signed'),
      },
      state: {
        full:      bool.reset(false).doc('the shadow registers hold a tile'),
        count:     uint(bitsFor(geometry(parameters).drainPeriod - 1)),
        tile:      uint(16),
        channel_1: uint(channelBits),
        buffer:    bool,
        entries:     memory(uint(constantsBits), 2 * dm, { read: 'sync', style: 'distributed' }),
        valids:    uint(mostStages(parameters)).reset(0).doc('bit n: stage n holds a row'),
        lasts:     uint(mostStages(parameters)),
        sum_row:   uint(dn * accumulatorBits),
        pixel_sums: uint(dn * accumulatorBits),
      },
    };
  },
  (s, parameters) => {
    const { dm, dn, accumulatorBits } = parameters;
    const { drainPeriod } = geometry(parameters);
    const countBits = s.count.width;
    const channelBits = Math.log2(dm);
    const stages = mostStages(parameters);
    const bits = thresholdBits(parameters);

    const first  = s.count.eq(0);
    const begins = drainPeriod === dm ? s.full : s.full.and(s.count.lt(dm));
    const held   = any(s.hold_row.and(begins), all(s.hold_tile, first));
    const go     = s.full.and(held.not());
    // A tile takes dm rows, and at least the slots of its planes.
    const ends   = go.and(dm >= planeSlots ? s.count.eq(dm - 1) : all(s.count.ge(dm - 1), s.count.ge(s.plane_slot_last)));
    const row    = go.and(begins);
    const row_last  = row.and(s.count.eq(dm - 1));
    const tile_last = s.tile.eq(s.output_group_last);
    keep({ first, held, go, ends, row, row_last, tile_last });

    when(s.start, () => { s.tile.next = 0; s.buffer.next = false; });
    when(go, () => { s.count.next = s.count.add(1).wrap(countBits); });
    when(ends, () => { s.full.next = false; s.count.next = 0; });
    when(s.capture, () => { s.full.next = true; s.count.next = 0; });
    when(row_last, () => {
      s.tile.next = s.tile.add(1).wrap(16);
      when(tile_last, () => { s.tile.next = 0; s.buffer.next = s.buffer.not(); });
    });

    // Constants: one entry per channel, two buffers, loaded with the weights.
    when(s.constants_write, () => { s.entries.write(s.constants_address, s.constants); });
    const channel = s.count.wrap(channelBits);
    const entry = cat(s.buffer, channel);
    const constants_0 = s.entries.read(entry);
    keep({ entry, constants_0 });

    // Row select, then the lanes and what they share.
    s.sum_row.next = s.sums.pick(channel, uint(dn * accumulatorBits));
    s.pixel_sums.next = s.activation_sums;
    when(s.dorefa.not(), () => { s.pixel_sums.next = 0; });
    // A row whose codes are out goes no further: the next layer may read its own at a later stage.
    const rows = cat(s.valids.slice(stages - 2, 0), row);
    const until = (stage: number): Signal => rows.slice(stage - 1, 0).extend(stages);
    s.valids.next = bits === 0 ? rows : mux(s.thresholds!, until(thresholdStages(parameters)), until(requantiseStages));
    s.lasts.next = cat(s.lasts.slice(stages - 2, 0), row_last);
    when(s.halt, () => { s.full.next = false; s.valids.next = 0; });
    s.channel_1.next = channel;
    const shared = requantiseConstants({ accumulatorBits }).place('requantise_constants', {
      constants: constants_0, skip_multiplier: s.skip_multiplier, raw: s.raw, high: s.saturate_high,
    });
    const { result, minus_value } = requantiseLane({ accumulatorBits, thresholdBits: bits }).placeArray('requantise_lane', dn, {
      sum: each(s.sum_row), activation_sum: each(s.pixel_sums), dorefa: s.dorefa,
      skip: each(s.skip_codes), skip_multiplier: shared.skip_multiplier_1, offset: shared.offset_1,
      multiplier: shared.multiplier_2, multiplier_late: shared.multiplier_3,
      steps: shared.steps_4, dropped: shared.dropped_4, above: shared.above_4, even: shared.even_4,
      raw: s.raw, low: s.saturate_low, high: s.saturate_high,
    });
    // Results come behind the last stage, which is another one where thresholds make the codes.
    const rest = {
      ready: s.full.not().or(ends), row, row_first: row.and(first), skip_channel: s.channel_1, free_weights: row_last.and(tile_last),
    };
    if (bits === 0) return { ...rest, idle: s.full.not().and(s.valids.eq(0)), results_valid: s.valids.bit(stages - 1), results_last: s.lasts.bit(stages - 1), results: result };

    const thresholds = s.thresholds!;
    const { codes } = thresholdSearch(parameters).place('search', {
      write: s.threshold_write!, write_entry: s.constants_address, write_beat: s.threshold_beat!, data: s.threshold_data!,
      entry, minus: minus_value!, output_planes: s.output_planes!, low: s.saturate_low, high: s.saturate_high,
    });
    const count = thresholdStages(parameters);
    const last = (marks: Signal): Bool => mux(thresholds, marks.bit(count - 1), marks.bit(requantiseStages - 1));
    const under_way = s.valids.any();
    const pixels = Array.from({ length: dn }, (_, pixel) => codes.slice((pixel + 1) * codeBits - 1, pixel * codeBits).asSigned().extend(32).asUnsigned());
    const extended_codes = cat(...pixels.reverse());
    keep({ under_way, extended_codes });
    return { ...rest, idle: s.full.or(under_way).not(), results_valid: last(s.valids), results_last: last(s.lasts), results: mux(thresholds, extended_codes, result) };
  },
);

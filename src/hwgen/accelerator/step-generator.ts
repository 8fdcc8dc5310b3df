import { all, cat, keep, match, module, mux, when, type Signal } from '../language/hardware.js';
import { geometry } from './geometry.js';
import { addModulo } from './modulo.js';
import { diagonals, nextPlanePair, restartPlanes } from './plane-pairs.js';
import { stepInterface } from './step-interface.js';
import { goToColumn, goToRow, nextTile } from './tile-walk.js';

type Address = Signal<'unsigned'>;

/**
 * Walks through a layer and says, cycle by cycle, which word of the input map and which weight row meet in the array. Loops, outermost
 * first: channel tile, output row, tile of dn output columns, plane pair, kernel row, word of the kernel row, channel word, pass. With
 * `pool` the plane pairs lie inside the kernel's loops: every kernel position is a tile of its own for the array, and write-back keeps
 * the largest code.
 *
 * Plane pairs (i, j) come in wavefront order: i + j falls from diagonal to diagonal, within a diagonal i falls. All addresses are
 * kept by addition; nothing is multiplied. A pass reads dn neighbouring columns; with a stride of s an operand of all lanes takes
 * about s passes, and the array counts in the last one.
 */
export const stepGenerator = module('step_generator', stepInterface,
  (s, parameters) => {
    const { activationAddressBits: words, weightAddressBits: rows, bankBits } = geometry(parameters);
    const plus = (a: Address, b: Address): Address => a.add(b).wrap(words);

    const pass_end   = s.pass_count.eq(s.pass_last);
    const word_end   = s.channel_word.eq(s.channel_word_last);
    const x_end      = s.kernel_x.eq(s.kernel_group_last);
    const y_end      = s.kernel_y.eq(s.kernel_height_last);
    const pair_end   = all(s.weight_plane.eq(0), s.activation_plane.eq(0));
    const column_end = s.tile_column.eq(s.tile_column_last);
    const row_end    = s.output_row.eq(s.output_row_last);
    const layer_end  = s.channel_tile.eq(s.channel_tile_last);
    const window_end = x_end.and(y_end);
    const kernel_end = all(pass_end, word_end, window_end.or(s.pool));
    const sums_end   = kernel_end.and(pair_end);
    const tile_end   = sums_end.and(window_end);
    const running    = s.phase.is('RUN');
    keep({ pass_end, word_end, x_end, y_end, pair_end, column_end, row_end, layer_end, window_end, kernel_end, sums_end, tile_end, running });

    // Kernel positions move on when their words are done; with pool when their planes are.
    const position_end = all(pass_end, word_end, s.pool.not().or(pair_end));
    keep({ position_end });

    // The bank of the next word of the kernel row; past the last bank it lies in the next group.
    const { sum: stepped_bank, wraps: bank_wraps } = addModulo('bank_sum', s.x_bank, s.word_bank_step, parameters.dn, bankBits);
    const same_group  = plus(s.x_group, s.word_group_words);
    keep({ bank_wraps, same_group });
    const straight     = mux(bank_wraps, plus(same_group, s.group_words), same_group);
    keep({ straight });
    // In pairs the odd column follows the even one of its pair.
    const to_odd     = s.paired.and(s.x_odd.not());
    const odd_group  = plus(s.x_group, words < s.phase_words.width ? s.phase_words.wrap(words) : s.phase_words.extend(words));
    keep({ to_odd, odd_group });
    const next_bank  = mux(to_odd, s.x_bank, stepped_bank);
    const next_group = mux(to_odd, odd_group, straight);
    keep({ next_bank, next_group });

    const diagonal = diagonals(s);
    const { next_tile_row, next_tile_row_at, next_tile_x, next_tile_bank, next_tile_group } = nextTile(s, parameters);

    match(s.phase, {
      IDLE: () => {
        s.channel_tile.next = 0;
        s.group_tile.next = 0;
        s.first_at.next = s.first_row_address;
        s.buffer.next = false;
        when(s.start, () => { s.phase.go('WAIT'); });
      },
      WAIT: () => {
        restartPlanes(s);
        goToColumn(s, s.first_column.extend(18), s.first_bank, s.first_group_words);
        goToRow(s, s.first_row.extend(18), s.first_at);
        s.output_row.next = 0;
        s.tile_column.next = 0;
        s.kernel_y.next = 0;
        s.kernel_x.next = 0;
        s.channel_word.next = 0;
        s.pass_count.next = 0;
        when(s.weights_ready, () => { s.phase.go('RUN'); });
      },
      RUN: () => {
        when(s.advance, () => {
          // One step further; each loop that ends restarts and moves on the one around it.
          s.pass_count.next = s.pass_count.add(1).wrap(8);
          s.group.next = plus(s.group, s.group_words);
          when(pass_end, () => {
            s.pass_count.next = 0;
            s.group.next = s.x_group;
            s.row_of_weights.next = s.row_of_weights.add(1).wrap(rows);
            s.channel_word.next = s.channel_word.add(1).wrap(words);
            s.word_at.next = s.word_at.add(1).wrap(words);
            when(word_end, () => {
              s.channel_word.next = 0;
              s.word_at.next = s.activation_base;
              when(s.same_weights, () => { s.row_of_weights.next = s.weight_base; });
            });
          });
          when(position_end, () => {
            s.kernel_x.next = s.kernel_x.add(1).wrap(8);
            s.x.next = s.x.add(s.word_columns.toSigned()).wrap(18);
            s.x_bank.next = next_bank;
            s.x_group.next = next_group;
            s.group.next = next_group;
            s.x_odd.next = s.x_odd.not();
            when(x_end, () => {
              s.kernel_x.next = 0;
              s.x.next = s.tile_x;
              s.x_bank.next = s.tile_bank;
              s.x_group.next = s.tile_group;
              s.group.next = s.tile_group;
              s.x_odd.next = s.first_odd;
              s.kernel_y.next = s.kernel_y.add(1).wrap(8);
              s.row.next = s.row.add(s.kernel_row_step.toSigned()).wrap(18);
              s.row_at.next = plus(s.row_at, s.kernel_row_words);
              when(y_end, () => {
                s.kernel_y.next = 0;
                s.row.next = s.tile_row;
                s.row_at.next = s.tile_row_at;
              });
            });
          });
          when(kernel_end, () => { nextPlanePair(s, parameters, diagonal); });
          when(sums_end, () => { restartPlanes(s); });
          when(tile_end, () => {
            s.tile_column.next = s.tile_column.add(1).wrap(16);
            goToColumn(s, next_tile_x, next_tile_bank, next_tile_group);
            when(column_end, () => {
              s.tile_column.next = 0;
              goToColumn(s, s.first_column.extend(18), s.first_bank, s.first_group_words);
              s.output_row.next = s.output_row.add(1).wrap(16);
              goToRow(s, next_tile_row, next_tile_row_at);
              when(row_end, () => {
                s.channel_tile.next = s.channel_tile.add(1).wrap(16);
                s.group_tile.next = s.group_tile.add(1).wrap(16);
                when(s.group_tile.eq(s.group_tile_last), () => {
                  s.group_tile.next = 0;
                  s.first_at.next = plus(s.first_at, s.group_words_step);
                });
                s.buffer.next = s.buffer.not();
                s.phase.go('WAIT');
                when(layer_end, () => { s.phase.go('IDLE'); });
              });
            });
          });
        });
      },
    });

    const kernel_start   = s.channel_word.eq(0).and(s.pool.or(all(s.kernel_x.eq(0), s.kernel_y.eq(0))));
    const at_top         = all(s.weight_plane.eq(s.weight_plane_last), s.activation_plane.eq(s.activation_plane_last));
    const diagonal_start = all(s.weight_plane.eq(s.first_weight), s.activation_plane.eq(s.first_activation));
    const weight_sign     = s.weight_signed.and(s.weight_plane.eq(s.weight_plane_last));
    const activation_sign = s.activation_signed.and(s.activation_plane.eq(s.activation_plane_last));
    keep({ kernel_start, at_top, diagonal_start, weight_sign, activation_sign });

    when(s.advance, () => {
      s.accumulate.next = running.and(pass_end);
      s.clear.next = kernel_start.and(at_top);
      s.twice.next = kernel_start.and(diagonal_start);
      s.negate.next = weight_sign.xor(activation_sign);
      s.tile_last.next = running.and(sums_end);
      s.row_inside.next = all(s.row.ge(0), s.row.lt(s.input_height.toSigned()));
      s.column.next = s.x;
      s.bank.next = s.x_bank;
      s.odd.next = s.paired.and(s.x_odd);
      s.word_taps.next = mux(x_end, s.taps_last, s.taps);
      s.word_skip.next = mux(s.kernel_x.eq(0), s.skipped_taps, 0);
      s.pass.next = s.pass_count;
      s.address.next = plus(plus(s.row_at, s.group), s.word_at);
      s.weight_row.next = cat(s.buffer, s.row_of_weights);
    });
    when(s.halt, () => {
      s.phase.go('IDLE');
      s.tile_last.next = false;
    });

    return {
      idle: s.phase.is('IDLE'),
      take_weights: s.phase.is('WAIT').and(s.weights_ready),
      waiting: s.phase.is('WAIT'),
      accumulate: s.accumulate, clear: s.clear, twice: s.twice, negate: s.negate,
      tile_last: s.tile_last, row_inside: s.row_inside, column: s.column, bank: s.bank, odd: s.odd, word_taps: s.word_taps, word_skip: s.word_skip, pass: s.pass, address: s.address,
      weight_row: s.weight_row,
    };
  },
);

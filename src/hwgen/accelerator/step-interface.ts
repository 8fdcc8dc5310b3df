import { bool, sint, states, uint, type SignalsOf } from '../language/hardware.js';
import { fieldInputs } from './descriptor.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/** Ports and registers of the step generator: where its tile stands, its plane pair, its kernel position, and the step that it shows. */
export const stepInterface = (parameters: AcceleratorParameters) => {
  const { activationAddressBits: words, weightAddressBits: rows, bankBits } = geometry(parameters);
  return {
    doc: 'walks through a layer: which words meet in the array, cycle by cycle',
    inputs: {
      start:         bool.doc('begin a layer'),
      halt:          bool.doc('no chain runs'),
      weights_ready: bool.doc('the next channel tile has its weights'),
      advance:       bool.doc('the pipeline moves'),
      ...fieldInputs(parameters,
        'weight_plane_last', 'activation_plane_last', 'pass_last', 'kernel_words', 'kernel_group_last', 'kernel_height_last',
        'weight_top_row', 'channel_word_last', 'activation_top_word', 'input_height', 'first_row', 'first_column', 'row_step',
        'column_step', 'first_row_address', 'row_words', 'tile_row_words', 'group_words', 'first_group_words', 'tile_group_words',
        'plane_words', 'tile_column_last', 'output_row_last', 'channel_tile_last', 'weight_signed', 'activation_signed', 'first_bank',
        'tile_bank_step', 'taps', 'taps_last', 'group_tile_last', 'group_words_step', 'kernel_row_step', 'kernel_row_words',
        'word_columns', 'word_bank_step', 'word_group_words', 'pool', 'skipped_taps', 'same_weights',
        'paired', 'first_odd', 'phase_words'),
    },
    outputs: {
      idle:         bool,
      take_weights: bool.doc('a channel tile begins: its weights are in use'),
      waiting:      bool.doc('stands still for want of weights'),
      accumulate:   bool.doc('last pass: the array counts'),
      clear:        bool.doc('first count of a tile'),
      twice:       bool.doc('first count of a diagonal'),
      negate:       bool.doc('exactly one plane is a sign plane'),
      tile_last:    bool.doc('last step of a tile'),
      row_inside:   bool.doc('the input row exists, is not padding'),
      column:       sint(18).doc('input column of lane 0'),
      bank:         uint(bankBits).doc('bank of that column'),
      odd:          bool.doc('an odd column of a map in pairs'),
      word_taps:    uint(6).doc('pixels of the word up to its last kernel column'),
      word_skip:    uint(4).doc('pixels of the word before its first kernel column'),
      pass:         uint(8).doc('number of the pass'),
      address:      uint(words).doc('word of that column'),
      weight_row:   uint(rows + 1).doc('weight row; top bit: buffer'),
    },
    state: {
      phase:          states('IDLE', 'WAIT', 'RUN'),
      buffer:         bool,
      channel_tile:   uint(16),
      group_tile:     uint(16).doc('channel tiles since the channel words moved'),
      first_at:       uint(words).doc('address of input row first_row in the channel words of the tile'),
      // where the tile stands
      output_row:     uint(16),
      tile_column:    uint(16),
      tile_row:       sint(18).doc('input row of kernel row 0'),
      tile_row_at:    uint(words).doc('its address'),
      tile_x:         sint(18).doc('input column of kernel column 0, lane 0'),
      tile_bank:      uint(bankBits).doc('bank of its word'),
      tile_group:     uint(words).doc('offset of its group'),
      // plane pair
      weight_plane:     uint(3),
      activation_plane: uint(3),
      first_weight:     uint(3).doc('weight plane in which the diagonal begins'),
      first_activation: uint(3).doc('activation plane in which the diagonal begins'),
      weight_base:      uint(rows).doc('first row of the weight plane'),
      activation_base:  uint(words).doc('first word of the activation plane'),
      first_weight_at:     uint(rows),
      first_activation_at: uint(words),
      // kernel position
      kernel_y:       uint(8),
      kernel_x:       uint(8).doc('word of the kernel row'),
      channel_word:   uint(words),
      pass_count:     uint(8),
      row:            sint(18),
      row_at:         uint(words),
      x:              sint(18),
      x_bank:         uint(bankBits),
      x_group:        uint(words),
      x_odd:          bool,
      group:          uint(words).doc('x_group, moved on by the passes'),
      word_at:        uint(words).doc('activation_base + channel_word'),
      row_of_weights: uint(rows),
      // the step, registered
      accumulate: bool.reset(false), clear: bool, twice: bool, negate: bool, tile_last: bool.reset(false),
      row_inside: bool, column: sint(18), bank: uint(bankBits), odd: bool, word_taps: uint(6), word_skip: uint(4), pass: uint(8), address: uint(words), weight_row: uint(rows + 1),
    },
  };
};

export type StepSignals = SignalsOf<ReturnType<typeof stepInterface>>;

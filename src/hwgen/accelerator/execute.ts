import { all, any, bitsFor, bool, keep, memory, module, mux, uint, when, type BitShape, type Bool, type Signal } from '../language/hardware.js';
import { fieldInputs, type FieldName } from './descriptor.js';
import { dotArray } from './dot-array.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import { stepGenerator } from './step-generator.js';
import { windowFormer } from './window-former.js';

/** Fields of the descriptor that the execution of a layer uses. */
export const executeFields = [
  'weight_plane_last', 'activation_plane_last', 'pass_last', 'kernel_words', 'kernel_group_last', 'kernel_height_last',
  'weight_top_row', 'channel_word_last', 'activation_top_word', 'input_height', 'input_width', 'first_row', 'first_column', 'row_step',
  'column_step', 'first_row_address', 'row_words', 'tile_row_words', 'group_words', 'first_group_words', 'tile_group_words',
  'plane_words', 'tile_column_last', 'output_row_last', 'channel_tile_last', 'weight_signed', 'activation_signed', 'stride', 'stride_mod', 'stride_div', 'first_bank', 'tile_bank_step',
  'taps', 'taps_last', 'slots_log', 'first_slot', 'group_tile_last', 'group_words_step', 'kernel_row_step', 'kernel_row_words',
  'word_columns', 'word_bank_step', 'word_group_words', 'pool', 'pool_last', 'skipped_taps', 'same_weights', 'paired', 'first_odd', 'phase_words',
] as const satisfies readonly FieldName[];

const stepFields = executeFields.filter((name) => !['input_width', 'pool_last', 'stride', 'stride_mod', 'stride_div', 'slots_log', 'first_slot'].includes(name));

/** The stage in which ones are counted at last: 5, and more where the popcount has stages of its own. */
const countedIn = ({ popcountStages }: AcceleratorParameters): number => 4 + popcountStages;

/** Cycles from a step to the capture of a tile that it completes, when nothing stands in the way. */
export const executeStages = (parameters: AcceleratorParameters): number => countedIn(parameters) + 1;

/**
 * Weight memory, activation memory and array, and the pipeline that feeds them:
 *
 *   1  the step generator's registers: addresses, and what becomes of the count
 *   2  banks and weight memory have read
 *   3  the lanes have taken their words
 *   4  the lanes have their operands, the weights stand beside them
 *   5  ones are counted, in popcountStages stages
 *   6  sums are accumulated; after the last step of a tile, or with `pool` of a kernel position, the shadow registers take them at the end of
 *      this cycle
 *
 * All stages move together (`advance`). They stand still only when sums are complete and the shadow registers are not yet free. With max pooling the
 * shadow registers keep the largest sums of pool_last + 1 kernel positions before they are full.
 */
export const execute = module('execute',
  (parameters: AcceleratorParameters) => {
    const { dm, dn, dk, weightDepth, accumulatorBits } = parameters;
    const { activationAddressBits, weightAddressBits, chunksPerWord } = geometry(parameters);
    return {
      doc: 'weight memory, activation memory, array',
      inputs: {
        start:         bool.doc('begin a layer'),
        halt:          bool.doc('no chain runs'),
        settle:        uint(bitsFor(dn)).doc('cycles until the constants of the lanes stand'),
        weights_ready: bool.doc('the next channel tile has its weights'),
        shadow_free:   bool.doc('the shadow registers may take a tile'),
        ...fieldInputs(parameters, ...executeFields),
        weight_write:   bool,
        weight_address: uint(weightAddressBits + 1).doc('row; top bit: buffer'),
        weight_row:     uint(dm * dk).doc('[channel][lane]'),
        chunk_write:    bool,
        skip_read:      bool.doc('read the words of the skip map'),
        port_address:   uint(activationAddressBits).doc('of a chunk or of skip words: the same word of all banks'),
        chunk_odd_words: uint(8).doc('words from a chunk\'s even columns to its odd ones, when they are apart'),
        chunk_paired:   bool.doc('even and odd columns are apart'),
        chunk_first:    bool.doc('first chunk of the slots'),
        chunk_mask:     uint(chunksPerWord).doc('which chunks of the word'),
        chunk_part:     uint(4).doc('which dn pixels of the group'),
        chunk_slots_log: uint(4).doc('log2 of the pixels in a word'),
        chunk:          uint(dn * dm).doc('[pixel][channel]'),
      },
      outputs: {
        idle:         bool.doc('no step and no tile is under way'),
        take_weights: bool.doc('a channel tile begins: its weights are in use'),
        waiting:      bool.doc('stands still for want of weights'),
        stalled:      bool.doc('stands still because the shadow registers are not free'),
        counting:     bool.doc('the array counts'),
        tile_done:    bool.doc('the shadow registers take the last of a tile at this edge'),
        sums:            uint(dm * dn * accumulatorBits).doc('shadow sums, [channel][pixel]'),
        activation_sums: uint(dn * accumulatorBits).doc('shadow sums with all weight bits one, [pixel]'),
        skip_words:   uint(dn * dk).doc('[bank], one cycle behind skip_read'),
      },
      state: {
        weights:      memory(uint(dm * dk), weightDepth, { read: 'sync', style: 'block', apart: true }),
        ...weightStages(parameters),
        ...stages('accumulate', countedIn(parameters), bool.reset(false)),
        ...stages('tile_last', countedIn(parameters) + 1, bool.reset(false)),
        ...stages('clear', countedIn(parameters), bool),
        ...stages('twice', countedIn(parameters), bool),
        ...stages('negate', countedIn(parameters), bool),
        merged:       uint(8).reset(0).doc('kernel positions that the shadow registers have taken of their tile'),
      },
    };
  },
  (s, parameters) => {
    const counted = countedIn(parameters);
    const stage = (name: string, number: number): Bool & { next: Bool | boolean } => (s as unknown as Record<string, Bool & { next: Bool }>)[`${name}_${number}`]!;
    const sums_complete = stage('tile_last', counted + 1);
    const advance = sums_complete.not().or(s.shadow_free);
    const capture = all(sums_complete, s.shadow_free);
    const merge   = s.merged.ne(0);
    const takes_last = s.merged.eq(s.pool_last);
    keep({ advance, capture, merge, takes_last });
    when(capture, () => { s.merged.next = mux(takes_last, 0, s.merged.add(1).wrap(8)); });

    const inputs: Record<string, Signal> = Object.fromEntries(stepFields.map((name) => [name, s[name]]));
    const steps = stepGenerator(parameters).place('steps', {
      ...inputs, start: s.start, halt: s.halt, weights_ready: s.weights_ready, advance,
    } as never);
    const { operands, second_words } = windowFormer(parameters).place('window', {
      settle: s.settle, advance, row_inside: steps.row_inside, column: steps.column, bank: steps.bank, odd: steps.odd, word_taps: steps.word_taps, word_skip: steps.word_skip, pass: steps.pass, address: steps.address,
      group_words: s.group_words, input_width: s.input_width, stride: s.stride, stride_div: s.stride_div, stride_mod: s.stride_mod, slots_log: s.slots_log, first_slot: s.first_slot,
      write: s.chunk_write, second_read: s.skip_read, port_address: s.port_address, write_first: s.chunk_first, write_mask: s.chunk_mask, write_chunk: s.chunk,
      write_paired: s.chunk_paired, write_odd_words: s.chunk_odd_words, write_part: s.chunk_part, write_slots_log: s.chunk_slots_log,
    });

    when(s.weight_write, () => { s.weights.write(s.weight_address, s.weight_row); });
    // Read at once and handed on, or addressed later: the block memory then feeds the array itself.
    const { weights_3, weights_4, weight_row_2, weight_row_3 } = s;
    const weights = s.weights.read(weight_row_3 ?? steps.weight_row, { enable: advance });
    keep(weight_row_3 ? { weights_read: weights } : { weights_2: weights });

    when(advance, () => {
      if (weights_3 && weights_4) [weights_3.next, weights_4.next] = [weights, weights_3];
      if (weight_row_2 && weight_row_3) [weight_row_2.next, weight_row_3.next] = [steps.weight_row, weight_row_2];
      for (const name of ['accumulate', 'tile_last', 'clear', 'twice', 'negate'] as const) {
        stage(name, 2).next = steps[name];
        for (let number = 3; number <= (name === 'tile_last' ? counted + 1 : counted); number++) stage(name, number).next = stage(name, number - 1);
      }
    });

    const tiles = Array.from({ length: counted }, (_, index) => stage('tile_last', index + 2));
    when(s.halt, () => {
      for (const tile of tiles) tile.next = false;
      s.merged.next = 0;
    });

    const { sums, activation_sums } = dotArray(parameters).place('array', {
      advance, accumulate: stage('accumulate', counted), clear: stage('clear', counted), twice: stage('twice', counted), negate: stage('negate', counted), capture, merge,
      activations: operands, weights: weights_4 ?? weights,
    });
    return {
      idle: all(steps.idle, any(steps.tile_last, ...tiles).not()),
      take_weights: steps.take_weights, waiting: steps.waiting, stalled: advance.not(), counting: advance.and(stage('accumulate', counted)),
      tile_done: capture.and(takes_last), sums, activation_sums, skip_words: second_words,
    };
  },
);

/** What stands between the address of the weights and the array, two stages. */
function weightStages(parameters: AcceleratorParameters): { readonly [Name in 'weights_3' | 'weights_4' | 'weight_row_2' | 'weight_row_3']?: BitShape<'unsigned'> } {
  const row = parameters.dm * parameters.dk;
  const address = geometry(parameters).weightAddressBits + 1;
  return parameters.lean ? { weight_row_2: uint(address), weight_row_3: uint(address) } : { weights_3: uint(row), weights_4: uint(row) };
}

/** A register for each stage from the second on, `<name>_<stage>`. */
function stages<S>(name: string, last: number, shape: S): Record<string, S> {
  return Object.fromEntries(Array.from({ length: last - 1 }, (_, index) => [`${name}_${index + 2}`, shape]));
}

import { geometry } from '../../../../src/hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { stepGenerator } from '../../../../src/hwgen/accelerator/step-generator.js';
import { see, type Subject } from '../../library/trial.js';
import type { Random } from '../../verilog/random-expression.js';

/** A layer by the names of the descriptor's fields. */
type Fields = Readonly<Record<
  'weight_plane_last' | 'activation_plane_last' | 'pass_last' | 'kernel_words' | 'kernel_group_last' | 'kernel_height_last' | 'weight_top_row' | 'channel_word_last'
  | 'activation_top_word' | 'input_height' | 'first_row' | 'first_column' | 'row_step' | 'column_step' | 'first_row_address' | 'row_words' | 'tile_row_words'
  | 'group_words' | 'first_group_words' | 'tile_group_words' | 'plane_words' | 'tile_column_last' | 'output_row_last' | 'channel_tile_last' | 'weight_signed'
  | 'activation_signed' | 'first_bank' | 'tile_bank_step' | 'taps' | 'taps_last' | 'group_tile_last' | 'group_words_step' | 'kernel_row_step' | 'kernel_row_words'
  | 'word_columns' | 'word_bank_step' | 'word_group_words' | 'pool' | 'skipped_taps' | 'same_weights' | 'paired' | 'first_odd' | 'phase_words', number>>;

/** What the array is told in one step. */
type Step = Readonly<Record<
  'accumulate' | 'clear' | 'twice' | 'negate' | 'tile_last' | 'row_inside' | 'column' | 'bank' | 'odd' | 'word_taps' | 'word_skip' | 'pass' | 'address' | 'weight_row', number>>;

const upTo = (last: number): number[] => Array.from({ length: last + 1 }, (_, index) => index);

/** Pairs of a weight and an activation plane: their sum falls, and while it stays the weight plane falls. */
const planePairs = (weightLast: number, activationLast: number): { weight: number; activation: number }[] =>
  upTo(weightLast).flatMap((weight) => upTo(activationLast).map((activation) => ({ weight, activation })))
    .sort((a, b) => b.weight + b.activation - a.weight - a.activation || b.weight - a.weight);

/** The steps of one channel tile, from the loops written out: every place by multiplication, nothing kept from step to step. */
function* stepsOf(f: Fields, channelTile: number, { dn, activationDepth, weightDepth }: AcceleratorParameters): Generator<Step> {
  const pairs = planePairs(f.weight_plane_last, f.activation_plane_last);
  const positions = upTo(f.kernel_height_last).flatMap((y) => upTo(f.kernel_group_last).map((x) => ({ x, y })));
  const walk = f.pool
    ? positions.flatMap((position) => pairs.map((pair) => ({ ...position, ...pair })))
    : pairs.flatMap((pair) => positions.map((position) => ({ ...position, ...pair })));
  const firstAddress = f.first_row_address + Math.floor(channelTile / (f.group_tile_last + 1)) * f.group_words_step;

  for (const row of upTo(f.output_row_last)) for (const tile of upTo(f.tile_column_last)) {
    const tileBank = f.first_bank + tile * f.tile_bank_step;
    const tileGroup = f.first_group_words + tile * f.tile_group_words + Math.floor(tileBank / dn) * f.group_words;
    for (const [index, { x, y, weight, activation }] of walk.entries()) {
      // Steps along the kernel row: in pairs every other one only changes from the even columns to the odd ones.
      const across = f.paired ? Math.floor((x + 1 - f.first_odd) / 2) : 0;
      const onward = x - across;
      const bank = (tileBank % dn) + onward * f.word_bank_step;
      const group = tileGroup + across * f.phase_words + onward * f.word_group_words + Math.floor(bank / dn) * f.group_words;
      const inputRow = f.first_row + row * f.row_step + y * f.kernel_row_step;
      const rowAddress = firstAddress + row * f.tile_row_words + y * f.kernel_row_words;
      const position = f.same_weights || f.pool ? 0 : y * (f.kernel_group_last + 1) + x;
      const [before, after] = [walk[index - 1], walk[index + 1]];
      const begins = before === undefined || (f.pool !== 0 && (before.x !== x || before.y !== y));
      const ends = after === undefined || (f.pool !== 0 && (after.x !== x || after.y !== y));
      const diagonal = begins || before.weight + before.activation !== weight + activation;
      for (const channel of upTo(f.channel_word_last)) for (const pass of upTo(f.pass_last)) {
        const counts = pass === f.pass_last;
        const weightRow = f.weight_top_row - (f.weight_plane_last - weight) * f.kernel_words + position * (f.channel_word_last + 1) + channel;
        yield {
          accumulate: Number(counts),
          clear: Number(begins && channel === 0),
          twice: Number(diagonal && channel === 0),
          negate: Number((f.weight_signed === 1 && weight === f.weight_plane_last) !== (f.activation_signed === 1 && activation === f.activation_plane_last)),
          tile_last: Number(counts && channel === f.channel_word_last && ends),
          row_inside: Number(inputRow >= 0 && inputRow < f.input_height),
          column: f.first_column + tile * f.column_step + x * f.word_columns,
          bank: bank % dn,
          odd: f.paired && (f.first_odd + x) % 2,
          word_taps: x === f.kernel_group_last ? f.taps_last : f.taps,
          word_skip: x === 0 ? f.skipped_taps : 0,
          pass,
          address: modulo(rowAddress + group + pass * f.group_words + activation * f.plane_words + channel, activationDepth),
          weight_row: modulo(weightRow, weightDepth / 2) + (channelTile % 2) * (weightDepth / 2),
        };
      }
    }
  }
}

const modulo = (value: number, n: number): number => ((value % n) + n) % n;

function randomLayer(random: Random, parameters: AcceleratorParameters): Fields {
  const { dn, activationDepth, weightDepth } = parameters;
  const few = (...most: number[]): number => random.below(random.of(most) + 1);
  const word = (): number => random.below(activationDepth);
  const [plane_words, activation_plane_last] = [word(), few(0, 0, 1, 2, 7)];
  const paired = geometry(parameters).mostSlotsLog > 0 ? random.below(2) : 0;
  return {
    weight_plane_last: few(0, 0, 1, 2, 7), activation_plane_last, pass_last: few(0, 0, 0, 2), kernel_words: random.below(weightDepth / 2),
    kernel_group_last: few(0, 2, 4), kernel_height_last: few(0, 0, 2), weight_top_row: random.below(weightDepth / 2), channel_word_last: few(0, 0, 0, 2),
    activation_top_word: (activation_plane_last * plane_words) % activationDepth, input_height: random.of([1, 2, 5, 30_000]), first_row: few(0, 2) - few(0, 3),
    first_column: few(0, 40) - few(0, 40), row_step: few(0, 1, 3), column_step: few(1, 16), first_row_address: word(), row_words: word(), tile_row_words: word(),
    group_words: word(), first_group_words: word(), tile_group_words: word(), plane_words, tile_column_last: few(0, 1, 4), output_row_last: few(0, 1, 2),
    channel_tile_last: few(0, 1, 2), weight_signed: random.below(2), activation_signed: random.below(2), first_bank: random.below(dn), tile_bank_step: random.below(dn),
    taps: random.below(64), taps_last: random.below(64), group_tile_last: few(0, 1), group_words_step: word(), kernel_row_step: few(1, 2), kernel_row_words: word(),
    word_columns: few(1, 9), word_bank_step: random.below(dn), word_group_words: word(), pool: random.below(3) === 0 ? 1 : 0, skipped_taps: random.below(16),
    same_weights: random.below(3) === 0 ? 1 : 0, paired, first_odd: paired === 1 ? random.below(2) : 0, phase_words: random.below(256),
  };
}

/** The walk through layers of a few tiles, one after another; weights that come late, and now and then the end of the chain in between. */
export class StepModel {
  /** The step that stands in the registers; undefined: none. */
  shown: Step | undefined;
  /** Steps so far. */
  count = 0;
  private layer: Fields;
  private phase: 'idle' | 'wait' | 'run' = 'idle';
  private tile = 0;
  private steps: Iterator<Step, undefined> | undefined;
  private upcoming: Step | undefined;
  private given = { start: false, halt: false, weights_ready: false, advance: false };
  private readonly calm: boolean;

  constructor(private readonly random: Random, private readonly parameters: AcceleratorParameters) {
    this.layer = randomLayer(random, parameters);
    this.calm = random.below(2) === 0;
  }

  /** What goes in in this cycle, but for `advance`. */
  inputs(advance: boolean): Readonly<Record<string, boolean | number>> {
    const { random, calm } = this;
    const start = this.idle && random.below(4) === 0;
    if (start) this.layer = randomLayer(random, this.parameters);
    this.given = { start, halt: random.below(calm ? 400 : 60) === 0, weights_ready: random.below(3) === 0, advance };
    const { advance: _, ...rest } = this.given;
    return { ...rest, ...this.layer };
  }

  get idle(): boolean { return this.phase === 'idle'; }
  get waiting(): boolean { return this.phase === 'wait'; }
  get takesWeights(): boolean { return this.waiting && this.given.weights_ready; }
  get halts(): boolean { return this.given.halt; }
  get endsTile(): boolean { return this.shown?.tile_last === 1; }
  get counts(): boolean { return this.shown?.accumulate === 1; }

  /** The end of the cycle. */
  edge(): void {
    const { start, halt, weights_ready, advance } = this.given;
    const running = this.phase === 'run';
    if (advance) this.shown = running ? this.upcoming : undefined;
    if (this.idle && start) [this.phase, this.tile] = ['wait', 0];
    else if (this.waiting && weights_ready) {
      this.phase = 'run';
      this.steps = stepsOf(this.layer, this.tile, this.parameters) as Iterator<Step, undefined>;
      this.upcoming = this.steps.next().value;
    } else if (running && advance) {
      this.count++;
      this.upcoming = this.steps!.next().value;
      if (this.upcoming === undefined) this.phase = this.tile++ === this.layer.channel_tile_last ? 'idle' : 'wait';
    }
    if (halt) {
      this.phase = 'idle';
      if (this.shown !== undefined) this.shown = { ...this.shown, tile_last: 0 };
    }
  }
}

/** All that is said of every step, in a pipeline that now and then stands still. */
export const stepGeneratorSubject = (parameters: AcceleratorParameters): Subject => ({
  module: stepGenerator(parameters).ir,
  reference(random) {
    const model = new StepModel(random, parameters);
    const still = random.of([2, 3, 20]);
    return {
      inputs() {
        const advance = random.below(still) > 0;
        return { ...model.inputs(advance), advance };
      },
      outputs(get) {
        see(get, 'idle', model.idle);
        see(get, 'waiting', model.waiting);
        see(get, 'take_weights', model.takesWeights);
        see(get, 'tile_last', model.endsTile);
        see(get, 'accumulate', model.counts);
        const { shown } = model;
        if (shown !== undefined) {
          // What becomes of the count is said only where there is one.
          const names = ['row_inside', 'column', 'bank', 'odd', 'word_taps', 'word_skip', 'pass', 'address'] as const;
          for (const name of shown.accumulate ? [...names, 'clear', 'twice', 'negate', 'weight_row'] as const : names) see(get, name, shown[name]);
        }
        model.edge();
      },
      end() {
        if (model.count === 0) throw new Error('no step was seen');
      },
    };
  },
});

import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { requantiser, requantiseStages } from '../../../../src/hwgen/accelerator/requantiser.js';
import { thresholdBeats, thresholdBits, thresholdStages, thresholdWordBits } from '../../../../src/hwgen/accelerator/thresholds.js';
import { see, type Subject } from '../../library/trial.js';
import type { Random } from '../../verilog/random-expression.js';

/** A channel's constants. */
export interface Constants {
  readonly multiplier: bigint;
  readonly shift: bigint;
  readonly add: bigint;
}

/** Of the descriptor. */
interface Layer {
  readonly raw: boolean;
  readonly dorefa: boolean;
  readonly low: bigint;
  readonly high: bigint;
  readonly skipMultiplier: bigint;
  readonly slots: number;
  readonly tiles: number;
}

/** Two's complement, small and large numbers equally likely. */
export function signed(random: Random, bits: number): bigint {
  const width = 1 + random.below(bits);
  return BigInt.asIntN(width, random.bits(width));
}

/** Any, or ones whose result is a power of two or beside one, whatever the value: all that saturation tells apart. */
export function drawConstants(random: Random): Constants {
  const shift = BigInt(random.of([0, 1, random.below(8), random.below(45)]));
  if (random.below(3) > 0) return { multiplier: signed(random, 16), shift, add: signed(random, 42) };
  const power = (1n << BigInt(random.below(41))) + BigInt(random.below(3) - 1);
  return { multiplier: 0n, shift, add: BigInt.asIntN(42, (random.below(2) === 0 ? power : -power) << shift) };
}

export function drawLayer(random: Random): Layer {
  const [raw, codeSigned] = [random.below(3) === 0, random.below(2) === 0];
  const codeBits = BigInt(1 + random.below(8));
  return {
    raw, dorefa: random.below(2) === 0, high: raw ? 0n : 2n ** (codeSigned ? codeBits - 1n : codeBits) - 1n, low: codeSigned && !raw ? -(2n ** (codeBits - 1n)) : 0n,
    skipMultiplier: random.below(2) === 0 ? 0n : signed(random, 16), slots: random.of([1, 5, 8]), tiles: 1 + random.below(3),
  };
}

/** v * multiplier + add + skip * skipMultiplier, divided by 2^shift, a half to even, saturated: in whole numbers. */
export function requantised(value: bigint, skip: bigint, { multiplier, shift, add }: Constants, { raw, low, high, skipMultiplier }: Layer): bigint {
  const total = value * multiplier + add + skip * skipMultiplier;
  const floor = total >> shift;
  const twice = 2n * (total - (floor << shift));
  const rounded = twice > 1n << shift || (twice === 1n << shift && floor % 2n !== 0n) ? floor + 1n : floor;
  const [least, most] = raw ? [-(2n ** 31n), 2n ** 31n - 1n] : [low, high];
  return rounded < least ? least : rounded > most ? most : rounded;
}

/** A layer that is not raw, with codes of some bits by thresholds. */
function withThresholds(layer: Layer, most: number, random: Random): Layer & { readonly planes: number } {
  const planes = 1 + random.below(most);
  const low = random.below(2) === 0 ? 0n : -(2n ** BigInt(planes - 1));
  return { ...layer, raw: false, low, high: low + 2n ** BigInt(planes) - 1n, planes };
}

/** The code of a value: from word 1 on, behind word n word 2n or, when the value reaches the threshold in it, 2n + 1; the words' numbers below the top bit are the count. */
function searched(value: bigint, words: readonly bigint[], planes: number, { low, high }: Layer): bigint {
  let word = 1;
  for (let plane = 0; plane < planes; plane++) word = 2 * word + (value >= -words[word]! ? 1 : 0);
  const count = BigInt(word - 2 ** planes);
  return words[0]! % 2n !== 0n ? high - count : low + count;
}

/**
 * An array that completes tiles as soon as they may come or later, constants that are loaded for the next channel tile while one drains, a write-back that
 * holds tiles and rows; layers of every kind, chains that end in between. With thresholds, their beats in any order too.
 */
export const requantiserSubject = (parameters: AcceleratorParameters): Subject => {
  const { dm, dn, accumulatorBits } = parameters;
  // What is in a memory outlives a reset.
  const entries: Constants[] = Array.from({ length: 2 * dm }, () => ({ multiplier: 0n, shift: 0n, add: 0n }));
  const mostPlanes = thresholdBits(parameters);
  const beatWords = parameters.portBits / thresholdWordBits;
  /** [entry][word], signed; words that no bits need stay what they are. */
  const heaps = entries.map(() => new Array<bigint>(2 ** mostPlanes).fill(0n));
  return {
    module: requantiser(parameters).ir,
    reference(random) {
      // By thresholds: `planes`.
      const drawAny = (): Layer & { readonly planes?: number } => (mostPlanes > 0 && random.below(3) > 0 ? withThresholds(drawLayer(random), mostPlanes, random) : drawLayer(random));
      const stages = (): number => (layer.planes === undefined ? requantiseStages : thresholdStages(parameters));
      const drawTile = () => ({
        sums: Array.from({ length: dm * dn }, () => signed(random, accumulatorBits - 2)), activations: Array.from({ length: dn }, () => signed(random, accumulatorBits - 1)),
      });
      let layer = drawAny();
      let tile = drawTile();
      let running = false;
      let [full, count, drained, buffer] = [false, 0, 0, 0];
      let inputs = { start: false, halt: false, capture: false, hold_tile: false, hold_row: false };
      let skips: readonly bigint[] = [];
      let write: { readonly address: number; readonly constants: Constants } | undefined;
      /** Rows on their way: the cycles since they began. */
      let rows: { age: number; readonly channel: number; readonly last: boolean; readonly buffer: number; readonly values: readonly bigint[]; readonly constants: Constants; readonly heap: readonly bigint[]; skips: readonly bigint[] }[] = [];
      let done = 0;
      let beat: { readonly entry: number; readonly beat: number; readonly data: bigint } | undefined;
      /** Cycles since nothing is under way: as long as the stages of one kind are more than those of the other, a layer of the other kind does not begin. */
      let rest = 0;
      const calm = random.of([2, 12]);
      const period = (): number => (dm >= 8 ? dm : Math.max(dm, layer.slots));
      const now = () => {
        const first = count === 0;
        const begins = count < dm;
        const go = full && !(inputs.hold_row && begins) && !(inputs.hold_tile && first);
        return { go, row: go && begins, first, ends: go && count === period() - 1 };
      };
      return {
        inputs() {
          const quiet = !full && rows.length === 0;
          rest = quiet ? rest + 1 : 0;
          const start = quiet && rest > Math.abs(thresholdStages(parameters) - requantiseStages) * Math.sign(mostPlanes) && (!running || random.below(6) === 0);
          if (start) layer = drawAny();
          inputs = { start, halt: running && random.below(150) === 0, capture: false, hold_tile: random.below(calm) === 0, hold_row: random.below(calm) === 0 };
          inputs.capture = running && !start && (!full || now().ends) && random.below(3) > 0;
          skips = Array.from({ length: dn }, () => signed(random, 9));
          // The buffer that is not in use, or before a layer any.
          write = random.below(2) === 0 ? undefined : {
            address: (full || !quiet ? 1 - buffer : random.below(2)) * dm + random.below(dm),
            constants: drawConstants(random),
          };
          // A beat of thresholds instead, of a buffer that no row reads any more.
          beat = undefined;
          if (mostPlanes > 0 && random.below(3) > 0) {
            write = undefined;
            const free = full || !quiet ? 1 - buffer : random.below(2);
            const data = Array.from({ length: beatWords }, () => signed(random, accumulatorBits));
            if (!rows.some((row) => row.buffer === free)) beat = { entry: free * dm + random.below(dm), beat: random.below(thresholdBeats(mostPlanes, parameters.portBits)), data: packed(data, thresholdWordBits) };
          }
          const { constants } = write ?? { constants: entries[0]! };
          return {
            ...inputs, sums: packed(tile.sums, accumulatorBits), activation_sums: packed(tile.activations, accumulatorBits), constants_write: write !== undefined,
            constants_address: write?.address ?? beat?.entry ?? 0, constants: (BigInt.asUintN(42, constants.add) << 22n) | (constants.shift << 16n) | BigInt.asUintN(16, constants.multiplier),
            saturate_low: layer.low, saturate_high: layer.high, output_group_last: layer.tiles - 1, skip_multiplier: layer.skipMultiplier, plane_slot_last: layer.slots - 1,
            skip_codes: packed(skips, 9), dorefa: layer.dorefa, raw: layer.raw,
            ...(mostPlanes > 0 && {
              thresholds: layer.planes !== undefined, output_planes: layer.planes ?? 1 + random.below(8),
              threshold_write: beat !== undefined, threshold_beat: beat?.beat ?? 0, threshold_data: beat?.data ?? random.bits(parameters.portBits),
            }),
          };
        },
        outputs(get) {
          const { go, row, first, ends } = now();
          const lastRow = row && count === dm - 1;
          see(get, 'row', row);
          see(get, 'row_first', row && first);
          see(get, 'ready', !full || ends);
          see(get, 'idle', !full && rows.length === 0);
          see(get, 'free_weights', lastRow && drained === layer.tiles - 1);
          for (const each of rows) {
            each.age++;
            if (each.age === 1) see(get, 'skip_channel', each.channel);
            if (each.age === 2) each.skips = skips;
          }
          const out = rows.find(({ age }) => age === stages());
          see(get, 'results_valid', out !== undefined);
          if (out !== undefined) {
            see(get, 'results_last', out.last);
            const results = get('results');
            for (const [pixel, value] of out.values.entries()) {
              see(() => BigInt.asIntN(32, results >> BigInt(32 * pixel)), `result ${pixel}`, layer.planes === undefined ? requantised(value, out.skips[pixel]!, out.constants, layer) : searched(value, out.heap, layer.planes, layer));
            }
          }

          // The edge.
          rows = rows.filter((each) => each !== out);
          if (row) {
            rows.push({
              age: 0, channel: count, last: lastRow, buffer, constants: entries[buffer * dm + count]!, heap: [...heaps[buffer * dm + count]!], skips: [],
              values: tile.activations.map((activation, pixel) => (layer.dorefa ? 2n * tile.sums[count * dn + pixel]! - activation : tile.sums[count * dn + pixel]!)),
            });
          }
          if (write !== undefined) entries[write.address] = write.constants;
          for (let word = 0; beat !== undefined && word < beatWords && beat.beat * beatWords + word < 2 ** mostPlanes; word++) {
            heaps[beat.entry]![beat.beat * beatWords + word] = BigInt.asIntN(accumulatorBits, beat.data >> BigInt(thresholdWordBits * word));
          }
          if (lastRow) {
            drained++;
            done++;
            if (drained === layer.tiles) [drained, buffer] = [0, 1 - buffer];
          }
          if (go) count++;
          if (ends) [full, count] = [false, 0];
          if (inputs.capture) [full, count, tile] = [true, 0, drawTile()];
          if (inputs.start) [running, drained, buffer] = [true, 0, 0];
          if (inputs.halt) [full, rows, running] = [false, [], false];
        },
        end() {
          if (done === 0) throw new Error('no tile was drained');
        },
      };
    },
  };
};

export const packed = (values: readonly bigint[], bits: number): bigint => values.reduceRight((all, value) => (all << BigInt(bits)) | BigInt.asUintN(bits, value), 0n);

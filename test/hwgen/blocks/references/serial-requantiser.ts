import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { rowPeriod } from '../../../../src/hwgen/accelerator/row-timing.js';
import { digitStages, serialRequantiser } from '../../../../src/hwgen/accelerator/serial-requantiser.js';
import { see, type Subject } from '../../library/trial.js';
import { drawConstants, drawLayer, packed, requantised, signed, type Constants } from './requantiser.js';

/** Like `requantiserSubject`; a row takes its period, in which the sums stand still, and its result comes digitStages cycles after. */
export const serialRequantiserSubject = (parameters: AcceleratorParameters): Subject => {
  const { dm, dn, accumulatorBits } = parameters;
  const entries: Constants[] = Array.from({ length: 2 * dm }, () => ({ multiplier: 0n, shift: 0n, add: 0n }));
  return {
    module: serialRequantiser(parameters).ir,
    reference(random) {
      let layer = drawLayer(random);
      const drawTile = () => ({
        sums: Array.from({ length: dm * dn }, () => signed(random, accumulatorBits - 2)), activations: Array.from({ length: dn }, () => signed(random, accumulatorBits - 1)),
      });
      let tile = drawTile();
      let [running, full, channel, drained, buffer, done] = [false, false, 0, 0, 0, 0];
      /** The row under way: the cycles since it began. Then results on their way, and the cycles until they come. */
      let current: { age: number; readonly constants: Constants; skips: readonly bigint[] } | undefined;
      let results: { due: number; readonly last: boolean; readonly values: readonly bigint[] }[] = [];
      let inputs = { start: false, halt: false, capture: false, hold_tile: false, hold_row: false };
      let skips: readonly bigint[] = [];
      let write: { readonly address: number; readonly constants: Constants } | undefined;
      const calm = random.of([2, 12]);
      const now = () => {
        const row = full && !current && !inputs.hold_row && !(inputs.hold_tile && channel === 0);
        const rowEnds = current !== undefined && current.age === rowPeriod(parameters, layer.raw) - 1;
        return { row, rowEnds, ends: rowEnds && channel === dm - 1 };
      };
      return {
        inputs() {
          const quiet = !full && !current && results.length === 0;
          const start = quiet && (!running || random.below(6) === 0);
          if (start) layer = drawLayer(random);
          inputs = { start, halt: running && random.below(400) === 0, capture: false, hold_tile: random.below(calm) === 0, hold_row: random.below(calm) === 0 };
          inputs.capture = running && !start && (!full || now().ends) && random.below(3) > 0;
          // One cycle behind skip_channel: they stand from the second cycle of a row to its end.
          if (current === undefined || current.age < 2) skips = Array.from({ length: dn }, () => signed(random, 9));
          write = random.below(2) === 0 ? undefined : {
            address: (full || !quiet ? 1 - buffer : random.below(2)) * dm + random.below(dm),
            constants: drawConstants(random),
          };
          const { constants } = write ?? { constants: entries[0]! };
          return {
            ...inputs, sums: packed(tile.sums, accumulatorBits), activation_sums: packed(tile.activations, accumulatorBits), constants_write: write !== undefined,
            constants_address: write?.address ?? 0, constants: (BigInt.asUintN(42, constants.add) << 22n) | (constants.shift << 16n) | BigInt.asUintN(16, constants.multiplier),
            saturate_low: layer.low, saturate_high: layer.high, output_group_last: layer.tiles - 1, skip_multiplier: layer.skipMultiplier, plane_slot_last: layer.slots - 1,
            skip_codes: packed(skips, 9), dorefa: layer.dorefa, raw: layer.raw,
          };
        },
        outputs(get) {
          const { row, rowEnds, ends } = now();
          see(get, 'row', row);
          see(get, 'row_first', row && channel === 0);
          see(get, 'ready', !full || ends);
          see(get, 'idle', !full && !current && results.length === 0);
          see(get, 'free_weights', row && channel === dm - 1 && drained === layer.tiles - 1);
          if (row || current) see(get, 'skip_channel', channel);
          if (current?.age === 2) current.skips = skips;
          const out = results.find(({ due }) => due === 0);
          see(get, 'results_valid', out !== undefined);
          if (out !== undefined) {
            see(get, 'results_last', out.last);
            const bits = get('results');
            // Of a code only the low bits count.
            const width = layer.raw ? 32 : 8;
            for (const [pixel, value] of out.values.entries()) see(() => BigInt.asIntN(width, bits >> BigInt(32 * pixel)), `result ${pixel}`, BigInt.asIntN(width, value));
          }

          // The edge.
          results = results.filter((each) => each !== out);
          for (const each of results) each.due--;
          if (current) current.age++;
          if (rowEnds) {
            const { constants, skips: codes } = current!;
            const values = tile.activations.map((activation, pixel) => (layer.dorefa ? 2n * tile.sums[channel * dn + pixel]! - activation : tile.sums[channel * dn + pixel]!));
            results.push({ due: digitStages, last: ends, values: values.map((value, pixel) => requantised(value, codes[pixel]!, constants, layer)) });
            current = undefined;
            done++;
            channel = (channel + 1) % dm;
          }
          if (row) current = { age: 1, constants: entries[buffer * dm + channel]!, skips: [] };
          if (write !== undefined) entries[write.address] = write.constants;
          if (ends) {
            full = false;
            drained++;
            if (drained === layer.tiles) [drained, buffer] = [0, 1 - buffer];
          }
          if (inputs.capture) [full, channel, tile] = [true, 0, drawTile()];
          if (inputs.start) [running, drained, buffer] = [true, 0, 0];
          if (inputs.halt) [full, results, current, running] = [false, [], undefined, false];
        },
        end() {
          if (done === 0) throw new Error('no row was requantised');
        },
      };
    },
  };
};

import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { writeBack } from '../../../../src/hwgen/accelerator/write-back.js';
import { see, type Subject } from '../../library/trial.js';

/**
 * A requantiser that keeps its rules: rows one after another, a tile only when it may begin, tiles no closer than their planes can be written,
 * results some cycles behind their rows. Layers of codes that are kept, stored or both, and layers of raw results; chains that end in between.
 */
export const writeBackSubject = (parameters: AcceleratorParameters): Subject => ({
  module: writeBack(parameters).ir,
  reference(random) {
    const { dm, dn, portBits } = parameters;
    const latency = 1 + random.below(9);
    const drawLayer = () => {
      const raw = random.below(4) === 0;
      const output_planes = 1 + random.below(8);
      const where = random.below(3);
      return {
        raw, output_planes, store: raw || where > 0, keep: !raw && where < 2,
        slots: random.of([output_planes, 8]), groups: 1 + random.below(2), channelTiles: 1 + random.below(2),
      };
    };
    let layer = drawLayer();
    let running = false;
    let inputs = { start: false, halt: false, row: false, row_first: false, ready: false };
    let result: { readonly codes: bigint; readonly last: boolean } | undefined;
    /** Rows on their way, by the cycles they still need. */
    let coming: { left: number; readonly last: boolean; readonly codes: bigint }[] = [];
    /** Of the tile whose rows begin: its next row, cycles since it began, cycles that the rows pause. */
    let [row, since] = [0, 100];
    let tilesBegun = 0;
    let rows: bigint[] = [];
    let planes: readonly bigint[] = [];
    let [writing, slot, written, tileBusy, rowBusy, done] = [false, 0, 0, false, false, false];
    let waiting: bigint[] = [];
    let finished = 0;
    const pause = random.of([1, 3]);
    const patient = random.of([2, 8]);
    let ready = true;
    const all = (): number => layer.groups * layer.channelTiles;

    return {
      inputs() {
        ready = random.below(patient) > 0;
        const start = !running && random.below(4) === 0;
        if (start) layer = drawLayer();
        const room = waiting.length === 0 || (waiting.length === 1 && ready);
        const may = running && tilesBegun < all() && random.below(pause) === 0
          && (row > 0 || (!tileBusy && since >= Math.max(dm, layer.slots))) && !(layer.raw && (rowBusy || !room));
        inputs = { start, halt: running && random.below(200) === 0, row: may, row_first: may && row === 0, ready: ready };
        result = coming.find(({ left }) => left === 0);
        return {
          start, halt: inputs.halt, row: may, row_first: inputs.row_first, results_valid: result !== undefined, results_last: result?.last ?? random.below(2) === 0,
          results: result?.codes ?? random.bits(dn * 32), output_planes: layer.output_planes, output_group_last: layer.groups - 1, channel_tile_last: layer.channelTiles - 1,
          plane_slot_last: layer.slots - 1,
          store: layer.store, raw: layer.raw, keep: layer.keep, beat_ready: inputs.ready,
        };
      },
      outputs(get) {
        const moving = waiting.length > 0 && inputs.ready;
        const room = waiting.length === 0 || (moving && waiting.length === 1);
        see(get, 'beat_valid', waiting.length > 0);
        if (waiting.length > 0) see(get, 'beat_data', waiting[0]!);
        see(get, 'idle', !writing && waiting.length === 0);
        see(get, 'writing', writing);
        see(get, 'hold_tile', tileBusy);
        see(get, 'hold_row', layer.raw && (rowBusy || !room));
        if (running) see(get, 'done', done);
        const active = writing && slot < layer.output_planes;
        const moves = writing && (!(active && layer.store) || room);
        see(get, 'chunk_valid', active && moves && layer.keep);
        if (active && (layer.keep || layer.store)) see(get, 'chunk', planes[slot]!);

        // The edge.
        if (moving) waiting.shift();
        if (active && moves && layer.store) waiting = beatsOf(planes[slot]!, dm * dn);
        if (moves) {
          slot++;
          if (slot === layer.slots) tileDone();
        }
        coming = coming.filter((each) => each !== result);
        for (const each of coming) each.left--;
        since++;
        if (result !== undefined) take(result);
        if (inputs.row) begin();
        if (inputs.start) {
          [running, done, written, tilesBegun, row, since] = [true, false, 0, 0, 0, 100];
          rows = [];
        }
        if (inputs.halt) {
          [running, writing, tileBusy, rowBusy] = [false, false, false, false];
          [coming, waiting] = [[], []];
        }
      },
      end() {
        if (finished === 0) throw new Error('no tile was written');
      },
    };

    function begin(): void {
      if (row === 0) {
        since = 0;
        if (!layer.raw) tileBusy = layer.store;
      }
      if (layer.raw) rowBusy = true;
      since++;
      row++;
      coming.push({ left: latency - 1, last: row === dm, codes: random.bits(dn * 32) });
      if (row < dm) return;
      row = 0;
      tilesBegun++;
    }

    function take({ codes, last }: { readonly codes: bigint; readonly last: boolean }): void {
      if (layer.raw) {
        waiting = beatsOf(codes, dn * 32);
        rowBusy = false;
        if (last) tileDone();
        return;
      }
      rows.push(codes);
      if (!last) return;
      const tile = rows.flatMap((each) => Array.from({ length: dn }, (_, pixel) => BigInt.asUintN(8, each >> BigInt(32 * pixel))));
      rows = [];
      planes = Array.from({ length: 8 }, (_, plane) => Array.from({ length: dn * dm }, (__, index) => {
        const [pixel, channel] = [Math.floor(index / dm), index % dm];
        return ((tile[channel * dn + pixel]! >> BigInt(plane)) & 1n) << BigInt(index);
      }).reduce((sum, bit) => sum | bit));
      [writing, slot] = [true, 0];
    }

    function tileDone(): void {
      [writing, tileBusy] = [false, false];
      finished++;
      if (++written === all()) [done, running] = [true, false];
    }

    function beatsOf(record: bigint, bits: number): bigint[] {
      return Array.from({ length: Math.ceil(bits / portBits) }, (_, beat) => BigInt.asUintN(portBits, record >> BigInt(beat * portBits)));
    }
  },
});

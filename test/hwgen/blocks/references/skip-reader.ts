import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { geometry } from '../../../../src/hwgen/accelerator/geometry.js';
import { skipReader } from '../../../../src/hwgen/accelerator/skip-reader.js';
import { see, type Subject } from '../../library/trial.js';
import { placeOf, randomMap } from './map-writer.js';

/** Maps of any layout in a memory of random words, tiles taken as soon as they are there or much later, a port that is often taken. */
export const skipReaderSubject = (parameters: AcceleratorParameters): Subject => ({
  module: skipReader(parameters).ir,
  reference(random) {
    const { dm, dn, dk } = parameters;
    const { chunksPerWord } = geometry(parameters);
    /** Words of all banks by address, drawn when first read. */
    const memory = new Map<number, readonly bigint[]>();
    const wordsAt = (address: number): readonly bigint[] => {
      if (!memory.has(address)) memory.set(address, Array.from({ length: dn }, () => random.bits(dk)));
      return memory.get(address)!;
    };
    const drawLayer = () => {
      const map = randomMap(random, parameters);
      return {
        map: { ...map, rows: Math.min(map.rows, 2), paired: false }, channelTiles: 1 + random.below(random.of([2, 2 * chunksPerWord])), skip: random.below(6) > 0,
        signed: random.below(2) === 0, slots: random.of([map.planes, 8]),
      };
    };
    let layer = drawLayer();
    /** Reads so far; tiles taken; the words that come in this cycle. */
    let reads = 0;
    let [taken, started] = [0, false];
    /** Slots of the present tile that are past; its last words come in this cycle; it is collected. */
    let [slots, landing, full] = [0, false, false];
    let words: readonly bigint[] = wordsAt(0);
    let inputs = { start: false, blocked: false, take: false, channel: 0 };
    let held: { readonly tile: number } | undefined;
    let code: readonly bigint[] | undefined;
    let done = 0;
    const [busy, eager] = [random.of([2, 8]), random.of([1, 4, 12])];
    const tiles = (): number => layer.map.columns * layer.map.rows * layer.channelTiles;

    return {
      inputs() {
        const start = !started || ((taken === tiles() || !layer.skip) && random.below(8) === 0) || random.below(200) === 0;
        if (start) layer = drawLayer();
        inputs = { start, blocked: random.below(busy) === 0, take: false, channel: random.below(dm) };
        // The requantiser takes a tile only where one is ready.
        inputs.take = started && !start && layer.skip && full && random.below(eager) === 0;
        const { map } = layer;
        return {
          ...inputs, words: words.reduceRight((all, word) => (all << BigInt(dk)) | word, 0n),
          skip: layer.skip, skip_base: map.base, skip_plane_words: map.planeWords, skip_group_words: map.groupWords, skip_plane_last: map.planes - 1, skip_slots_log: map.slotsLog,
          skip_signed: layer.signed, plane_slot_last: layer.slots - 1, tile_column_last: map.columns - 1, output_row_last: map.rows - 1, channel_tile_last: layer.channelTiles - 1,
        };
      },
      outputs(get) {
        if (started && code !== undefined) {
          const shown = get('codes');
          for (const [pixel, expected] of code.entries()) see(() => BigInt.asIntN(9, shown >> BigInt(9 * pixel)), `code ${pixel}`, expected);
        }
        const goes = started && !inputs.start;
        if (goes) see(get, 'ready', !layer.skip || full);
        // One slot per plane, and idle ones, at every cycle in which the port is free.
        const moves = goes && layer.skip && taken < tiles() && !full && !landing && !inputs.blocked;
        const read = moves && slots < layer.map.planes;
        if (goes) see(get, 'read', read);
        const address = placeOf(reads, layer.map, parameters).address;
        if (read) see(get, 'address', address);

        code = held === undefined ? undefined : codesOf(held.tile, inputs.channel);
        words = read ? wordsAt(address) : Array.from({ length: dn }, () => random.bits(dk));
        if (inputs.start) {
          [reads, taken, started, slots, landing, full, held, code] = [0, 0, true, 0, false, false, undefined, undefined];
          return;
        }
        if (read) reads++;
        full ||= landing;
        landing = moves && ++slots === layer.slots;
        if (!inputs.take) return;
        held = { tile: taken };
        [taken, slots, full] = [taken + 1, 0, false];
        done++;
      },
      end() {
        if (done === 0) throw new Error('no tile was taken');
      },
    };

    function codesOf(tile: number, channel: number): bigint[] {
      const { map, signed } = layer;
      const slots = 2 ** map.slotsLog;
      return Array.from({ length: dn }, (_, pixel) => {
        let value = 0n;
        for (let plane = 0; plane < map.planes; plane++) {
          const place = placeOf(tile * map.planes + plane, map, parameters);
          const column = place.part * dn + pixel;
          const low = (((column % slots) * chunksPerWord) / slots + place.chunk) * dm + channel;
          value |= BigInt.asUintN(1, wordsAt(place.address)[Math.floor(column / slots)]! >> BigInt(low)) << BigInt(plane);
        }
        return signed ? BigInt.asIntN(map.planes, value) : value;
      });
    }
  },
});

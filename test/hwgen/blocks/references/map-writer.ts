import { geometry } from '../../../../src/hwgen/accelerator/geometry.js';
import { mapWriter } from '../../../../src/hwgen/accelerator/map-writer.js';
import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { see, type Subject } from '../../library/trial.js';
import type { Random } from '../../verilog/random-expression.js';

/** A map as its chunks come: where it stands, and how many chunks there are along each of its sides. */
export interface MapLayout {
  readonly base: number;
  readonly planeWords: number;
  readonly groupWords: number;
  readonly planes: number;
  readonly columns: number;
  readonly rows: number;
  readonly slotsLog: number;
  readonly paired: boolean;
}

/** Where chunk `count` of a map goes, by multiplication and division. */
export function placeOf(count: number, map: MapLayout, parameters: AcceleratorParameters) {
  const { chunksPerWord } = geometry(parameters);
  const slots = 2 ** map.slotsLog;
  const chunksPerSlot = chunksPerWord / slots;
  const parts = map.paired ? 2 : slots;
  const plane = count % map.planes;
  const column = Math.floor(count / map.planes) % map.columns;
  const row = Math.floor(count / map.planes / map.columns) % map.rows;
  const channelTile = Math.floor(count / map.planes / map.columns / map.rows);
  const chunk = channelTile % chunksPerSlot;
  const group = row * Math.ceil(map.columns / parts) + Math.floor(column / parts);
  const word = Math.floor(channelTile / chunksPerSlot);
  return {
    channelTile, row, column, plane, chunk,
    address: (map.base + word + group * map.groupWords + plane * map.planeWords) % parameters.activationDepth,
    part: column % parts,
    mask: Array.from({ length: slots }, (_, slot) => 1n << BigInt(slot * chunksPerSlot + chunk)).reduce((sum, bit) => sum | bit),
    first: chunk === 0,
    channelsEnd: plane === map.planes - 1 && column === map.columns - 1 && row === map.rows - 1,
  };
}

export function randomMap(random: Random, parameters: AcceleratorParameters): MapLayout {
  const { mostSlotsLog } = geometry(parameters);
  const slotsLog = random.below(mostSlotsLog + 1);
  return {
    base: random.below(parameters.activationDepth), planeWords: random.below(parameters.activationDepth), groupWords: random.below(parameters.activationDepth),
    planes: 1 + random.below(random.of([1, 3, 8])), columns: 1 + random.below(random.of([1, 3, 6])), rows: 1 + random.below(random.of([1, 3])),
    slotsLog, paired: mostSlotsLog > 0 && slotsLog === 0 && random.below(2) === 0,
  };
}

/** Maps begin whenever they like, also before the last one is complete; chunks come with pauses. */
export const mapWriterSubject = (parameters: AcceleratorParameters): Subject => ({
  module: mapWriter(parameters).ir,
  reference(random) {
    let map = randomMap(random, parameters);
    let count: number | undefined;
    let inputs = { start: false, chunk: false };
    let done = 0;
    return {
      inputs() {
        const start = count === undefined || random.below(random.of([10, 100, 1000])) === 0;
        if (start) map = randomMap(random, parameters);
        inputs = { start, chunk: random.below(4) > 0 };
        return {
          ...inputs, base: map.base, plane_words: map.planeWords, group_words: map.groupWords, plane_last: map.planes - 1, column_last: map.columns - 1,
          row_last: map.rows - 1, slots_log: map.slotsLog, paired: map.paired,
        };
      },
      outputs(get) {
        if (inputs.start) {
          count = 0;
          return;
        }
        const place = placeOf(count!, map, parameters);
        see(get, 'write_address', place.address);
        see(get, 'write_first', place.first);
        see(get, 'write_mask', place.mask);
        see(get, 'write_part', place.part);
        see(get, 'channels_end', place.channelsEnd);
        if (!inputs.chunk) return;
        count!++;
        done++;
      },
      end() {
        if (done === 0) throw new Error('no chunk came');
      },
    };
  },
});

import { fetch } from '../../../../src/hwgen/accelerator/fetch.js';
import { geometry } from '../../../../src/hwgen/accelerator/geometry.js';
import { reservedBits } from '../../../../src/hwgen/accelerator/descriptor.js';
import { readsAhead, type AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { thresholdBeats, thresholdBits } from '../../../../src/hwgen/accelerator/thresholds.js';
import { see, type Subject } from '../../library/trial.js';

/** What is asked of the memory: where, how much, and what its beats are. */
interface Job {
  readonly what: 'descriptor' | 'map' | 'weights';
  readonly address: number;
  readonly beats: number;
  /** Of weights, and of rows of a map: number of the channel tile. */
  readonly tile: number;
}

/** A sequencer that asks for descriptors, maps and weights in any order, a memory that answers in its own time, an array that takes and frees channel tiles. */
export const fetchSubject = (parameters: AcceleratorParameters): Subject => ({
  module: fetch(parameters).ir,
  reference(random) {
    const { dm, dn, dk, portBits } = parameters;
    const { beats, beatBytes, weightAddressBits } = geometry(parameters);
    const words = (): number => random.below(2 ** 32);
    const mostBits = thresholdBits(parameters);
    const drawLayer = () => {
      const thresholds = mostBits > 0 && random.below(3) > 0;
      const threshold_beat_last = mostBits === 0 ? 0 : thresholdBeats(1 + random.below(mostBits), portBits) - 1;
      return {
        load_address: words(), load_beats: beats.chunk * (1 + random.below(6)), load_only: random.below(2) === 0, weight_address: words(),
        weight_beats: (thresholds ? dm * (threshold_beat_last + 1) : dm * beats.constants) + beats.weightRow * (1 + random.below(3)), channel_tile_last: random.of([0, 1, 4]),
        ...(mostBits > 0 && { thresholds, threshold_beat_last }),
      };
    };
    let layer = drawLayer();
    let wish: Job['what'] | undefined;
    /** What the next cycle wishes: the layer's fields are there a cycle before, as the descriptor is checked in between. */
    let coming: Job['what'] | undefined;
    let job: Job | undefined;
    /** Beats of the job that came, and its records so far. */
    let came: bigint[] = [];
    let records = 0;
    let whole = 0;
    /** The descriptor read last, and the layer's. */
    let read: bigint | undefined;
    let descriptor: bigint | undefined;
    /** Not read ahead: the layer's, beat by beat as it comes, those of its bits since it was asked for that belong to no field, and whether there are to be any. */
    const ahead = readsAhead(parameters);
    const inPlace: (bigint | undefined)[] = Array.from({ length: beats.descriptor }, () => undefined);
    let strange: bigint | undefined;
    let clean = false;
    const strangeIn = (beat: number): bigint => BigInt.asUintN(portBits, reservedBits(parameters) >> BigInt(beat * portBits));
    /** The next descriptor is asked for in the next cycle. */
    let aheadNext = false;
    /** Channel tiles that are still to be asked for, from the one with this number on: of weights, or rows of a map. */
    let next: number | undefined;
    let nextRows: number | undefined;
    let [occupied, loaded, used, counted] = [0, 0, 0, false];
    let done = 0;
    let inputs = { ahead: false, take_descriptor: false, halt: false, take: false, free_weights: false, beat: false, data: 0n };
    let address = 0;
    const quick = random.below(2) === 0;
    const idle = (): boolean => job === undefined && next === undefined && nextRows === undefined && !aheadNext;

    return {
      inputs() {
        wish = coming;
        coming = wish === undefined && idle() && random.below(3) === 0 ? random.of(['descriptor', 'map', 'map', 'weights', 'weights'] as const) : undefined;
        if (coming === 'weights' || coming === 'map') layer = drawLayer();
        address = words();
        inputs = {
          ahead: ahead && random.below(2) === 0, take_descriptor: ahead && idle() && random.below(4) === 0, halt: wish === undefined && random.below(quick ? 300 : 60) === 0, take: counted && loaded > 0 && random.below(6) === 0,
          free_weights: counted && used > 0 && random.below(6) === 0, beat: job !== undefined && random.below(quick ? 8 : 2) > 0, data: random.bits(portBits),
        };
        if (!ahead && job?.what === 'descriptor' && (clean || random.below(beats.descriptor) > 0)) inputs.data &= ~strangeIn(came.length);
        const { ahead: wanted, take_descriptor, ...rest } = inputs;
        return {
          ...rest, ...(ahead && { ahead: wanted, take_descriptor }), ...layer, descriptor_address: address, fetch_descriptor: wish === 'descriptor', fetch_map: wish === 'map', fetch_weights: wish === 'weights',
        };
      },
      outputs(get) {
        see(get, 'idle', idle());
        see(get, 'reads_ahead', aheadNext || job?.what === 'descriptor');
        if (counted) see(get, 'weights_ready', loaded > 0);
        if (descriptor !== undefined) see(get, 'descriptor', descriptor);
        if (!ahead) {
          const found = get('descriptor');
          for (const [beat, word] of inPlace.entries()) if (word !== undefined) see(() => BigInt.asUintN(portBits, found >> BigInt(beat * portBits)), `descriptor beat ${beat}`, word);
          if (strange !== undefined) see(get, 'reserved', strange !== 0n);
        }
        const asked = askedNow();
        see(get, 'job', asked !== undefined);
        if (asked !== undefined) {
          see(get, 'job_address', asked.address);
          see(get, 'job_beats', asked.beats);
        }
        seeRecords(get);

        // The clock edge.
        if (inputs.take_descriptor) descriptor = read;
        const ended = job !== undefined && inputs.beat && came.length + 1 === job.beats;
        if (inputs.beat && job!.what === 'descriptor') {
          inPlace[came.length] = inputs.data;
          if (strange !== undefined) strange |= inputs.data & strangeIn(came.length);
        }
        if (inputs.beat) came.push(inputs.data);
        loaded -= Number(inputs.take);
        used += Number(inputs.take) - Number(inputs.free_weights);
        occupied -= Number(inputs.free_weights);
        if (ended) {
          if (job!.what === 'descriptor') read = joined(came, portBits);
          if (job!.what === 'map' && layer.load_only && job!.tile < layer.channel_tile_last) nextRows = job!.tile + 1;
          aheadNext = inputs.ahead && job!.tile === layer.channel_tile_last && (job!.what === 'weights' || (job!.what === 'map' && layer.load_only));
          if (job!.what === 'weights') {
            loaded++;
            next = job!.tile === layer.channel_tile_last ? undefined : job!.tile + 1;
          }
          done++;
          job = undefined;
        }
        if (asked !== undefined) {
          [job, came, records, whole] = [asked, [], 0, 0];
          if (asked.what === 'map') nextRows = undefined;
          if (asked.what === 'weights') {
            occupied++;
            next = undefined;
          }
          // The register fills from the top.
          if (asked.what === 'descriptor') [read, aheadNext] = [undefined, false];
        }
        if (wish === 'descriptor') [strange, clean] = [0n, random.below(2) === 0];
        if (wish === 'weights') [next, occupied, loaded, used, counted] = [0, 0, 0, 0, true];
        if (inputs.halt) {
          if (job?.what === 'descriptor') read = undefined;
          [job, next, nextRows, aheadNext, counted] = [undefined, undefined, undefined, false, false];
        }
      },
      end() {
        if (done === 0) throw new Error('no job was done');
      },
    };

    function askedNow(): Job | undefined {
      if (wish === 'descriptor' || aheadNext) return { what: 'descriptor', address, beats: beats.descriptor, tile: 0 };
      if (wish === 'map') return { what: wish, address: layer.load_address, beats: layer.load_beats, tile: 0 };
      if (nextRows !== undefined) return { what: 'map', address: (layer.load_address + nextRows * layer.weight_beats * beatBytes) % 2 ** 32, beats: layer.load_beats, tile: nextRows };
      if (next === undefined || occupied === 2) return undefined;
      return { what: 'weights', address: (layer.weight_address + next * layer.weight_beats * beatBytes) % 2 ** 32, beats: layer.weight_beats, tile: next };
    }

    /** The record that the beat of this cycle completes, if it does, and no other. */
    function seeRecords(get: (name: string) => bigint): void {
      // Of a channel tile: the beats of its thresholds, a record each, or its constants.
      const { thresholds = false, threshold_beat_last = 0 } = layer;
      const perChannel = thresholds ? threshold_beat_last + 1 : 1;
      const kind = job === undefined || job.what === 'descriptor' ? undefined : job.what === 'map' ? 'chunk' : records >= dm * perChannel ? 'weightRow' : thresholds ? 'thresholds' : 'constants';
      const complete = kind !== undefined && inputs.beat && came.length + 1 - whole === (kind === 'thresholds' ? 1 : beats[kind]);
      see(get, 'chunk_valid', complete && kind === 'chunk');
      see(get, 'constants_write', complete && kind === 'constants');
      see(get, 'weight_write', complete && kind === 'weightRow');
      if (mostBits > 0) see(get, 'threshold_write', complete && kind === 'thresholds');
      if (!complete) return;
      const record = joined([...came.slice(whole), inputs.data], portBits);
      const buffer = job!.tile % 2;
      switch (kind) {
        case 'chunk': see(get, 'chunk', BigInt.asUintN(dm * dn, record)); break;
        case 'constants':
          see(get, 'constants', BigInt.asUintN(64, record));
          see(get, 'constants_address', buffer * dm + records);
          break;
        case 'thresholds':
          see(get, 'threshold_beat', records % perChannel);
          see(get, 'constants_address', buffer * dm + Math.floor(records / perChannel));
          break;
        case 'weightRow':
          see(get, 'weight_row', BigInt.asUintN(dm * dk, record));
          see(get, 'weight_address_row', buffer * 2 ** weightAddressBits + ((records - dm * perChannel) % 2 ** weightAddressBits));
      }
      records++;
      whole = came.length + 1;
    }
  },
});

const joined = (beats: readonly bigint[], portBits: number): bigint => beats.reduceRight((record, beat) => (record << BigInt(portBits)) | beat, 0n);

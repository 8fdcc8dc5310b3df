import { all, bitsFor, bool, cat, constant, keep, match, module, mux, states, uint, when, type BitShape, type Signal } from '../language/hardware.js';
import { fieldInputs, reservedBits } from './descriptor.js';
import { constantsBits, geometry } from './geometry.js';
import { readsAhead, type AcceleratorParameters } from './parameters.js';
import { recordCollector } from './record-collector.js';
import { thresholdWrite, withThresholds } from './thresholds.js';

/** Bits of the descriptor register: a descriptor, padded to whole beats. */
export const descriptorRegisterBits = (p: AcceleratorParameters): number => geometry(p).beats.descriptor * p.portBits;

/**
 * Everything that is read from memory: descriptors, input maps, and the weights of one channel tile after another, two buffers deep. The
 * next descriptor follows the last weights of a layer, while the array is still busy with them. A
 * channel tile is one block: the requantisation constants, or thresholds, of its dm channels, then its weight rows. With load_only some rows of a map
 * come, one job per channel tile: their beats lie apart in memory, as far as blocks of weights else do.
 */
export const fetch = module('fetch',
  (parameters: AcceleratorParameters) => {
    const { dm, dn, dk, portBits } = parameters;
    const { weightAddressBits } = geometry(parameters);
    return {
      doc: 'reads descriptors, input maps and weights',
      inputs: {
        halt:               bool.doc('no chain runs'),
        fetch_descriptor:   bool.doc('read the first one of a chain'),
        descriptor_address: uint(32).doc('of the descriptor to be read next'),
        ...ifAhead(parameters, { take_descriptor: bool.doc('the descriptor read last is the layer\'s'), ahead: bool.doc('another descriptor follows: read it when the layer needs nothing more') }),
        fetch_map:          bool,
        fetch_weights:      bool.doc('begin a layer'),
        ...fieldInputs(parameters, 'load_address', 'load_beats', 'load_only', 'weight_address', 'weight_beats', 'channel_tile_last'),
        ...withThresholds(parameters, { thresholds: bool.doc('thresholds in place of constants'), threshold_beat_last: uint(8).doc('beats of the thresholds of a channel - 1') }),
        take:    bool.doc('the oldest loaded channel tile is in use'),
        free_weights: bool.doc('the oldest channel tile in use is done'),
        beat:    bool.doc('a beat came'),
        data:    uint(portBits),
      },
      outputs: {
        idle:        bool,
        reads_ahead: bool.doc('the next descriptor comes'),
        job:         bool.doc('to the AXI reader'),
        job_address: uint(32),
        job_beats:   uint(24),
        ...ifAhead(parameters, { read_descriptor: uint(descriptorRegisterBits(parameters)).doc('the one read last') }),
        ...(!readsAhead(parameters) && { reserved: bool.doc('the descriptor has a bit set that belongs to no field') }),
        descriptor:  uint(descriptorRegisterBits(parameters)).doc('the layer\'s'),
        chunk_valid: bool.doc('a chunk of the input map'),
        chunk:       uint(dn * dm).doc('[pixel][channel]'),
        weight_write:   bool,
        weight_address_row: uint(weightAddressBits + 1).doc('row; top bit: buffer'),
        weight_row:     uint(dm * dk).doc('[channel][lane]'),
        constants_write:   bool,
        constants_address: uint(Math.log2(dm) + 1).doc('channel; top bit: buffer'),
        constants:         uint(constantsBits),
        ...withThresholds(parameters, thresholdWrite),
        weights_ready: bool.doc('a loaded channel tile waits'),
      },
      state: {
        phase:        states('IDLE', 'DESCRIPTOR', 'MAP', 'NEXT_ROWS', 'BUFFER', 'WEIGHTS', 'AHEAD'),
        left:         uint(24).doc('beats of the job still to come'),
        block:        uint(32).doc('address of the next channel tile, or of the map'),
        channel_tile: uint(16),
        buffer:       bool,
        channel:      uint(bitsFor(dm)).doc('constants of this channel come next; dm: weight rows'),
        row:          uint(weightAddressBits),
        occupied:     uint(2).doc('buffers that are loading, loaded or in use'),
        ...(withThresholds(parameters, { next_threshold_beat: uint(8) }) as { next_threshold_beat: BitShape<'unsigned'> }),
        loaded:       uint(2).doc('buffers that are loaded and not yet in use'),
        ...ifAhead(parameters, {
          read_descriptor: uint(descriptorRegisterBits(parameters)).doc('the one read last'),
          descriptor:      uint(descriptorRegisterBits(parameters)).doc('the layer\'s'),
        }),
        ...inPlace(parameters),
      },
    };
  },
  (s, parameters) => {
    const { dm, dn, dk, portBits } = parameters;
    const { beats, beatBytes, weightAddressBits } = geometry(parameters);
    const most = Math.max(2, beats.weightRow, beats.constants, beats.chunk);

    const words = readsAhead(parameters) ? [] : Array.from({ length: beats.descriptor }, (_, number) => (s as unknown as Record<string, Word>)[`word_${number}`]!);
    const whole = s.descriptor ?? (words.length === 1 ? words[0]! : cat(...[...words].reverse()));
    const reservedHere = (): Signal<'unsigned'> => {
      if (beats.descriptor === 1) return constant(uint(portBits), reservedBits(parameters));
      const reserved_bits = constant(uint(descriptorRegisterBits(parameters)), reservedBits(parameters));
      keep({ reserved_bits });
      const number = s.left.slice(bitsFor(beats.descriptor - 1) - 1, 0).not().add(1).wrap(bitsFor(beats.descriptor - 1));
      return reserved_bits.pick(number, uint(portBits));
    };
    const goAhead = (): void => { if (s.ahead) when(s.ahead, () => { s.phase.go('AHEAD'); }); };

    const has_buffer  = s.occupied.ne(2);
    const fetch_block = all(s.phase.is('BUFFER'), has_buffer);
    const ends        = s.beat.and(s.left.eq(1));
    const in_map      = s.phase.is('MAP');
    const in_weights  = s.phase.is('WEIGHTS');
    const in_rows     = s.channel.eq(dm);
    const tile_last   = s.channel_tile.eq(s.channel_tile_last);
    const fetch_rows  = s.fetch_map.or(s.phase.is('NEXT_ROWS'));
    keep({ has_buffer, fetch_block, fetch_rows, ends, in_map, in_weights, in_rows, tile_last });

    // A beat of thresholds is a record of its own.
    const { thresholds } = s;
    const recordLast = (count: number): Signal<'unsigned'> => constant(uint(bitsFor(most - 1)), count - 1);
    const constants_last = thresholds === undefined ? recordLast(beats.constants) : mux(thresholds, recordLast(1), recordLast(beats.constants));
    const weights_last = mux(in_rows, recordLast(beats.weightRow), constants_last);
    const { complete, record } = recordCollector({ portBits, beats: most }).place('collector', {
      restart: s.phase.is('IDLE'),
      beat: s.beat.and(in_map.or(in_weights)),
      data: s.data,
      last: mux(in_map, beats.chunk - 1, weights_last),
    });
    const recordOf = (count: number, bits: number): Signal => record.slice((most - count) * portBits + bits - 1, (most - count) * portBits);

    const of_descriptor = s.fetch_descriptor.or(s.phase.is('AHEAD'));
    const job_address = mux(of_descriptor, s.descriptor_address, s.block);
    const job_beats   = mux(of_descriptor, beats.descriptor, mux(fetch_rows, s.load_beats, s.weight_beats));
    const job = of_descriptor.or(fetch_rows).or(fetch_block);
    const next_block  = s.block.add(cat(s.weight_beats, constant(uint(Math.log2(beatBytes)), 0))).wrap(32);
    keep({ of_descriptor, job_address, job_beats, job, next_block });

    const channel_write = all(complete, in_weights, in_rows.not());
    const weight_write  = all(complete, in_weights, in_rows);
    keep({ channel_write, weight_write });
    when(channel_write, () => { s.channel.next = s.channel.add(1).wrap(s.channel.width); });
    if (thresholds) {
      const channel_ends = s.next_threshold_beat.eq(s.threshold_beat_last!);
      keep({ channel_ends });
      when(channel_write.and(thresholds), () => {
        s.next_threshold_beat.next = s.next_threshold_beat.add(1).wrap(8);
        s.channel.next = s.channel;
        when(channel_ends, () => {
          s.next_threshold_beat.next = 0;
          s.channel.next = s.channel.add(1).wrap(s.channel.width);
        });
      });
    }
    when(weight_write, () => { s.row.next = s.row.add(1).wrap(weightAddressBits); });

    when(s.beat, () => { s.left.next = s.left.sub(1).wrap(24).asUnsigned(); });
    when(job, () => { s.left.next = job_beats; });

    match(s.phase, {
      IDLE: () => {
        s.block.next = mux(s.fetch_weights, s.weight_address, s.load_address);
        s.channel_tile.next = 0;
        s.buffer.next = false;
        when(s.fetch_descriptor, () => { s.phase.go('DESCRIPTOR'); });
        when(s.fetch_map, () => { s.block.next = next_block; s.phase.go('MAP'); });
        when(s.fetch_weights, () => { s.phase.go('BUFFER'); });
      },
      DESCRIPTOR: () => {
        when(s.beat, () => {
          if (s.read_descriptor) s.read_descriptor.next = beats.descriptor === 1 ? s.data : cat(s.data, s.read_descriptor.slice(descriptorRegisterBits(parameters) - 1, portBits));
          for (const [number, word] of words.entries()) when(s.left.eq(beats.descriptor - number), () => { word.next = s.data; });
          if (s.reserved) s.reserved.next = s.reserved.or(s.data.and(reservedHere()).any());
        });
        when(ends, () => { s.phase.go('IDLE'); });
      },
      MAP: () => {
        when(ends, () => {
          s.phase.go('IDLE');
          when(s.load_only, () => {
            goAhead();
            when(tile_last.not(), () => { s.phase.go('NEXT_ROWS'); });
          });
        });
      },
      NEXT_ROWS: () => {
        s.channel_tile.next = s.channel_tile.add(1).wrap(16);
        s.block.next = next_block;
        s.phase.go('MAP');
      },
      BUFFER: () => {
        s.channel.next = 0;
        s.row.next = 0;
        if (thresholds) s.next_threshold_beat.next = 0;
        when(has_buffer, () => {
          s.block.next = next_block;
          s.phase.go('WEIGHTS');
        });
      },
      WEIGHTS: () => {
        when(ends, () => {
          s.buffer.next = s.buffer.not();
          s.channel_tile.next = s.channel_tile.add(1).wrap(16);
          s.phase.go('BUFFER');
          when(tile_last, () => {
            s.phase.go('IDLE');
            goAhead();
          });
        });
      },
      AHEAD: () => { s.phase.go('DESCRIPTOR'); },
    });
    if (s.take_descriptor && s.read_descriptor && s.descriptor) {
      const { read_descriptor, descriptor } = s;
      when(s.take_descriptor, () => { descriptor.next = read_descriptor; });
    }
    if (s.reserved) { const { reserved } = s; when(s.fetch_descriptor, () => { reserved.next = false; }); }

    when(s.halt, () => { s.phase.go('IDLE'); });

    const block_ends = ends.and(in_weights);
    keep({ block_ends });
    s.loaded.next = s.loaded.add(block_ends).sub(s.take).wrap(2).asUnsigned();
    s.occupied.next = s.occupied.add(fetch_block).sub(s.free_weights).wrap(2).asUnsigned();
    when(s.fetch_weights, () => { s.loaded.next = 0; s.occupied.next = 0; });

    return {
      idle: s.phase.is('IDLE'), reads_ahead: s.phase.is('AHEAD').or(s.phase.is('DESCRIPTOR')), job, job_address, job_beats, descriptor: whole, ...(s.read_descriptor && { read_descriptor: s.read_descriptor }), ...(s.reserved && { reserved: s.reserved }),
      chunk_valid: all(complete, in_map), chunk: recordOf(beats.chunk, dn * dm),
      weight_write, weight_address_row: cat(s.buffer, s.row), weight_row: recordOf(beats.weightRow, dm * dk),
      constants_write: thresholds === undefined ? channel_write : channel_write.and(thresholds.not()), constants_address: cat(s.buffer, s.channel.wrap(Math.log2(dm))),
      constants: recordOf(beats.constants, constantsBits),
      ...(thresholds && { threshold_write: channel_write.and(thresholds), threshold_beat: s.next_threshold_beat }),
      weights_ready: s.loaded.ne(0),
    };
  },
);

type Word = Signal<'unsigned'> & { next: Signal<'unsigned'> };

/** Without reading ahead a descriptor comes in place, beat by beat. */
function inPlace(parameters: AcceleratorParameters): { readonly reserved?: typeof bool } {
  if (readsAhead(parameters)) return {};
  const words = Array.from({ length: geometry(parameters).beats.descriptor }, (_, number) => [`word_${number}`, uint(parameters.portBits).doc('of the descriptor')]);
  return { ...Object.fromEntries(words), reserved: bool.doc('a bit is set that belongs to no field') } as never;
}

/** What only an accelerator has that reads a descriptor while a layer runs. */
function ifAhead<Ports extends Readonly<Record<string, BitShape>>>(parameters: AcceleratorParameters, ports: Ports): { readonly [N in keyof Ports]?: Ports[N] } {
  return readsAhead(parameters) ? ports : {};
}

import { all, bool, keep, module, mux, uint, type BitShape } from '../language/hardware.js';
import { axiLiteRegisters } from '../library/axi-lite-registers.js';
import { axiReadMaster } from '../library/axi-read-master.js';
import { axiWriteMaster } from '../library/axi-write-master.js';
import { checkDescriptor } from './check-descriptor.js';
import { decodeDescriptor } from './descriptor.js';
import { execute, executeFields } from './execute.js';
import { descriptorRegisterBits, fetch } from './fetch.js';
import { burstBeats, geometry, outstandingReads, outstandingWrites, signedCodeBits } from './geometry.js';
import { mapWriter } from './map-writer.js';
import { readsAhead, type AcceleratorParameters } from './parameters.js';
import { registerMap } from './register-map.js';
import { requantiser } from './requantiser.js';
import { requantiseBits } from './row-timing.js';
import { sequencer } from './sequencer.js';
import { serialRequantiser } from './serial-requantiser.js';
import { skipReader } from './skip-reader.js';
import { thresholdBits } from './thresholds.js';
import { writeBack } from './write-back.js';

/**
 * The accelerator: an AXI4-Lite slave to control it, an AXI4 master that reads descriptors, input maps and weights and writes
 * results, one interrupt. Fetch, execution, requantisation, write-back and store all run at once; they meet in the weight buffers, the
 * shadow registers of the array, the plane packers and the store queue.
 */
export const accelerator = module('accelerator',
  (parameters: AcceleratorParameters) => {
    const { dm, dn, portBits } = parameters;
    const { activationAddressBits, chunksPerWord } = geometry(parameters);
    return {
      doc: 'bit-serial AND-popcount accelerator for mixed-precision CNNs',
      inputs: {
        s_axi_awvalid: bool, s_axi_awaddr: uint(8), s_axi_wvalid: bool, s_axi_wdata: uint(32), s_axi_wstrb: uint(4), s_axi_bready: bool,
        s_axi_arvalid: bool, s_axi_araddr: uint(8), s_axi_rready: bool,
        m_axi_arready: bool, m_axi_rvalid: bool, m_axi_rlast: bool, m_axi_rresp: uint(2), m_axi_rdata: uint(portBits),
        m_axi_awready: bool, m_axi_wready: bool, m_axi_bvalid: bool, m_axi_bresp: uint(2),
      },
      outputs: {
        s_axi_awready: bool, s_axi_wready: bool, s_axi_bvalid: bool, s_axi_bresp: uint(2),
        s_axi_arready: bool, s_axi_rvalid: bool, s_axi_rdata: uint(32), s_axi_rresp: uint(2),
        m_axi_arvalid: bool, m_axi_araddr: uint(32), m_axi_arlen: uint(8), m_axi_arsize: uint(3), m_axi_arburst: uint(2), m_axi_rready: bool,
        m_axi_awvalid: bool, m_axi_awaddr: uint(32), m_axi_awlen: uint(8), m_axi_awsize: uint(3), m_axi_awburst: uint(2),
        m_axi_wvalid: bool, m_axi_wdata: uint(portBits), m_axi_wstrb: uint(portBits / 8), m_axi_wlast: bool, m_axi_bready: bool,
        irq:        bool.doc('the chain is done'),
        busy:       bool.doc('a chain is running, for performance monitors'),
        layer_done: bool.doc('one cycle per layer, also of one that an error ends, for performance monitors'),
      },
      wires: {
        control_busy: bool, chain_done: bool, error: uint(4), done_layer: bool,
        halt: bool, quiet: bool, drained: bool, fetch_idle: bool, reads_ahead: bool, written: bool, store_idle: bool, store_ready: bool,
        read_beat: bool, read_data: uint(portBits), read_error: bool, write_beat: bool, write_error: bool,
        descriptor: uint(descriptorRegisterBits(parameters)), ...readDescriptor(parameters),
        take_weights: bool, waiting: bool, stalled: bool, counting: bool, free_weights: bool,
        shadow_free: bool, hold_tile: bool, hold_row: bool, writing: bool,
        chunk_write: bool, chunk: uint(dm * dn), port_address: uint(activationAddressBits), skip_read: bool, skip_ready: bool, skip_codes: uint(dn * signedCodeBits), chunk_first: bool, chunk_mask: uint(chunksPerWord),
        chunk_part: uint(4), chunk_slots_log: uint(4), chunk_paired: bool,
      },
    };
  },
  (s, parameters) => {
    const { portBits } = parameters;
    const { fields: { magic: _checked, ...fields } } = decodeDescriptor(s.descriptor, parameters);
    keep(fields);
    const pick = <Name extends keyof typeof fields>(...names: readonly Name[]): Pick<typeof fields, Name> =>
      Object.fromEntries(names.map((name) => [name, fields[name]])) as Pick<typeof fields, Name>;

    const thresholds = thresholdBits(parameters) > 0;

    // Control
    const registers = axiLiteRegisters(registerMap(parameters)).place('registers', {
      s_axi: {
        awvalid: s.s_axi_awvalid, awaddr: s.s_axi_awaddr, wvalid: s.s_axi_wvalid, wdata: s.s_axi_wdata, wstrb: s.s_axi_wstrb, bready: s.s_axi_bready,
        arvalid: s.s_axi_arvalid, araddr: s.s_axi_araddr, rready: s.s_axi_rready,
      },
      status_busy: s.control_busy, status_pending_set: s.chain_done, status_error: s.error,
      cycles_event: s.control_busy, layers_event: s.done_layer, array_steps_event: s.counting, drain_stalls_event: s.stalled,
      weight_waits_event: s.waiting, read_beats_event: s.read_beat, write_beats_event: s.write_beat,
    });
    // Checked a cycle before it becomes the layer's.
    const { fields: { magic, load, store, raw, load_beats, weight_beats, store_address, store_beats }, reserved: unused } = decodeDescriptor(s.read_descriptor ?? s.descriptor, parameters);
    const reserved = s.reserved_bit ?? unused;
    keep({ reserved });
    const { bad, forbidden } = checkDescriptor(parameters).place('check', {
      magic, load, store, raw, load_beats, weight_beats, store_address, store_beats, reserved,
      write_base: registers.write_base, write_end: registers.write_end,
    });
    const control = sequencer(parameters).place('chain', {
      start: registers.control_start, reset: registers.control_reset, chain_address: registers.descriptors, time_limit: registers.time_limit,
      fetch_idle: s.fetch_idle, reads_ahead: s.reads_ahead, bad, forbidden, ...pick('last', 'load', 'load_only'), written: s.written, store_idle: s.store_idle, quiet: s.quiet, drained: s.drained,
      read_error: s.read_error, write_error: s.write_error,
    });
    s.control_busy.assign(control.busy);
    s.halt.assign(control.halt);
    s.chain_done.assign(control.chain_done);
    s.error.assign(control.error);
    s.done_layer.assign(control.layer_done);

    // Fetch
    const loader = fetch(parameters).place('loader', {
      halt: s.halt,
      fetch_descriptor: control.fetch_descriptor, descriptor_address: control.descriptor_address, ...(readsAhead(parameters) && { take_descriptor: control.take_descriptor, ahead: fields.last.not() }),
      fetch_map: control.fetch_map, fetch_weights: control.start_layer,
      ...pick('load_address', 'load_beats', 'load_only', 'weight_address', 'weight_beats', 'channel_tile_last'),
      ...(thresholds && pick('thresholds', 'threshold_beat_last')),
      take: s.take_weights, free_weights: s.free_weights, beat: s.read_beat, data: s.read_data,
    });
    s.fetch_idle.assign(loader.idle);
    s.reads_ahead.assign(loader.reads_ahead);
    s.descriptor.assign(loader.descriptor);
    s.read_descriptor?.assign(loader.read_descriptor!);
    s.reserved_bit?.assign(loader.reserved!);
    const reader = axiReadMaster({ dataBits: portBits, maxBurst: burstBeats, outstanding: outstandingReads, stoppable: true }).place('reader', {
      stop: s.halt,
      job: { valid: loader.job, address: loader.job_address, beats: loader.job_beats },
      m_axi: { arready: s.m_axi_arready, rvalid: s.m_axi_rvalid, rlast: s.m_axi_rlast, rresp: s.m_axi_rresp, rdata: s.m_axi_rdata },
      beat: { ready: true },
    });
    s.read_beat.assign(reader.beat.valid);
    s.read_data.assign(reader.beat.data);
    s.read_error.assign(reader.error);

    // Execute
    const executor = execute(parameters).place('executor', {
      start: control.start_layer, halt: s.halt, settle: control.settling, weights_ready: loader.weights_ready.and(control.settled), shadow_free: s.shadow_free,
      ...pick(...executeFields),
      weight_write: loader.weight_write, weight_address: loader.weight_address_row, weight_row: loader.weight_row,
      chunk_write: s.chunk_write, skip_read: s.skip_read, port_address: s.port_address, chunk_first: s.chunk_first, chunk_mask: s.chunk_mask, chunk: s.chunk,
      chunk_part: s.chunk_part, chunk_slots_log: s.chunk_slots_log, chunk_paired: s.chunk_paired, chunk_odd_words: fields.output_phase_words,
    });
    s.take_weights.assign(executor.take_weights);
    s.waiting.assign(executor.waiting);
    s.stalled.assign(executor.stalled);
    s.counting.assign(executor.counting);

    // Requantise and write back
    const drainer = requantiseBits(parameters) === 0 ? requantiser : serialRequantiser as unknown as typeof requantiser;
    const drain = drainer(parameters).place('requantise', {
      start: control.start_layer, halt: s.halt, capture: executor.tile_done, hold_tile: s.hold_tile.or(s.skip_ready.not()), hold_row: s.hold_row,
      sums: executor.sums, activation_sums: executor.activation_sums,
      constants_write: loader.constants_write, constants_address: loader.constants_address, constants: loader.constants,
      skip_codes: s.skip_codes,
      ...pick('saturate_low', 'saturate_high', 'output_group_last', 'skip_multiplier', 'plane_slot_last', 'dorefa', 'raw'),
      ...(thresholds && { ...pick('thresholds', 'output_planes'), threshold_write: loader.threshold_write!, threshold_beat: loader.threshold_beat!, threshold_data: s.read_data }),
    });
    s.shadow_free.assign(drain.ready);
    s.free_weights.assign(drain.free_weights);
    const back = writeBack(parameters).place('back', {
      start: control.start_layer, halt: s.halt, row: drain.row, row_first: drain.row_first,
      results_valid: drain.results_valid, results_last: drain.results_last, results: drain.results,
      ...pick('output_planes', 'output_group_last', 'channel_tile_last', 'store', 'raw', 'keep', 'plane_slot_last'),
      beat: { ready: s.store_ready },
    });
    s.hold_tile.assign(back.hold_tile);
    s.hold_row.assign(back.hold_row);
    s.written.assign(back.done);
    s.writing.assign(back.writing);

    // One way into the activation memory, for the input map first, then for the layer's output
    const loading = control.loading;
    const { load_base, load_plane_words, load_group_words, load_plane_last, load_column_last, load_row_last, slots_log } = fields;
    const { output_base, output_plane_words, output_group_words, output_planes, tile_column_last, output_row_last, output_slots_log } = fields;
    s.chunk_write.assign(mux(loading, loader.chunk_valid, back.chunk_valid));
    s.chunk.assign(mux(loading, loader.chunk, back.chunk));
    const map = mapWriter(parameters).place('map', {
      start: control.fetch_map.or(control.start_layer), chunk: s.chunk_write,
      base:        mux(loading, load_base, output_base),
      plane_words: mux(loading, load_plane_words, output_plane_words),
      group_words: mux(loading, load_group_words, output_group_words),
      plane_last:  mux(loading, load_plane_last.extend(4), output_planes.sub(1).wrap(4).asUnsigned()),
      column_last: mux(loading, load_column_last, tile_column_last),
      row_last:    mux(loading, load_row_last, output_row_last),
      slots_log:   s.chunk_slots_log,
      paired:      s.chunk_paired,
    });
    s.chunk_paired.assign(loading.not().and(fields.output_paired));
    s.chunk_slots_log.assign(mux(loading, slots_log, output_slots_log));
    s.chunk_part.assign(map.write_part);
    s.chunk_first.assign(map.write_first);
    s.chunk_mask.assign(map.write_mask);

    // The skip map of a residual addition, read where the chunks are written
    const skip = skipReader(parameters).place('skip_reader', {
      start: control.start_layer, blocked: s.writing, take: drain.row_first, channel: drain.skip_channel, words: executor.skip_words,
      ...pick('skip', 'skip_base', 'skip_plane_words', 'skip_group_words', 'skip_plane_last', 'skip_slots_log', 'skip_signed', 'plane_slot_last', 'tile_column_last', 'output_row_last', 'channel_tile_last'),
    });
    s.skip_read.assign(skip.read);
    s.skip_ready.assign(skip.ready);
    s.skip_codes.assign(skip.codes);
    s.port_address.assign(mux(s.chunk_write, map.write_address, skip.address));

    // Store
    const writer = axiWriteMaster({ dataBits: portBits, maxBurst: burstBeats, outstanding: outstandingWrites, stoppable: true }).place('writer', {
      stop: s.halt,
      job: { valid: all(control.start_layer, fields.store), address: fields.store_address, beats: fields.store_beats },
      m_axi: { awready: s.m_axi_awready, wready: s.m_axi_wready, bvalid: s.m_axi_bvalid, bresp: s.m_axi_bresp },
      beat: back.beat,
    });
    s.store_ready.assign(writer.beat.ready);
    s.store_idle.assign(writer.job.ready);
    s.write_beat.assign(writer.sent);
    s.write_error.assign(writer.error);

    // What the end of a layer, and of a chain that is stopped, waits for
    s.drained.assign(all(reader.idle, writer.stopped!));
    s.quiet.assign(all(s.drained, loader.idle, executor.idle, drain.idle, back.idle));

    const { s_axi: slave } = registers;
    const { m_axi: read } = reader;
    const { m_axi: write } = writer;
    return {
      s_axi_awready: slave.awready, s_axi_wready: slave.wready, s_axi_bvalid: slave.bvalid, s_axi_bresp: slave.bresp,
      s_axi_arready: slave.arready, s_axi_rvalid: slave.rvalid, s_axi_rdata: slave.rdata, s_axi_rresp: slave.rresp,
      m_axi_arvalid: read.arvalid, m_axi_araddr: read.araddr, m_axi_arlen: read.arlen, m_axi_arsize: read.arsize, m_axi_arburst: read.arburst,
      m_axi_rready: read.rready,
      m_axi_awvalid: write.awvalid, m_axi_awaddr: write.awaddr, m_axi_awlen: write.awlen, m_axi_awsize: write.awsize, m_axi_awburst: write.awburst,
      m_axi_wvalid: write.wvalid, m_axi_wdata: write.wdata, m_axi_wstrb: write.wstrb, m_axi_wlast: write.wlast, m_axi_bready: write.bready,
      irq: registers.irq, busy: s.control_busy, layer_done: control.layer_ends,
    };
  },
);

/** The descriptor that comes next where it is read ahead; else what the fetch saw while it came. */
function readDescriptor(parameters: AcceleratorParameters): { readonly read_descriptor?: BitShape<'unsigned'>; readonly reserved_bit?: typeof bool } {
  return readsAhead(parameters) ? { read_descriptor: uint(descriptorRegisterBits(parameters)) } : { reserved_bit: bool };
}

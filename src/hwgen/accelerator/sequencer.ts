import { all, any, bitsFor, bool, keep, match, module, states, uint, when } from '../language/hardware.js';
import { descriptorStride } from './descriptor.js';
import { errorCodes } from './error-codes.js';
import { readsAhead, type AcceleratorParameters } from './parameters.js';

/** Cycles that a memory has to answer what is under way when a chain is stopped. */
export const drainCycles = 65535;

/**
 * Walks the chain of descriptors: reads the first, loads the input map if asked to, runs the layer, waits until everything is written and the
 * next descriptor is there, goes on to it until the last, then interrupts. A descriptor with load_only is done when its rows are there.
 *
 * Whatever is wrong ends the chain at once, in STOP: the AXI masters finish what they have announced and all other stages forget what
 * they were doing (`halt`); then comes the interrupt with the error. They forget also as long as no chain runs, so that a chain always begins
 * with the same state. The time limit bounds everything: what a layer does wrong that nobody foresaw, layers too long, chains without
 * an end. Where the memory does not answer even now, the interrupt comes without it, and `busy` stays until it has answered.
 */
export const sequencer = module('sequencer',
  ({ dn }: AcceleratorParameters) => ({
    doc: 'walks the chain of layer descriptors',
    inputs: {
      start:         bool.doc('begin a chain'),
      reset:         bool.doc('end the chain'),
      chain_address: uint(32).doc('address of the first descriptor'),
      time_limit:    uint(32).doc('cycles that the chain may take'),
      fetch_idle:    bool,
      reads_ahead:   bool.doc('the next descriptor comes'),
      bad:           bool.doc('the descriptor may not run'),
      forbidden:     bool.doc('the descriptor stores where it must not'),
      last:          bool,
      load:          bool,
      load_only:     bool,
      written:       bool.doc('the layer is written, but for the store stream'),
      store_idle:    bool.doc('the store stream is written and answered'),
      quiet:         bool.doc('no stage has anything left to do'),
      drained:       bool.doc('nothing is under way on the bus'),
      read_error:    bool,
      write_error:   bool,
    },
    outputs: {
      busy:               bool,
      halt:               bool.doc('no chain runs: the stages forget what they were doing'),
      fetch_descriptor:   bool.doc('read the first one of a chain'),
      descriptor_address: uint(32).doc('of the descriptor to be read next'),
      take_descriptor:    bool.doc('the descriptor read last becomes the layer\'s'),
      fetch_map:          bool,
      loading:            bool.doc('chunks come from memory'),
      start_layer:        bool,
      settled:            bool.doc('the constants of the lanes stand'),
      settling:           uint(bitsFor(dn)).doc('cycles until they do: dn when the layer is known'),
      layer_done:         bool.doc('one cycle per layer'),
      layer_ends:         bool.doc('one cycle per layer, also of one that an error ends'),
      chain_done:         bool.doc('one cycle per chain'),
      error:              uint(4).doc('error code of the last chain, from chain_done to the next start'),
    },
    state: {
      phase:              states('IDLE', 'READ', 'DESCRIPTOR', 'CHECK', 'LOAD', 'MAP', 'START', 'RUN', 'LAYER_DONE', 'STOP', 'DONE', 'GIVE_UP', 'STUCK'),
      descriptor_address: uint(32),
      time_left:          uint(32).doc('cycles: of the chain, or in STOP for the memory to answer'),
      settle:             uint(bitsFor(dn)),
      error:              uint(4).reset(errorCodes.none),
    },
  }),
  (s, parameters) => {
    const { dn } = parameters;
    const ahead = readsAhead(parameters);
    const settled = s.settle.eq(0);
    const late    = s.time_left.eq(0);
    const running = any(...(['READ', 'DESCRIPTOR', 'CHECK', 'LOAD', 'MAP', 'START', 'RUN', 'LAYER_DONE'] as const).map((phase) => s.phase.is(phase)));
    const stopped = all(running, any(s.reset, late, s.read_error, s.write_error));
    const failed  = s.error.ne(errorCodes.none);
    keep({ settled, late, running, stopped, failed });

    const is_read = s.phase.is('DESCRIPTOR').and(s.fetch_idle);
    const take_descriptor = ahead ? any(is_read, s.phase.is('LAYER_DONE')) : is_read;
    keep({ take_descriptor });
    when(settled.not(), () => { s.settle.next = s.settle.sub(1).wrap(s.settle.width).asUnsigned(); });
    when(take_descriptor, () => { s.settle.next = dn; });
    when(late.not(), () => { s.time_left.next = s.time_left.sub(1).wrap(32).asUnsigned(); });
    const stop = (error: number): void => {
      s.error.next = error;
      s.time_left.next = drainCycles;
      s.phase.go('STOP');
    };
    match(s.phase, {
      IDLE: () => {
        s.descriptor_address.next = s.chain_address;
        s.time_left.next = s.time_limit;
        when(s.start, () => {
          s.error.next = errorCodes.none;
          s.phase.go('READ');
        });
      },
      READ: () => { s.phase.go('DESCRIPTOR'); },
      DESCRIPTOR: () => {
        when(s.fetch_idle, () => { s.phase.go('CHECK'); });
      },
      CHECK: () => {
        s.descriptor_address.next = s.descriptor_address.add(descriptorStride).wrap(32);
        s.phase.go('START');
        when(s.load, () => { s.phase.go('LOAD'); });
        // Nothing is under way on the bus now, so nothing needs time.
        when(s.forbidden.or(s.bad), () => { s.phase.go('STOP'); });
        when(s.forbidden, () => { s.error.next = errorCodes.forbiddenWrite; });
        when(s.bad, () => { s.error.next = errorCodes.badDescriptor; });
      },
      LOAD: () => { s.phase.go('MAP'); },
      MAP: () => {
        when(s.fetch_idle, () => {
          s.phase.go('START');
          when(s.load_only, () => { s.phase.go('LAYER_DONE'); });
        });
      },
      START: () => { s.phase.go('RUN'); },
      RUN: () => {
        when(all(s.written, s.store_idle, s.reads_ahead.not()), () => {
          s.phase.go('LAYER_DONE');
          when(s.quiet.not(), () => { stop(errorCodes.contradiction); });
        });
      },
      LAYER_DONE: () => {
        s.phase.go(ahead ? 'CHECK' : 'READ');
        when(s.last, () => { s.phase.go('DONE'); });
      },
      STOP: () => {
        when(late, () => { s.error.next = errorCodes.deadBus; s.phase.go('GIVE_UP'); });
        when(s.drained, () => { s.error.next = s.error; s.phase.go('DONE'); });
      },
      DONE: () => { s.phase.go('IDLE'); },
      GIVE_UP: () => { s.phase.go('STUCK'); },
      STUCK: () => {
        when(s.drained, () => { s.phase.go('IDLE'); });
      },
    });
    when(stopped, () => {
      stop(errorCodes.reset);
      when(late, () => { s.error.next = errorCodes.timeLimit; });
      when(s.read_error, () => { s.error.next = errorCodes.readError; });
      when(s.write_error, () => { s.error.next = errorCodes.writeError; });
    });

    const ends = s.phase.is('DONE').or(s.phase.is('GIVE_UP'));
    const layer_done = s.phase.is('LAYER_DONE');
    keep({ ends });
    return {
      busy: s.phase.is('IDLE').not(), halt: running.not(),
      fetch_descriptor: s.phase.is('READ'), descriptor_address: s.descriptor_address, take_descriptor,
      fetch_map: s.phase.is('LOAD'), loading: s.phase.is('LOAD').or(s.phase.is('MAP')),
      start_layer: s.phase.is('START'), settled, settling: s.settle,
      layer_done, layer_ends: layer_done.or(ends.and(failed)), chain_done: ends, error: s.error,
    };
  },
);

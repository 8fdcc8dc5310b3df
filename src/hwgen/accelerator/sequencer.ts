import { any, bitsFor, bool, keep, match, module, states, uint, when } from '../language/hardware.js';
import { descriptorMagic, descriptorStride } from './descriptor.js';
import type { AcceleratorParameters } from './parameters.js';

/** What the status register's error field says. */
export const errorCodes = { none: 0, badDescriptor: 1, readError: 2, writeError: 3 } as const;

/**
 * Walks the chain of descriptors: reads one, loads the input map if asked to, runs the layer, waits until everything is written, goes
 * on to the next until the last, then interrupts. An error ends the chain: a bad descriptor at once, a bus error after its layer.
 */
export const sequencer = module('sequencer',
  ({ dn }: AcceleratorParameters) => ({
    doc: 'walks the chain of layer descriptors',
    inputs: {
      start:         bool.doc('begin a chain'),
      chain_address: uint(32).doc('address of the first descriptor'),
      fetch_idle:    bool,
      magic:         uint(16),
      reserved:      bool.doc('the descriptor has a bit set that belongs to no field'),
      last:          bool,
      load:          bool,
      written:       bool.doc('the layer is written, but for the store stream'),
      store_idle:    bool.doc('the store stream is written and answered'),
      read_error:    bool,
      write_error:   bool,
    },
    outputs: {
      busy:               bool,
      fetch_descriptor:   bool,
      descriptor_address: uint(32),
      fetch_map:          bool,
      loading:            bool.doc('chunks come from memory'),
      start_layer:        bool,
      settled:            bool.doc('the constants of the lanes have rippled through'),
      layer_done:         bool.doc('one cycle per layer'),
      chain_done:         bool.doc('one cycle per chain'),
      error:              uint(2).doc('error code of the last chain, from chain_done to the next start'),
    },
    state: {
      phase:              states('IDLE', 'READ', 'DESCRIPTOR', 'CHECK', 'LOAD', 'MAP', 'START', 'RUN', 'LAYER_DONE', 'DONE'),
      descriptor_address: uint(32),
      settle:             uint(bitsFor(dn)),
      error:              uint(2).reset(errorCodes.none),
    },
  }),
  (s, { dn }) => {
    const bad = any(s.magic.ne(descriptorMagic), s.reserved);
    const settled = s.settle.eq(0);
    const failed = s.error.ne(errorCodes.none);
    keep({ bad, settled, failed });

    when(settled.not(), () => { s.settle.next = s.settle.sub(1).wrap(s.settle.width).asUnsigned(); });
    when(s.read_error, () => { s.error.next = errorCodes.readError; });
    when(s.write_error, () => { s.error.next = errorCodes.writeError; });
    match(s.phase, {
      IDLE: () => {
        s.descriptor_address.next = s.chain_address;
        when(s.start, () => {
          s.error.next = errorCodes.none;
          s.phase.go('READ');
        });
      },
      READ: () => { s.phase.go('DESCRIPTOR'); },
      DESCRIPTOR: () => {
        s.settle.next = dn;
        when(s.fetch_idle, () => { s.phase.go('CHECK'); });
      },
      CHECK: () => {
        s.phase.go('START');
        when(s.load, () => { s.phase.go('LOAD'); });
        when(bad, () => { s.error.next = errorCodes.badDescriptor; s.phase.go('DONE'); });
        when(failed, () => { s.error.next = s.error; s.phase.go('DONE'); });
      },
      LOAD: () => { s.phase.go('MAP'); },
      MAP: () => {
        when(s.fetch_idle, () => { s.phase.go('START'); });
      },
      START: () => { s.phase.go('RUN'); },
      RUN: () => {
        when(s.written.and(s.store_idle), () => { s.phase.go('LAYER_DONE'); });
      },
      LAYER_DONE: () => {
        s.descriptor_address.next = s.descriptor_address.add(descriptorStride).wrap(32);
        s.phase.go('READ');
        when(s.last.or(failed), () => { s.phase.go('DONE'); });
      },
      DONE: () => { s.phase.go('IDLE'); },
    });
    return {
      busy: s.phase.is('IDLE').not(),
      fetch_descriptor: s.phase.is('READ'), descriptor_address: s.descriptor_address,
      fetch_map: s.phase.is('LOAD'), loading: s.phase.is('LOAD').or(s.phase.is('MAP')),
      start_layer: s.phase.is('START'), settled,
      layer_done: s.phase.is('LAYER_DONE'), chain_done: s.phase.is('DONE'), error: s.error,
    };
  },
);

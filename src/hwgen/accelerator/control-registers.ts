import { all, bool, cat, constant, keep, module, uint, when, type Signal } from '../language/hardware.js';
import type { AcceleratorParameters } from './parameters.js';
import { descriptorVersion, identity, registerMap, registerOffset, type RegisterName } from './register-map.js';

/** Event counters: the register that shows each, and the input that makes it count. */
const counters = {
  CYCLES: 'busy',
  LAYERS: 'layer_done',
  ARRAY_STEPS: 'array_step',
  DRAIN_STALLS: 'drain_stall',
  WEIGHT_WAITS: 'weight_wait',
  READ_BEATS: 'read_beat',
  WRITE_BEATS: 'write_beat',
} as const satisfies Partial<Record<RegisterName, string>>;

/**
 * AXI4-Lite slave: identity, control, status and counters. A write is taken when address and data are both there, a read is answered
 * one cycle later. Only whole words are written; an address that is no register reads 0 and answers SLVERR.
 */
export const controlRegisters = module('control_registers',
  (_: AcceleratorParameters) => ({
    doc: 'AXI4-Lite slave: control, status, counters',
    inputs: {
      awvalid: bool, awaddr: uint(8), wvalid: bool, wdata: uint(32), wstrb: uint(4), bready: bool,
      arvalid: bool, araddr: uint(8), rready: bool,
      busy:        bool,
      chain_done:  bool,
      error:       uint(2),
      layer_done:  bool,
      array_step:  bool,
      drain_stall: bool,
      weight_wait: bool,
      read_beat:   bool,
      write_beat:  bool,
    },
    outputs: {
      awready: bool, wready: bool, bvalid: bool, bresp: uint(2),
      arready: bool, rvalid: bool, rdata: uint(32), rresp: uint(2),
      start:         bool.doc('one cycle: begin a chain'),
      chain_address: uint(32),
      irq:           bool,
    },
    state: {
      bvalid: bool.reset(false), bresp: uint(2),
      rvalid: bool.reset(false), rdata: uint(32), rresp: uint(2),
      start:         bool.reset(false),
      chain_address: uint(32).reset(0),
      enable:        bool.reset(false),
      pending:       bool.reset(false),
      last_error:    uint(2).reset(0),
      cycles: uint(32).reset(0), layers: uint(32).reset(0), array_steps: uint(32).reset(0), drain_stalls: uint(32).reset(0),
      weight_waits: uint(32).reset(0), read_beats: uint(32).reset(0), write_beats: uint(32).reset(0),
    },
  }),
  (s, parameters) => {
    const write = all(s.awvalid, s.wvalid, s.bvalid.not());
    const whole = s.wstrb.all();
    const read  = all(s.arvalid, s.rvalid.not());
    keep({ write, whole, read });

    const at = (name: RegisterName): Signal => s.awaddr.eq(registerOffset(name));
    const writable = at('CONTROL').or(at('DESCRIPTORS')).or(at('INTERRUPT'));
    const taken    = all(write, whole, writable);
    const begins   = all(taken, at('CONTROL'), s.wdata.bit(0), s.busy.not());
    keep({ writable, taken, begins });

    when(s.bready, () => { s.bvalid.next = false; });
    when(write, () => {
      s.bvalid.next = true;
      s.bresp.next = cat(whole.and(writable).not(), constant(bool, 0));
    });
    s.start.next = begins;
    when(s.chain_done, () => { s.pending.next = true; s.last_error.next = s.error; });
    when(all(taken, at('CONTROL'), s.wdata.bit(1)), () => { s.pending.next = false; });
    when(all(taken, at('DESCRIPTORS')), () => { s.chain_address.next = s.wdata; });
    when(all(taken, at('INTERRUPT')), () => { s.enable.next = s.wdata.bit(0); });
    when(begins, () => { s.last_error.next = 0; });

    for (const [name, event] of Object.entries(counters) as [keyof typeof counters, (typeof counters)[keyof typeof counters]][]) {
      const counter = s[name.toLowerCase() as Lowercase<keyof typeof counters>];
      when(begins, () => { counter.next = 0; })
        .elseWhen(s[event], () => { counter.next = counter.add(1).wrap(32); });
    }

    const { dm, dn, dk, portBits, activationDepth, weightDepth } = parameters;
    const values: Record<RegisterName, Signal | number> = {
      ID: identity,
      VERSION: descriptorVersion,
      ARRAY: dm + dn * 2 ** 8 + dk * 2 ** 16,
      MEMORY: portBits + Math.log2(activationDepth) * 2 ** 16 + Math.log2(weightDepth) * 2 ** 24,
      CONTROL: 0,
      STATUS: cat(s.last_error, constant(uint(6), 0), s.pending, s.busy).extend(32),
      DESCRIPTORS: s.chain_address,
      INTERRUPT: s.enable.extend(32),
      CYCLES: s.cycles, LAYERS: s.layers, ARRAY_STEPS: s.array_steps, DRAIN_STALLS: s.drain_stalls, WEIGHT_WAITS: s.weight_waits,
      READ_BEATS: s.read_beats, WRITE_BEATS: s.write_beats,
    };
    when(s.rready, () => { s.rvalid.next = false; });
    when(read, () => {
      s.rvalid.next = true;
      s.rdata.next = 0;
      s.rresp.next = 2;
      for (const { name, offset } of registerMap) {
        when(s.araddr.eq(offset), () => { s.rdata.next = values[name]; s.rresp.next = 0; });
      }
    });

    return {
      awready: write, wready: write, bvalid: s.bvalid, bresp: s.bresp,
      arready: read, rvalid: s.rvalid, rdata: s.rdata, rresp: s.rresp,
      start: s.start, chain_address: s.chain_address, irq: s.pending.and(s.enable),
    };
  },
);

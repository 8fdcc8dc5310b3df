import { accelerator } from '../../../src/hwgen/accelerator/accelerator.js';
import { all, bool, keep, module, mux, uint, when } from '../../../src/hwgen/language/hardware.js';
import type { SystemParameters } from '../../../src/sim/device/system.js';
import { axiMemory } from '../../../src/sim/memory/axi-memory.js';
import { axiMonitor, violationNames } from './axi-monitor.js';

/**
 * The accelerator with the memory, an observer of its port, and faults of the memory: the `bad_read`-th beat read and the `bad_write`-th burst
 * written since `restart` (counted from 1; 0: none) are answered with `response`; with `frozen` nothing at all is answered.
 */
export const hostileSystem = module('hostile_system',
  ({ accelerator: { portBits }, memoryBeats }: SystemParameters) => ({
    doc: 'the accelerator, a memory with faults and an observer',
    inputs: {
      latency: uint(16), seed: uint(32), restart: bool,
      host_write: bool, host_address: uint(Math.log2(memoryBeats)), host_data: uint(portBits),
      s_axi_awvalid: bool, s_axi_awaddr: uint(8), s_axi_wvalid: bool, s_axi_wdata: uint(32), s_axi_wstrb: uint(4), s_axi_bready: bool,
      s_axi_arvalid: bool, s_axi_araddr: uint(8), s_axi_rready: bool,
      bad_read: uint(24), bad_write: uint(24), response: uint(2), frozen: bool, write_base: uint(32), write_end: uint(32),
    },
    outputs: {
      host_read: uint(portBits),
      s_axi_awready: bool, s_axi_bvalid: bool, s_axi_arready: bool, s_axi_rvalid: bool, s_axi_rdata: uint(32),
      irq: bool, layer_done: bool, busy: bool, violations: uint(violationNames.length), under_way: uint(16), faults: uint(8).doc('bad answers given'),
    },
    state: { beats: uint(24).reset(0), bursts: uint(24).reset(0), faults: uint(8).reset(0) },
    wires: {
      arready: bool, rvalid: bool, rlast: bool, rresp: uint(2), rdata: uint(portBits), awready: bool, wready: bool, bvalid: bool, bresp: uint(2),
    },
  }),
  (s, { accelerator: parameters, memoryBeats }) => {
    const core = accelerator(parameters).place('core', {
      s_axi_awvalid: s.s_axi_awvalid, s_axi_awaddr: s.s_axi_awaddr, s_axi_wvalid: s.s_axi_wvalid, s_axi_wdata: s.s_axi_wdata,
      s_axi_wstrb: s.s_axi_wstrb, s_axi_bready: s.s_axi_bready, s_axi_arvalid: s.s_axi_arvalid, s_axi_araddr: s.s_axi_araddr, s_axi_rready: s.s_axi_rready,
      m_axi_arready: s.arready, m_axi_rvalid: s.rvalid, m_axi_rlast: s.rlast, m_axi_rresp: s.rresp, m_axi_rdata: s.rdata,
      m_axi_awready: s.awready, m_axi_wready: s.wready, m_axi_bvalid: s.bvalid, m_axi_bresp: s.bresp,
    });
    const awake = s.frozen.not();
    keep({ awake });
    const ram = axiMemory({ portBits: parameters.portBits, beats: memoryBeats }).place('ram', {
      latency: s.latency, seed: s.seed, restart: s.restart, host_write: s.host_write, host_address: s.host_address, host_data: s.host_data,
      arvalid: core.m_axi_arvalid.and(awake), araddr: core.m_axi_araddr, arlen: core.m_axi_arlen, rready: core.m_axi_rready.and(awake),
      awvalid: core.m_axi_awvalid.and(awake), awaddr: core.m_axi_awaddr, awlen: core.m_axi_awlen,
      wvalid: core.m_axi_wvalid.and(awake), wdata: core.m_axi_wdata, wstrb: core.m_axi_wstrb, bready: core.m_axi_bready.and(awake),
    });
    s.arready.assign(ram.arready.and(awake));
    s.rvalid.assign(ram.rvalid.and(awake));
    s.rlast.assign(ram.rlast);
    s.rdata.assign(ram.rdata);
    s.awready.assign(ram.awready.and(awake));
    s.wready.assign(ram.wready.and(awake));
    s.bvalid.assign(ram.bvalid.and(awake));

    const next_beat  = s.beats.add(1).wrap(24);
    const next_burst = s.bursts.add(1).wrap(24);
    const read_moves  = s.rvalid.and(core.m_axi_rready);
    const write_moves = s.bvalid.and(core.m_axi_bready);
    const read_bad  = next_beat.eq(s.bad_read);
    const write_bad = next_burst.eq(s.bad_write);
    keep({ next_beat, next_burst, read_moves, write_moves, read_bad, write_bad });
    s.rresp.assign(mux(read_bad, s.response, ram.rresp));
    s.bresp.assign(mux(write_bad, s.response, ram.bresp));
    when(read_moves, () => { s.beats.next = next_beat; });
    when(write_moves, () => { s.bursts.next = next_burst; });
    when(all(read_moves, read_bad).or(all(write_moves, write_bad)), () => { s.faults.next = s.faults.add(1).wrap(8); });
    when(s.restart, () => {
      s.beats.next = 0;
      s.bursts.next = 0;
      s.faults.next = 0;
    });

    const monitor = axiMonitor(parameters).place('monitor', {
      write_base: s.write_base, write_end: s.write_end,
      arvalid: core.m_axi_arvalid, arready: s.arready, araddr: core.m_axi_araddr, arlen: core.m_axi_arlen, rvalid: s.rvalid, rready: core.m_axi_rready, rlast: s.rlast,
      awvalid: core.m_axi_awvalid, awready: s.awready, awaddr: core.m_axi_awaddr, awlen: core.m_axi_awlen,
      wvalid: core.m_axi_wvalid, wready: s.wready, wlast: core.m_axi_wlast, wdata: core.m_axi_wdata, wstrb: core.m_axi_wstrb, bvalid: s.bvalid, bready: core.m_axi_bready,
    });
    return {
      host_read: ram.host_read, s_axi_awready: core.s_axi_awready, s_axi_bvalid: core.s_axi_bvalid, s_axi_arready: core.s_axi_arready,
      s_axi_rvalid: core.s_axi_rvalid, s_axi_rdata: core.s_axi_rdata, irq: core.irq, layer_done: core.layer_done, busy: core.busy,
      violations: monitor.violations, under_way: monitor.under_way, faults: s.faults,
    };
  },
);

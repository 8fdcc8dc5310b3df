import { bool, module, uint } from '../../hwgen/language/hardware.js';
import { accelerator } from '../../hwgen/accelerator/accelerator.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { axiMemory } from '../memory/axi-memory.js';

export interface SystemParameters {
  readonly accelerator: AcceleratorParameters;
  /** Beats of the memory. Power of two. */
  readonly memoryBeats: number;
}

/**
 * What the engines simulate: the accelerator as it is shipped, with a memory at its AXI4 port. Besides the control port and the host
 * port of the memory it shows every AXI signal, so that the hash over the outputs sees all that goes over the bus.
 */
export const system = module('accelerator_system',
  ({ accelerator: { portBits }, memoryBeats }: SystemParameters) => ({
    doc: 'the accelerator and a memory, for simulation',
    inputs: {
      latency: uint(16), seed: uint(32), restart: bool,
      host_write: bool, host_address: uint(Math.log2(memoryBeats)), host_data: uint(portBits),
      s_axi_awvalid: bool, s_axi_awaddr: uint(8), s_axi_wvalid: bool, s_axi_wdata: uint(32), s_axi_wstrb: uint(4), s_axi_bready: bool,
      s_axi_arvalid: bool, s_axi_araddr: uint(8), s_axi_rready: bool,
    },
    outputs: {
      host_read: uint(portBits),
      s_axi_awready: bool, s_axi_wready: bool, s_axi_bvalid: bool, s_axi_bresp: uint(2),
      s_axi_arready: bool, s_axi_rvalid: bool, s_axi_rdata: uint(32), s_axi_rresp: uint(2),
      arvalid: bool, arready: bool, araddr: uint(32), arlen: uint(8), arsize: uint(3), arburst: uint(2),
      rvalid: bool, rready: bool, rlast: bool,
      awvalid: bool, awready: bool, awaddr: uint(32), awlen: uint(8), awsize: uint(3), awburst: uint(2),
      wvalid: bool, wready: bool, wlast: bool, wdata: uint(portBits), bvalid: bool, bready: bool,
      irq: bool, layer_done: bool, busy: bool,
    },
    wires: {
      back_arready: bool, back_rvalid: bool, back_rlast: bool, back_rresp: uint(2), back_rdata: uint(portBits),
      back_awready: bool, back_wready: bool, back_bvalid: bool, back_bresp: uint(2),
    },
  }),
  (s, { accelerator: parameters, memoryBeats }) => {
    const core = accelerator(parameters).place('core', {
      s_axi_awvalid: s.s_axi_awvalid, s_axi_awaddr: s.s_axi_awaddr, s_axi_wvalid: s.s_axi_wvalid, s_axi_wdata: s.s_axi_wdata,
      s_axi_wstrb: s.s_axi_wstrb, s_axi_bready: s.s_axi_bready, s_axi_arvalid: s.s_axi_arvalid, s_axi_araddr: s.s_axi_araddr,
      s_axi_rready: s.s_axi_rready,
      m_axi_arready: s.back_arready, m_axi_rvalid: s.back_rvalid, m_axi_rlast: s.back_rlast, m_axi_rresp: s.back_rresp, m_axi_rdata: s.back_rdata,
      m_axi_awready: s.back_awready, m_axi_wready: s.back_wready, m_axi_bvalid: s.back_bvalid, m_axi_bresp: s.back_bresp,
    });
    const ram = axiMemory({ portBits: parameters.portBits, beats: memoryBeats }).place('ram', {
      latency: s.latency, seed: s.seed, restart: s.restart,
      host_write: s.host_write, host_address: s.host_address, host_data: s.host_data,
      arvalid: core.m_axi_arvalid, araddr: core.m_axi_araddr, arlen: core.m_axi_arlen, rready: core.m_axi_rready,
      awvalid: core.m_axi_awvalid, awaddr: core.m_axi_awaddr, awlen: core.m_axi_awlen,
      wvalid: core.m_axi_wvalid, wdata: core.m_axi_wdata, wstrb: core.m_axi_wstrb, bready: core.m_axi_bready,
    });
    s.back_arready.assign(ram.arready);
    s.back_rvalid.assign(ram.rvalid);
    s.back_rlast.assign(ram.rlast);
    s.back_rresp.assign(ram.rresp);
    s.back_rdata.assign(ram.rdata);
    s.back_awready.assign(ram.awready);
    s.back_wready.assign(ram.wready);
    s.back_bvalid.assign(ram.bvalid);
    s.back_bresp.assign(ram.bresp);
    return {
      host_read: ram.host_read,
      s_axi_awready: core.s_axi_awready, s_axi_wready: core.s_axi_wready, s_axi_bvalid: core.s_axi_bvalid, s_axi_bresp: core.s_axi_bresp,
      s_axi_arready: core.s_axi_arready, s_axi_rvalid: core.s_axi_rvalid, s_axi_rdata: core.s_axi_rdata, s_axi_rresp: core.s_axi_rresp,
      arvalid: core.m_axi_arvalid, arready: s.back_arready, araddr: core.m_axi_araddr, arlen: core.m_axi_arlen, arsize: core.m_axi_arsize, arburst: core.m_axi_arburst,
      rvalid: s.back_rvalid, rready: core.m_axi_rready, rlast: s.back_rlast,
      awvalid: core.m_axi_awvalid, awready: s.back_awready, awaddr: core.m_axi_awaddr, awlen: core.m_axi_awlen, awsize: core.m_axi_awsize, awburst: core.m_axi_awburst,
      wvalid: core.m_axi_wvalid, wready: s.back_wready, wlast: core.m_axi_wlast, wdata: core.m_axi_wdata, bvalid: s.back_bvalid, bready: core.m_axi_bready,
      irq: core.irq, layer_done: core.layer_done, busy: core.busy,
    };
  },
);

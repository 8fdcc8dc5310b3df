import { bool, uint } from '../language/hardware.js';

/** The five channels' widths of an AXI4 port of one master without IDs. */
export interface AxiWidths {
  readonly addressBits: number;
  readonly dataBits: number;
}

/** The read channels of an AXI4 port, as its master sees them: a key of `bundles`. */
export const axiReadMasterPorts = ({ addressBits, dataBits }: AxiWidths) => ({
  inputs: { arready: bool, rvalid: bool, rdata: uint(dataBits), rresp: uint(2), rlast: bool },
  outputs: { arvalid: bool, araddr: uint(addressBits), arlen: uint(8), arsize: uint(3), arburst: uint(2), rready: bool },
});

/** The write channels of an AXI4 port, as its master sees them. */
export const axiWriteMasterPorts = ({ addressBits, dataBits }: AxiWidths) => ({
  inputs: { awready: bool, wready: bool, bvalid: bool, bresp: uint(2) },
  outputs: {
    awvalid: bool, awaddr: uint(addressBits), awlen: uint(8), awsize: uint(3), awburst: uint(2),
    wvalid: bool, wdata: uint(dataBits), wstrb: uint(dataBits / 8), wlast: bool, bready: bool,
  },
});

/** An AXI4-Lite port of 32-bit words, as its slave sees it. */
export const axiLiteSlavePorts = (addressBits: number) => ({
  inputs: {
    awvalid: bool, awaddr: uint(addressBits), wvalid: bool, wdata: uint(32), wstrb: uint(4), bready: bool,
    arvalid: bool, araddr: uint(addressBits), rready: bool,
  },
  outputs: { awready: bool, wready: bool, bvalid: bool, bresp: uint(2), arready: bool, rvalid: bool, rdata: uint(32), rresp: uint(2) },
});

/** An AXI4-Stream port that words leave by. `tlast` marks the last beat of a packet; the language's own streams have no such bit. */
export const axiStreamMasterPorts = (dataBits: number) => ({
  inputs: { tready: bool },
  outputs: { tvalid: bool, tdata: uint(dataBits), tlast: bool },
});

/** An AXI4-Stream port that words come in by. */
export const axiStreamSlavePorts = (dataBits: number) => ({
  inputs: { tvalid: bool, tdata: uint(dataBits), tlast: bool },
  outputs: { tready: bool },
});

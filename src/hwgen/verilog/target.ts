/**
 * What the Verilog is for. `generic`: plain Verilog-2001 for any tool. The others choose how a popcount is built: from the cells of Xilinx
 * 7-series and later (`LUT6_2`, with a simulation model beside it), or in the form that costs least on Lattice iCE40 and ECP5.
 */
export const targets = ['generic', 'xilinx7', 'ice40', 'ecp5'] as const;

export type Target = (typeof targets)[number];

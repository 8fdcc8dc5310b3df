import type { FpgaTarget } from './recipe.js';

/** What a design takes of an FPGA. `lut` counts every lookup table once, those that serve as memory included. */
export interface CellCount {
  readonly lut: number;
  /** The part of `lut` that serves as memory or shift register. */
  readonly memoryLut: number;
  readonly ff: number;
  /** Block memories of full size; a half one counts 0.5. */
  readonly bram: number;
  readonly dsp: number;
  /** Carry cells: CARRY4 of 4 bits, SB_CARRY of 1, CCU2C of 2. */
  readonly carry: number;
}

type Weights = { readonly [K in keyof CellCount]?: number };

const lut: Weights = { lut: 1 };
const ff: Weights = { ff: 1 };
const memory = (luts: number): Weights => ({ lut: luts, memoryLut: luts });

/** What each cell counts; cells of the first pattern that fits. All others (multiplexers behind LUTs, inverters, buffers) cost no LUT. */
const WEIGHTS: Record<FpgaTarget, readonly (readonly [pattern: RegExp, weights: Weights])[]> = {
  xilinx7: [
    [/^LUT[1-6]$|^LUT6_2$/, lut],
    [/^RAM(32M|64M|128X1D)$/, memory(4)],
    [/^RAM(32X1D|64X1D|128X1S)$/, memory(2)],
    [/^RAM(32X1S|64X1S)$|^SRL16E$|^SRLC32E$/, memory(1)],
    [/^RAM256X1[SD]$/, memory(8)],
    [/^FD[RSCP]E/, ff],
    [/^RAMB36E1$/, { bram: 1 }],
    [/^RAMB18E1$/, { bram: 0.5 }],
    [/^DSP48E1$/, { dsp: 1 }],
    [/^CARRY4$/, { carry: 1 }],
  ],
  ice40: [
    [/^SB_LUT4$/, lut],
    [/^SB_DFF/, ff],
    [/^SB_RAM40_4K/, { bram: 1 }],
    [/^SB_MAC16$/, { dsp: 1 }],
    [/^SB_CARRY$/, { carry: 1 }],
  ],
  ecp5: [
    [/^LUT4$/, lut],
    [/^CCU2C$/, { lut: 2, carry: 1 }],
    [/^TRELLIS_DPR16X4$/, memory(4)],
    [/^TRELLIS_FF$/, ff],
    [/^DP16KD$|^PDPW16KD$/, { bram: 1 }],
    [/^MULT18X18D$/, { dsp: 1 }],
  ],
};

/** How `countCells` counts, in words, for the line above a figure. */
export const countDefinition: Record<FpgaTarget, string> = {
  xilinx7: 'LUT = LUT1..LUT6 + LUT6_2 (counted once) + LUTs of distributed memory (RAM32M and RAM64M 4, RAM32X1D 2, SRL 1); BRAM in RAMB36; MUXF7, MUXF8, CARRY4 and INV are no LUTs',
  ice40: 'LUT = SB_LUT4; BRAM = SB_RAM40_4K; SB_CARRY is no LUT',
  ecp5: 'LUT = LUT4 + 2 per CCU2C + 4 per TRELLIS_DPR16X4; BRAM = DP16KD; PFUMX and L6MUX21 are no LUTs',
};

/** Sums cells by kind. `cells`: number of cells by type, as `stat -json` of yosys has it. */
export function countCells(cells: Readonly<Record<string, number>>, target: FpgaTarget): CellCount {
  const total = { lut: 0, memoryLut: 0, ff: 0, bram: 0, dsp: 0, carry: 0 };
  for (const [type, number] of Object.entries(cells)) {
    const weights = WEIGHTS[target].find(([pattern]) => pattern.test(type))?.[1] ?? {};
    for (const key of Object.keys(weights) as (keyof CellCount)[]) total[key] += weights[key]! * number;
  }
  return total;
}

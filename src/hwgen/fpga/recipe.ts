import type { Target } from '../verilog/target.js';

/** FPGA families that a design can be synthesised for. */
export type FpgaTarget = Exclude<Target, 'generic'>;
export const fpgaTargets = ['xilinx7', 'ice40', 'ecp5'] as const satisfies readonly FpgaTarget[];

/** The file that a recipe leaves its counts in. */
export const countsFile = 'counts.json';

/** The file that a recipe with `netlist` leaves the netlist in. */
export const netlistFile = 'netlist.json';

export interface RecipeOptions {
  readonly top: string;
  /** One module in the end, so that logic is shared and simplified across borders; else every module on its own. */
  readonly flatten: boolean;
  /** Also write the netlist for place and route. */
  readonly netlist?: boolean | undefined;
}

/**
 * The script that yosys runs on all Verilog files of a design: the family's standard flow, without pads and clock buffers because the
 * design is a part of a larger one.
 */
export function yosysScript(target: FpgaTarget, { top, flatten, netlist }: RecipeOptions): string {
  const flow = {
    xilinx7: `synth_xilinx -family xc7 ${flatten ? '-flatten ' : ''}-abc9 -noiopad -noclkbuf -top ${top}`,
    ice40: `synth_ice40 ${flatten ? '' : '-noflatten '}-top ${top}`,
    ecp5: `synth_ecp5 ${flatten ? '' : '-noflatten '}-top ${top}`,
  }[target];
  return ['read_verilog *.v', flow, ...(netlist ? [`write_json ${netlistFile}`] : []), `tee -q -o ${countsFile} stat -json`].join('; ');
}

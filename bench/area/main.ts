/**
 * `npm run bench:area [-- --only core]`: the area of the dot-product unit and of the complete core on Xilinx 7, and the clock of both on an iCE40
 * HX8K. Prints the command and the definition of every figure, then one JSON line, with null for a core that does not fit its chip.
 *
 * Takes minutes: the core is one netlist of some ten thousand cells. Every step's result is kept under bench/results/area and taken from there as
 * long as its Verilog, its options and the tools are the same, so a run that was interrupted goes on where it was. --only: the steps whose
 * names hold this text, without the line at the end.
 */
import { parseArgs } from 'node:util';
import type { ModuleSynthesis, ModuleSynthesisOptions } from '../../src/cli/jobs/synthesise-module.js';
import { synthesisText } from '../../src/cli/synthesis-text.js';
import { defaultParameters, type AcceleratorParameters } from '../../src/hwgen/accelerator/parameters.js';
import { keptStep } from './kept-step.js';
import { smallCore } from './small-core.js';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const xilinx = { target: 'xilinx7', hierarchy: false, place: false, device: 'hx8k', mhz: 100, seed: 1 } as const;
const ice = { ...xilinx, target: 'ice40', place: true } as const;

/** Small LUTs need stages, and a short carry chain. */
const fastUnit: AcceleratorParameters = { ...defaultParameters, accumulatorBits: 24, popcountStages: 3 };

/** Absent: left out by --only. Null: does not fit. */
type Measured = ModuleSynthesis | null | undefined;

const unit = await measured('unit-xilinx7', 'Dot-product unit with accumulator on Xilinx 7', defaultParameters, { ...xilinx, module: 'dot_unit' });
const core = await measured('core-xilinx7', 'Complete core on Xilinx 7, flattened', defaultParameters, { ...xilinx, module: 'accelerator' });
const iceUnit = await measured('unit-ice40', 'Dot-product unit with accumulator of 24 bits and a popcount in three stages on iCE40 HX8K, placed and routed', fastUnit, { ...ice, module: 'dot_unit', mhz: 200 });
const iceCore = await measured('core-ice40', 'Small complete core on iCE40 HX8K, placed and routed', smallCore, { ...ice, module: 'accelerator', mhz: 60 });

if (unit && core && iceUnit && iceCore !== undefined) {
  console.log(JSON.stringify({
    area: {
      unit: { lut: unit.count.lut, perBmac: rounded(unit.lutPerBmac!) },
      core: { lut: core.count.lut, perBmac: rounded(core.lutPerBmac!) },
      ice40: { unitMHz: rounded(iceUnit.placement!.mhz), coreMHz: iceCore && rounded(iceCore.placement!.mhz), cells: iceCore && iceCore.placement!.cells },
    },
  }));
}

async function measured(name: string, title: string, parameters: AcceleratorParameters, options: ModuleSynthesisOptions): Promise<Measured> {
  if (!name.includes(values.only)) return undefined;
  const outcome = await keptStep(name, parameters, options);
  const when = outcome.kept ? `kept: bench/results/area/${name}.json, measured in ${outcome.seconds} s` : `${outcome.seconds} s`;
  console.log(`# ${title} (${when})\n${outcome.fits ? synthesisText(outcome.result, undefined) : outcome.sentence}\n`);
  return outcome.fits ? outcome.result : null;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

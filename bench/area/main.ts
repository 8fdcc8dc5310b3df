/**
 * `npm run bench:area`: the area of the dot-product unit and of the complete core on Xilinx 7, and the clock of both on an iCE40 HX8K. Prints
 * the command and the definition of every figure, then one JSON line. Takes minutes: the core is one netlist of some ten thousand cells.
 */
import { synthesiseModule, type ModuleSynthesisOptions } from '../../src/cli/jobs/synthesise-module.js';
import { synthesisText } from '../../src/cli/synthesis-text.js';
import { defaultParameters, type AcceleratorParameters } from '../../src/hwgen/accelerator/parameters.js';
import { smallCore } from './small-core.js';

const xilinx = { target: 'xilinx7', hierarchy: false, place: false, device: 'hx8k', mhz: 100, seed: 1 } as const;
const ice = { ...xilinx, target: 'ice40', place: true } as const;

const unit = await measured('Dot-product unit with accumulator on Xilinx 7', defaultParameters, { ...xilinx, module: 'dot_unit' });
const core = await measured('Complete core on Xilinx 7, flattened', defaultParameters, { ...xilinx, module: 'accelerator' });
const iceUnit = await measured('Dot-product unit with accumulator on iCE40 HX8K, placed and routed', defaultParameters, { ...ice, module: 'dot_unit', mhz: 200 });
const iceCore = await measured('Small complete core on iCE40 HX8K, placed and routed', smallCore, { ...ice, module: 'accelerator', mhz: 80 });

console.log(JSON.stringify({
  area: {
    unit: { lut: unit.count.lut, perBmac: rounded(unit.lutPerBmac!) },
    core: { lut: core.count.lut, perBmac: rounded(core.lutPerBmac!) },
    ice40: { unitMHz: rounded(iceUnit.placement!.mhz), coreMHz: rounded(iceCore.placement!.mhz), cells: iceCore.placement!.cells },
  },
}));

async function measured(title: string, parameters: AcceleratorParameters, options: ModuleSynthesisOptions) {
  const begin = performance.now();
  const result = await synthesiseModule(parameters, options);
  console.log(`# ${title} (${((performance.now() - begin) / 1000).toFixed(0)} s)\n${synthesisText(result, undefined)}\n`);
  return result;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

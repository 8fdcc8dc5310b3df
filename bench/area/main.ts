/**
 * `npm run bench:area`: the area of the dot-product unit and of the complete core on Xilinx 7, and the clock of both on an iCE40 HX8K. Prints
 * the command and the definition of every figure, then one JSON line, with null for a core that does not fit. Takes minutes: the core is one
 * netlist of some ten thousand cells.
 */
import { synthesiseModule, type ModuleSynthesisOptions } from '../../src/cli/jobs/synthesise-module.js';
import { synthesisText } from '../../src/cli/synthesis-text.js';
import { InputError } from '../../src/errors/input-error.js';
import { defaultParameters, type AcceleratorParameters } from '../../src/hwgen/accelerator/parameters.js';
import { smallCore } from './small-core.js';

const xilinx = { target: 'xilinx7', hierarchy: false, place: false, device: 'hx8k', mhz: 100, seed: 1 } as const;
const ice = { ...xilinx, target: 'ice40', place: true } as const;

const unit = await measured('Dot-product unit with accumulator on Xilinx 7', defaultParameters, { ...xilinx, module: 'dot_unit' });
const core = await measured('Complete core on Xilinx 7, flattened', defaultParameters, { ...xilinx, module: 'accelerator' });
const iceUnit = await measured('Dot-product unit with accumulator on iCE40 HX8K, placed and routed', defaultParameters, { ...ice, module: 'dot_unit', mhz: 200 });
const iceCore = await placedCore();

console.log(JSON.stringify({
  area: {
    unit: { lut: unit.count.lut, perBmac: rounded(unit.lutPerBmac!) },
    core: { lut: core.count.lut, perBmac: rounded(core.lutPerBmac!) },
    ice40: { unitMHz: rounded(iceUnit.placement!.mhz), coreMHz: iceCore === undefined ? null : rounded(iceCore.mhz), cells: iceCore?.cells ?? null },
  },
}));

async function measured(title: string, parameters: AcceleratorParameters, options: ModuleSynthesisOptions) {
  const begin = performance.now();
  const result = await synthesiseModule(parameters, options);
  console.log(`# ${title} (${((performance.now() - begin) / 1000).toFixed(0)} s)\n${synthesisText(result, undefined)}\n`);
  return result;
}

/** The small core on the chip, or undefined, with the placer's words printed, when it does not fit. */
async function placedCore() {
  const title = 'Small complete core on iCE40 HX8K, placed and routed';
  try {
    return (await measured(title, smallCore, { ...ice, module: 'accelerator', mhz: 80 })).placement!;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.log(`# ${title}: not measured\n${error.message}\n`);
    return undefined;
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

import { InputError } from '../../errors/input-error.js';
import { fpgaTargets, type FpgaTarget } from '../../hwgen/fpga/recipe.js';
import { iceDevices, type IceDevice } from '../../hwgen/fpga/place-and-route.js';
import type { Command } from '../command.js';
import type { Output } from '../output.js';
import { configOption, jsonOption, text, wholeNumber } from '../option-values.js';
import { requireWritableFolder } from '../writable.js';

export interface SynthOptions {
  readonly config: string | undefined;
  readonly target: FpgaTarget;
  readonly module: string;
  readonly hierarchy: boolean;
  readonly place: boolean;
  readonly device: IceDevice | undefined;
  readonly mhz: number | undefined;
  readonly seed: number | undefined;
  readonly out: string | undefined;
  readonly json: boolean;
}

/** `bitloom synth`: what the accelerator, or a module of it, takes of an FPGA, and how fast it is there. */
export const synth: Command<SynthOptions> = {
  usage: 'synth',
  summary: 'Synthesise the accelerator with yosys: LUTs, registers, memories; place and route on iCE40',
  examples: [
    ['synth --module dot_unit', 'the LUTs of one dot-product unit on Xilinx 7'],
    ['synth --config small.json --target ice40 --place --out build', 'clock frequency and bitstream on an iCE40 HX8K'],
  ],
  options: (parser) => parser
    .option('config', configOption)
    .option('target', { choices: fpgaTargets, default: 'xilinx7' as FpgaTarget, requiresArg: true, describe: 'FPGA family' })
    .option('module', text('module', { default: 'accelerator', describe: 'the module to synthesise, with all in it' }))
    .option('hierarchy', { type: 'boolean', default: true, describe: 'also synthesise every module on its own, for a table of them' })
    .option('place', { type: 'boolean', default: false, describe: 'place, route and pack the bitstream (ice40)' })
    .option('device', { choices: Object.keys(iceDevices) as IceDevice[], defaultDescription: '"hx8k"', requiresArg: true, describe: 'with --place: the chip' })
    .option('mhz', wholeNumber('mhz', 1, 1000, { defaultDescription: '100', describe: 'with --place: the clock to aim for' }))
    .option('seed', wholeNumber('seed', 1, 2 ** 31 - 1, { defaultDescription: '1', describe: 'with --place: seed of the placer' }))
    .option('out', text('out', { describe: 'with --place: folder for the bitstream' }))
    .option('json', jsonOption)
    .check(({ place, target, ...others }) => {
      if (place && target !== 'ice40') throw new InputError(`--place: there is a flow for ice40 only, not for ${target}; give --target ice40 or leave --place out`);
      const idle = (['out', 'device', 'mhz', 'seed'] as const).find((name) => !place && others[name] !== undefined);
      if (idle !== undefined) throw new InputError(`--${idle}: only placing needs it; give --place too, or leave it out`);
      return true;
    }),

  run: async (options, output) => {
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { synthesiseModule } = await import('../jobs/synthesise-module.js');
    const { synthesisText } = await import('../synthesis-text.js');
    const parameters = await readAcceleratorParameters(options.config);
    if (options.out !== undefined) await requireWritableFolder('out', options.out);
    const result = await synthesiseModule(parameters, { ...options, device: options.device ?? 'hx8k', mhz: options.mhz ?? 100, seed: options.seed ?? 1 }, steps(output));
    const file = options.out === undefined ? undefined : await writeBitstream(options.out, options.module, result.placement!.bitstream);
    if (!options.json) output.result(synthesisText(result, file));
    else {
      const { placement, ...rest } = result;
      const { bitstream, ...placed } = placement ?? {};
      output.result(JSON.stringify({ ...rest, ...(placement && { placement: { ...placed, bitstreamBytes: bitstream!.length, ...(file !== undefined && { file }) } }) }));
    }
    return 0;
  },
};

async function writeBitstream(folder: string, module: string, bitstream: Uint8Array): Promise<string> {
  const { join } = await import('node:path');
  const { mkdir } = await import('node:fs/promises');
  const { writeAtomically } = await import('../../files/write-atomically.js');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${module}.bin`);
  await writeAtomically(file, bitstream);
  return file;
}

/** A line per step with the seconds so far, at most one every two seconds; the tools keep the thread busy, so a bar could not move. */
function steps(output: Output): (step: string) => void {
  const begin = performance.now();
  let last = -Infinity;
  return (step) => {
    const now = performance.now();
    if (now - last < 2000) return;
    last = now;
    output.progress(`${((now - begin) / 1000).toFixed(0).padStart(4)} s  ${step}`);
  };
}

import { type Target, targets } from '../../hwgen/verilog/target.js';
import type { Command } from '../command.js';
import { configOption, jsonOption, text } from '../option-values.js';
import { requireWritableFolder } from '../writable.js';

export interface GenerateOptions {
  readonly config: string | undefined;
  readonly target: Target;
  readonly out: string;
  readonly json: boolean;
}

/** `bitloom generate`: the accelerator as Verilog, with its symbol table and register map. */
export const generate: Command<GenerateOptions> = {
  usage: 'generate',
  summary: 'Write the accelerator as Verilog, with symbol table and register map',
  examples: [
    ['generate --config accelerator.json --out rtl', 'Verilog of an accelerator of your own'],
  ],
  options: (parser) => parser
    .option('config', configOption)
    .option('target', { choices: targets, default: 'generic' as Target, requiresArg: true, describe: 'FPGA family that the popcounts are built for' })
    .option('out', text('out', { default: 'rtl-out', describe: 'folder to write' }))
    .option('json', jsonOption),

  run: async (options, output) => {
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { writeDesign } = await import('../write-design.js');
    const parameters = await readAcceleratorParameters(options.config);
    await requireWritableFolder('out', options.out);
    const files = await writeDesign(options.out, parameters, options.target);
    if (options.json) output.result(JSON.stringify({ folder: options.out, target: options.target, parameters, files }));
    else output.result(`${files.length} files in ${options.out}:\n${files.map(({ name, lines }) => `  ${name} (${lines} lines)`).join('\n')}`);
    return 0;
  },
};

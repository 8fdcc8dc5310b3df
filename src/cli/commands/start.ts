import type { Command } from '../command.js';
import { missingPart } from '../missing-part.js';
import { jsonOption, text, wholeNumber } from '../option-values.js';
import { requireWritableFolder } from '../writable.js';

export interface StartOptions {
  readonly seed: number;
  readonly images: number;
  readonly out: string;
  readonly rtl: string;
  readonly verilator: boolean;
  readonly json: boolean;
}

/** `bitloom start`: the main job, from the embedded data set to verified RTL. */
export const start: Command<StartOptions> = {
  usage: 'start',
  summary: 'The main job: search, train, generate, simulate and verify on the embedded digits',
  examples: [
    ['start', 'everything with its defaults'],
    ['start --json > result.json', 'the result for a program'],
  ],
  options: (parser) => parser
    .option('seed', wholeNumber('seed', 0, 2 ** 31 - 1, { default: 1, describe: 'seed of the data and of all random choices' }))
    .option('images', wholeNumber('images', 1, 500, { default: 20, describe: 'test images to run on all engines' }))
    .option('out', text('out', { default: 'runs/digits', describe: 'run folder to write' }))
    .option('rtl', text('rtl', { default: 'rtl-out', describe: 'folder for the Verilog' }))
    .option('verilator', { type: 'boolean', default: true, describe: 'check with Verilator too; --no-verilator leaves it out' })
    .option('json', jsonOption),

  run: async (options) => {
    await requireWritableFolder('out', options.out);
    await requireWritableFolder('rtl', options.rtl);
    return missingPart('the main job');
  },
};

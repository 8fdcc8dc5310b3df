import { InputError } from '../../errors/input-error.js';
import type { Command } from '../command.js';
import { missingPart } from '../missing-part.js';
import { configOption, jsonOption, latencyOption, text, wholeNumber } from '../option-values.js';
import { requireWritableFolder } from '../writable.js';

export interface SearchOptions {
  readonly data: string;
  readonly model: string;
  readonly target: string;
  readonly out: string | undefined;
  readonly resume: string | undefined;
  readonly seed: number;
  readonly config: string | undefined;
  readonly latency: number;
  readonly json: boolean;
}

/** `bitloom search`: bitwidths per layer for a target in cycles, retraining, and the integer network. */
export const search: Command<SearchOptions> = {
  usage: 'search',
  summary: 'Search the bitwidths of a network for a target in cycles, and train it',
  examples: [
    ['search --data mnist:data/mnist --model digits --target 0.5x-w4a4', 'half the cycles of W4A4'],
    ['search --resume runs/mnist', 'go on after Ctrl-C'],
  ],
  options: (parser) => parser
    .option('data', text('data', { default: 'digits', describe: 'data set: digits, mnist:DIR or cifar10:DIR' }))
    .option('model', text('model', { default: 'digits', describe: 'network to search' }))
    .option('target', text('target', { default: '0.5x-w4a4', describe: 'cycles, or a share of a uniform network\'s: 0.5x-w4a4' }))
    .option('out', text('out', { describe: 'run folder to write; default runs/ and the name of the data set' }))
    .option('resume', text('resume', { conflicts: ['out'], describe: 'run folder of a search to go on with' }))
    .option('seed', wholeNumber('seed', 0, 2 ** 32 - 1, { default: 1, describe: 'seed of all random choices' }))
    .option('config', configOption)
    .option('latency', latencyOption)
    .option('json', jsonOption)
    .check(({ target }) => {
      if (/^([1-9]\d*|\d+(\.\d+)?x-w[1-8]a[1-8])$/.test(target)) return true;
      throw new InputError(`--target: expected a number of cycles, or a share of a uniform network's like 0.5x-w4a4, found ${target}`);
    }),

  run: async (options) => {
    const { parseSpec } = await import('../../search/data/load-dataset.js');
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { kind } = parseSpec(options.data);
    await readAcceleratorParameters(options.config);
    await requireWritableFolder('out', options.resume ?? options.out ?? `runs/${kind}`);
    return missingPart('the search');
  },
};

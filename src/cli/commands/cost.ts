import { InputError } from '../../errors/input-error.js';
import type { Command } from '../command.js';
import { missingPart } from '../missing-part.js';
import { configOption, jsonOption, latencyOption, text } from '../option-values.js';

export interface CostOptions {
  readonly model: string | undefined;
  readonly network: string | undefined;
  readonly config: string | undefined;
  readonly latency: number;
  readonly json: boolean;
  readonly csv: boolean;
}

/** `bitloom cost`: cycles of every layer at every pair of bitwidths. */
export const cost: Command<CostOptions> = {
  usage: 'cost',
  summary: 'Print the cost table: cycles of every layer at every pair of bitwidths',
  examples: [
    ['cost --network runs/digits/network.json --csv', 'the table of a network\'s layers, for a spreadsheet'],
  ],
  options: (parser) => parser
    .option('model', text('model', { conflicts: ['network'], describe: 'a model that the search knows' }))
    .option('network', text('network', { describe: 'a network.json' }))
    .option('config', configOption)
    .option('latency', latencyOption)
    .option('json', jsonOption)
    .option('csv', { type: 'boolean', default: false, describe: 'print comma-separated values' })
    .check(({ model, network, json, csv }) => {
      if (model === undefined && network === undefined) throw new InputError('name the layers with --model NAME or --network FILE; see "bitloom cost --help"');
      if (json && csv) throw new InputError('--json and --csv exclude each other; choose one');
      return true;
    }),

  run: async (options) => {
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    await readAcceleratorParameters(options.config);
    if (options.network !== undefined) {
      const { readNetwork } = await import('../../network/network-file.js');
      await readNetwork(options.network);
    }
    return missingPart('the cycle model');
  },
};

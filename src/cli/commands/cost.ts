import { InputError } from '../../errors/input-error.js';
import type { LayerShape } from '../../network/network.js';
import type { EngineName } from '../../sim/simulator.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import type { CostTableCheck } from '../../sim/device/verify-cost-table.js';
import type { Command } from '../command.js';
import type { Output } from '../output.js';
import { configOption, jsonOption, latencyOption, text } from '../option-values.js';
import { textTable } from '../text-table.js';

export interface CostOptions {
  readonly model: string | undefined;
  readonly network: string | undefined;
  readonly data: string;
  readonly engine: 'model' | EngineName;
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
    ['cost --model resnet20 --engine sim --json', 'every entry counted by the simulated accelerator too'],
  ],
  options: (parser) => parser
    .option('model', text('model', { conflicts: ['network'], describe: 'a model that the search knows, or resnet8, 18, 20, 32, 34, 56' }))
    .option('network', text('network', { describe: 'a network.json' }))
    .option('data', text('data', { default: 'digits', describe: 'data set that gives the model its input: digits, mnist:DIR or cifar10:DIR' }))
    .option('engine', { choices: ['model', 'sim', 'verilator'] as const, default: 'model' as const, requiresArg: true, describe: 'also run the entries, all of them on sim, the corners on verilator, and compare' })
    .option('config', configOption)
    .option('latency', latencyOption)
    .option('json', jsonOption)
    .option('csv', { type: 'boolean', default: false, describe: 'print comma-separated values' })
    .check(({ model, network, json, csv }) => {
      if (model === undefined && network === undefined) throw new InputError('name the layers with --model NAME or --network FILE; see "bitloom cost --help"');
      if (json && csv) throw new InputError('--json and --csv exclude each other; choose one');
      return true;
    }),

  run: async (options, output) => {
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { buildCostTable } = await import('../../sim/cycles/build-cost-table.js');
    const parameters = await readAcceleratorParameters(options.config);
    const shapes = await shapesOf(options);
    const table = buildCostTable(shapes, parameters, options.latency);
    const check = options.engine === 'model' ? undefined : await checkedOn(options.engine, table, shapes, parameters, options.latency, output);
    // A pair of bitwidths that the accelerator can't run has no cycles: null in JSON, empty in CSV, - in text.
    const layers = table.layers.map(({ name, cycles }) => ({ name, cycles: cycles.map((row) => row.map((entry) => (Number.isFinite(entry) ? entry : null))) }));
    if (options.json) {
      output.result(JSON.stringify({ parameters, latency: options.latency, hash: table.hash, layers, ...(check && { check: { engine: options.engine, ...check } }) }));
    } else if (options.csv) {
      const lines = layers.flatMap(({ name, cycles }) => cycles.flatMap((row, w) => row.map((entry, a) => `${name},${w + 1},${a + 1},${entry ?? ''}`)));
      output.result(['layer,weightBits,activationBits,cycles', ...lines].join('\n'));
    } else {
      output.result(textTable(
        ['layer', 'w bits', ...layers[0]!.cycles[0]!.map((_, a) => `a${a + 1}`)],
        layers.flatMap(({ name, cycles }) => cycles.map((row, w) => [name, w + 1, ...row.map((entry) => entry ?? '-')])),
      ));
      output.result(`cycles at memory latency ${options.latency}; hash ${table.hash}`);
      if (check) output.result(checkText(options.engine, check));
    }
    return check === undefined || check.differences.length === 0 ? 0 : 1;
  },
};

async function checkedOn(
  engine: EngineName, table: CostTable, shapes: readonly LayerShape[], parameters: AcceleratorParameters, latency: number, output: Output,
): Promise<CostTableCheck> {
  const { verifyCostTable } = await import('../../sim/device/verify-cost-table.js');
  return verifyCostTable(table, shapes, parameters, latency, {
    engine, corners: engine === 'verilator',
    progress: (layer, done, all) => output.progress(`${engine}: ${layer}, ${done} of ${all} different layers done`),
  });
}

function checkText(engine: string, { entries, cycles, differences }: CostTableCheck): string {
  const first = differences[0];
  const verdict = first === undefined ? 'all equal to the table'
    : `${differences.length} differ, the first: ${first.layer} w${first.weightBits}a${first.activationBits} takes ${first.measured}, the table says ${first.table}`;
  return `${engine}: ${entries.toLocaleString('en')} entries of different layers run in ${cycles.toLocaleString('en')} cycles, ${verdict}`;
}

async function shapesOf({ model, network, data }: CostOptions): Promise<readonly LayerShape[]> {
  if (network !== undefined) return (await (await import('../../network/network-file.js')).readNetwork(network)).layers;
  const { resnetNames, resnetShapes } = await import('../../network/shapes/resnet.js');
  const resnet = resnetNames.find((name) => name === model);
  if (resnet !== undefined) return resnetShapes(resnet);
  const { loadDataset } = await import('../../search/data/load-dataset.js');
  const { findModel, modelNames } = await import('../../search/models/find-model.js');
  if (!modelNames.includes(model!)) throw new InputError(`--model: "${model}" is not known; use one of: ${[...modelNames, ...resnetNames].join(', ')}`);
  const { layerShapes } = await import('../../search/models/model.js');
  const { shape, classes } = await loadDataset(data);
  return layerShapes(findModel(model!, shape, classes));
}

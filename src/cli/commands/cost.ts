import { InputError } from '../../errors/input-error.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { networkShapeNames } from '../../network/shapes/network-shapes.js';
import { costColumns } from '../../sim/cycles/cost-columns.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import type { CostTableCheck } from '../../sim/device/verify-cost-table.js';
import type { EngineName } from '../../sim/simulator.js';
import type { Command } from '../command.js';
import type { CostLayers } from '../jobs/cost-layers.js';
import { definitionsText, machineText, reportCsv, reportJson, reportText, type CostLine } from '../jobs/cost-text.js';
import type { Output } from '../output.js';
import { configOption, jsonOption, latencyOption, text, wholeNumber } from '../option-values.js';
import { textTable } from '../text-table.js';

export interface CostOptions {
  readonly model: string | undefined;
  readonly network: string | undefined;
  readonly data: string | undefined;
  readonly width: number | undefined;
  readonly 'map-bits': number | undefined;
  readonly bits: string | undefined;
  readonly engine: 'model' | EngineName;
  readonly 'data-path': boolean;
  readonly sample: number | undefined;
  readonly seed: number | undefined;
  readonly measurements: string | undefined;
  readonly config: string | undefined;
  readonly array: string | undefined;
  readonly 'port-bits': number | undefined;
  readonly latency: number;
  readonly json: boolean;
  /** Empty: to stdout. */
  readonly csv: string | undefined;
}

const defaultSample = 16;

/** `bitloom cost`: cycles of every layer at every pair of bitwidths, and what becomes of them. */
export const cost: Command<CostOptions> = {
  usage: 'cost',
  summary: 'Print the cost table: cycles of every layer at every pair of bitwidths',
  examples: [
    ['cost --model resnet18', 'all 64 pairs of bits of every layer'],
    ['cost --model resnet20 --bits w2a2 --port-bits 128', 'compute, stall and fill cycles, efficiency, bytes: what each layer does with its time'],
    ['cost --network runs/digits/network.json --csv cost.csv', 'all columns of all pairs, for a spreadsheet'],
    ['cost --model resnet20 --engine sim --json', 'every entry counted by the simulated accelerator too'],
  ],
  options: (parser) => parser
    .epilogue(definitionsText())
    .option('model', text('model', { conflicts: ['network'], describe: `a model that the search knows, or one of ${networkShapeNames.join(', ')}` }))
    .option('network', text('network', { describe: 'a network.json' }))
    .option('data', text('data', { conflicts: ['network'], defaultDescription: '"digits"', describe: 'data set that gives a model without an image size of its own its input: digits, mnist:DIR or cifar10:DIR' }))
    .option('width', wholeNumber('width', 1, 1024, { conflicts: ['network'], describe: 'channels of the model\'s first convolution, all others in proportion; default the model\'s own' }))
    .option('map-bits', wholeNumber('map-bits', 1, 8, { conflicts: ['network'], describe: 'the most bits that a map of the network has, as a search settles it; default 8. A --network says its own' }))
    .option('bits', text('bits', { describe: 'a report of the layers at these bits: w2a2, or own for those of the network' }))
    .option('engine', { choices: ['model', 'sim', 'verilator'] as const, default: 'model' as const, requiresArg: true, describe: 'also run entries of all different layers and compare: all on sim; corners and a sample on verilator' })
    .option('data-path', { type: 'boolean', default: false, describe: 'with --engine sim: simulate the data path too, which changes no cycle' })
    .option('sample', wholeNumber('sample', 0, 100_000, { defaultDescription: String(defaultSample), describe: 'with --engine verilator: entries besides the corners (1,1), (1,8), (8,1), (8,8), drawn at random' }))
    .option('seed', wholeNumber('seed', 0, 2 ** 32 - 1, { defaultDescription: '1', describe: 'seed of --sample' }))
    .option('measurements', text('measurements', { describe: 'file that keeps what an engine has counted; with it an interrupted run goes on' }))
    .option('config', configOption)
    .option('array', text('array', { describe: 'DMxDKxDN, as 8x64x8, over --config' }))
    .option('port-bits', wholeNumber('port-bits', 32, 1024, { describe: 'width of the data port, over --config' }))
    .option('latency', latencyOption)
    .option('json', jsonOption)
    .option('csv', { string: true, describe: 'comma-separated values, to this file; without a file to stdout' })
    .check(({ model, network, json, csv, engine, sample, seed, measurements, 'data-path': dataPath }) => {
      if (model === undefined && network === undefined) throw new InputError('name the layers with --model NAME or --network FILE; see "bitloom cost --help"');
      if (json && csv === '') throw new InputError('--json and --csv exclude each other; choose one');
      if (sample !== undefined && engine !== 'verilator') throw new InputError('--sample: only --engine verilator runs a sample; --engine sim runs every entry');
      if (seed !== undefined && engine !== 'verilator') throw new InputError('--seed: only the sample of --engine verilator is drawn; leave it out');
      if (measurements !== undefined && engine === 'model') throw new InputError('--measurements: the model measures nothing; choose --engine sim or verilator');
      if (dataPath && engine !== 'sim') throw new InputError('--data-path: only --engine sim can leave the data path out');
      return true;
    }),

  run: async (options, output) => {
    const { buildCostTable } = await import('../../sim/cycles/build-cost-table.js');
    const { bitsOfLayers, costLayers } = await import('../jobs/cost-layers.js');

    // 1. Everything that can be wrong with the input, before any work.
    const { latency } = options;
    const parameters = await parametersOf(options);
    const layers = await costLayers(options);
    const bits = options.bits === undefined ? undefined : bitsOfLayers(options.bits, layers);
    if (options.csv) await (await import('../writable.js')).requireWritableFile('csv', options.csv);

    // 2. The table, the report, and the engine's word on the table.
    const timing = { latency, mapBits: layers.mapBits };
    const table = buildCostTable(layers.shapes, parameters, latency, layers.mapBits);
    const { reportLines, allLines } = await import('../jobs/cost-lines.js');
    const report = bits && reportLines(layers.shapes, bits, parameters, timing);
    const check = options.engine === 'model' ? undefined : await checked(options.engine, table, layers, parameters, options, output);

    // 3. Print.
    if (options.csv !== undefined) {
      const lines: readonly CostLine[] = report ?? allLines(layers.shapes, parameters, timing);
      const csv = reportCsv(lines, parameters);
      if (options.csv === '') output.result(csv);
      else {
        const { writeFile } = await import('node:fs/promises');
        await writeFile(options.csv, `${csv}\n`);
        output.progress(`wrote ${lines.length} lines to ${options.csv}`);
      }
    }
    if (options.json) {
      const [total, ...rest] = report === undefined ? [] : [report.at(-1)!, ...report.slice(0, -1)];
      output.result(JSON.stringify({
        parameters, latency, ...(table.mapBits !== undefined && { mapBits: table.mapBits }), hash: table.hash, layers: finite(table),
        ...(total && {
          columns: costColumns.map(({ name, unit, definition }) => ({ name, unit, definition })),
          report: { layers: rest.map((line) => reportJson(line, parameters)), total: reportJson(total, parameters) },
        }),
        ...(check && { check: { engine: options.engine, ...check } }),
      }));
    } else if (options.csv !== '') {
      output.result(report ? reportText(report, parameters) : tableText(table));
      output.result(`${machineText(parameters, timing)}; hash ${table.hash}`);
      if (check) output.result(checkText(options.engine, check));
    } else if (check) output.progress(checkText(options.engine, check));
    return check === undefined || check.differences.length === 0 ? 0 : 1;
  },
};

async function parametersOf({ config, array, 'port-bits': portBits }: CostOptions): Promise<AcceleratorParameters> {
  const { readAcceleratorParameters } = await import('../accelerator-file.js');
  const { checkParameters } = await import('../../hwgen/accelerator/check-parameters.js');
  let parameters = await readAcceleratorParameters(config);
  if (array !== undefined) {
    const match = /^(\d+)x(\d+)x(\d+)$/.exec(array);
    if (match === null) throw new InputError(`--array: expected DMxDKxDN, like 8x64x8, found ${array}`);
    const [dm, dk, dn] = match.slice(1).map(Number) as [number, number, number];
    parameters = checkParameters({ ...parameters, dm, dk, dn }, `--array ${array}`);
  }
  return portBits === undefined ? parameters : checkParameters({ ...parameters, portBits }, `--port-bits ${portBits}`);
}

/** Ctrl-C ends it at once; with a file of measurements the same command goes on. */
async function checked(
  engine: EngineName, table: CostTable, { shapes }: CostLayers, parameters: AcceleratorParameters, options: CostOptions, output: Output,
): Promise<CostTableCheck> {
  const { verifyCostTable } = await import('../../sim/device/verify-cost-table.js');
  const { breathe, untilInterrupted } = await import('../jobs/until-interrupted.js');
  const { interruptSignal } = await import('../../search/run/interrupted.js');
  const { shareProgress } = await import('../share-progress.js');
  const { measurements: file, sample = defaultSample, seed = 1 } = options;
  const shown = shareProgress(output);
  const { signal, dispose } = interruptSignal();
  try {
    return await untilInterrupted(
      signal,
      file === undefined ? 'Interrupted; nothing was written.' : `Interrupted; ${file} has what was counted, the same command goes on.`,
      verifyCostTable(table, shapes, parameters, options.latency, {
        engine, file, dataPath: options['data-path'], selection: engine === 'sim' ? { pairs: 'all' } : { pairs: 'corners', sample, seed },
        progress: (what, share) => {
          shown.report(what, share);
          return breathe();
        },
      }),
    );
  } finally {
    dispose();
    shown.end();
  }
}

/** The table with null for a pair of bitwidths that the accelerator can't run. */
function finite({ layers }: CostTable): readonly { readonly name: string; readonly cycles: readonly (readonly (number | null)[])[] }[] {
  return layers.map(({ name, cycles }) => ({ name, cycles: cycles.map((row) => row.map((entry) => (Number.isFinite(entry) ? entry : null))) }));
}

function tableText(table: CostTable): string {
  const layers = finite(table);
  return textTable(
    ['layer', 'w bits', ...layers[0]!.cycles[0]!.map((_, a) => `a${a + 1}`)],
    layers.flatMap(({ name, cycles }) => cycles.map((row, w) => [name, w + 1, ...row.map((entry) => entry ?? '-')])),
  );
}

function checkText(engine: string, { entries, resumed, cycles, seconds, differences }: CostTableCheck): string {
  const first = differences[0];
  const verdict = first === undefined ? 'all equal to the table'
    : `${differences.length} differ, the first: ${first.layer} w${first.weightBits}a${first.activationBits} takes ${first.measured}, the table says ${first.table}`;
  const known = resumed === 0 ? '' : ` (${resumed.toLocaleString('en')} from an earlier run)`;
  return `${engine}: ${entries.toLocaleString('en')} entries of different layers${known}, ${cycles.toLocaleString('en')} cycles run in ${seconds.toFixed(1)} s, ${verdict}`;
}

import { InputError } from '../../errors/input-error.js';
import type { Command } from '../command.js';
import { configOption, defaultLatency, jsonOption, latencyIfGiven, text, wholeNumber } from '../option-values.js';
import { checkTarget, givenParameters, type ParameterOptions, parameterOptionNames, parameterOptions, parameterWords, requireNothingElse } from '../search-options.js';
import { requireWritableFolder } from '../writable.js';

export interface SweepOptions extends ParameterOptions {
  readonly targets: readonly string[] | undefined;
  readonly seeds: readonly string[] | undefined;
  readonly images: number | undefined;
  readonly verilator: boolean | undefined;
  readonly processes: number;
  readonly out: string | undefined;
  readonly resume: string | undefined;
  readonly config: string | undefined;
  readonly latency: number | undefined;
  readonly json: boolean;
}

/** Test images that are verified where `--images` does not say how many. */
const defaultImages = 20;

/** `bitloom sweep`: one verified search per target and seed, and the networks that no other beats in cycles and accuracy. */
export const sweep: Command<SweepOptions> = {
  usage: 'sweep',
  summary: 'Search at several targets and seeds, and keep the networks that no other beats',
  examples: [
    ['sweep --data mnist:data/mnist --targets 0.3x-w4a4,0.5x-w4a4 --seeds 1,2,3', 'six searches, two at a time'],
    ['sweep --resume runs/sweep', 'go on after Ctrl-C; complete searches are left alone'],
    ['report runs/sweep', 'the Pareto front as one HTML file'],
  ],
  options: (parser) => parameterOptions(parser
    .option('targets', text('targets', { describe: 'targets with commas between them: 0.3x-w4a4,20000' }))
    .option('seeds', text('seeds', { defaultDescription: '"1"', describe: 'seeds with commas between them' })))
    .option('images', wholeNumber('images', 1, 500, { defaultDescription: String(defaultImages), describe: 'test images to verify on the engines, per search' }))
    .option('verilator', { type: 'boolean', defaultDescription: 'true', describe: 'verify with Verilator too; --no-verilator leaves it out' })
    .option('processes', wholeNumber('processes', 1, 64, { default: 2, describe: 'searches at a time' }))
    .option('out', text('out', { describe: 'folder to write; default runs/sweep' }))
    .option('resume', text('resume', { conflicts: ['out', 'targets'], describe: 'folder of a sweep to go on with' }))
    .option('config', configOption)
    .option('latency', latencyIfGiven)
    .option('json', jsonOption)
    .coerce('targets', (value: string | undefined) => value?.split(','))
    .coerce('seeds', (value: string | undefined) => value?.split(','))
    .check(({ targets, seeds, resume }) => {
      const lists = { targets: targets as readonly string[] | undefined, seeds: seeds as readonly string[] | undefined };
      if (lists.targets === undefined && resume === undefined) throw new InputError('--targets: name the targets to search at, such as 0.3x-w4a4,0.5x-w4a4');
      lists.targets?.forEach((target) => checkTarget(target, 'targets'));
      const wrong = lists.seeds?.find((seed) => !/^\d{1,9}$/.test(seed));
      if (wrong !== undefined) throw new InputError(`--seeds: expected whole numbers with commas between them like 1,2,3, found ${wrong}`);
      return true;
    }) as never,

  run: async (options, output) => {
    const { readPlan, writePlan } = await import('../jobs/sweep-plan.js');
    const { runPool } = await import('../jobs/run-pool.js');
    const { sweepResults } = await import('../jobs/sweep-results.js');
    const { sweepText } = await import('../jobs/sweep-text.js');
    const { interruptSignal, Interrupted } = await import('../../search/run/interrupted.js');
    const { writeAtomically } = await import('../../files/write-atomically.js');
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { loadDataset } = await import('../../search/data/load-dataset.js');
    const { checkParameters, datasetOptions, defaultParameters } = await import('../../search/search-parameters.js');

    // 1. What to run. Parameters that every search would refuse are found before the plan is kept.
    if (options.resume !== undefined) requireNothingElse(options.resume, options, [...parameterOptionNames, 'seeds', 'config', 'latency', 'images', 'verilator'], 'sweep');
    const parameters = checkParameters({ ...defaultParameters, ...givenParameters(options) }, 'sweep');
    if (options.resume === undefined) await loadDataset(parameters.data, datasetOptions(parameters));
    const folder = options.resume ?? options.out ?? 'runs/sweep';
    await requireWritableFolder(options.resume === undefined ? 'out' : 'resume', folder);
    await readAcceleratorParameters(options.config);
    const hardware = [...(options.config === undefined ? [] : ['--config', options.config]), '--latency', String(options.latency ?? defaultLatency)];
    const verification = ['--images', String(options.images ?? defaultImages), ...(options.verilator === false ? ['--no-verilator'] : [])];
    const runs = options.resume !== undefined
      ? await readPlan(folder)
      : await writePlan(folder, options.targets!.flatMap((target) => (options.seeds ?? ['1']).map((seed) => ({
        name: `${target}-s${seed}`, parameters: ['--target', target, '--seed', seed, ...parameterWords(options), ...hardware], verification,
      }))));

    // 2. The searches.
    const { signal, dispose } = interruptSignal();
    try {
      await runPool(runs, { folder, processes: options.processes, line: (line) => output.progress(line), signal });
    } catch (error) {
      throw error instanceof Interrupted ? new Interrupted(`${error.message} To go on: bitloom sweep --resume ${folder}`) : error;
    } finally {
      dispose();
    }

    // 3. The front.
    const results = await sweepResults(folder, runs.map(({ name }) => name));
    await writeAtomically(`${folder}/sweep.json`, `${JSON.stringify(results, null, 2)}\n`);
    output.result(options.json ? JSON.stringify(results) : sweepText(results));
    return results.points.some(({ verified }) => verified === false) ? 1 : 0;
  },
};

import type { Command } from '../command.js';
import { configOption, defaultLatency, jsonOption, latencyIfGiven, text, wholeNumber } from '../option-values.js';
import { checkTarget, givenParameters, type ParameterOptions, parameterOptionNames, parameterOptions, requireNothingElse } from '../search-options.js';
import { requireWritableFolder } from '../writable.js';

export interface SearchOptions extends ParameterOptions {
  readonly target: string | undefined;
  readonly images: number;
  readonly verilator: boolean;
  readonly processes: number;
  readonly tensorboard: string | undefined;
  readonly out: string | undefined;
  readonly resume: string | undefined;
  readonly seed: number | undefined;
  readonly config: string | undefined;
  readonly latency: number | undefined;
  readonly json: boolean;
}

/** `bitloom search`: bitwidths per layer for a target in cycles, retraining, the integer network, and its verification. */
export const search: Command<SearchOptions> = {
  usage: 'search',
  summary: 'Search the bitwidths of a network for a target in cycles, train it, verify it',
  examples: [
    ['search --data mnist:data/mnist --model digits --target 0.5x-w4a4', 'half the cycles of W4A4'],
    ['search --data cifar10:data/cifar10 --model resnet8 --width 8 --target 0.5x-w4a4', 'ResNet-8 with 8, 16 and 32 channels'],
    ['search --resume runs/mnist', 'go on after Ctrl-C'],
  ],
  options: (parser) => parameterOptions(parser.option('target', text('target', { defaultDescription: '"0.5x-w4a4"', describe: 'cycles, or a share of a uniform network\'s: 0.5x-w4a4' })))
    .option('images', wholeNumber('images', 1, 500, { default: 20, describe: 'test images to verify on the engines' }))
    .option('verilator', { type: 'boolean', default: true, describe: 'verify with Verilator too; --no-verilator leaves it out' })
    .option('processes', wholeNumber('processes', 1, 2, { default: 2, describe: 'processes to train in: 2 trains the networks to compare with beside the search' }))
    .option('tensorboard', text('tensorboard', { describe: 'folder for event files of TensorBoard' }))
    .option('out', text('out', { describe: 'run folder to write; default runs/ and the name of the data set' }))
    .option('resume', text('resume', { conflicts: ['out'], describe: 'run folder of a search to go on with, with its own parameters' }))
    .option('seed', wholeNumber('seed', 0, 2 ** 32 - 1, { defaultDescription: '1', describe: 'seed of all random choices' }))
    .option('config', configOption)
    .option('latency', latencyIfGiven)
    .option('json', jsonOption)
    .check(({ target }) => {
      if (target !== undefined) checkTarget(target, 'target');
      return true;
    }) as never,

  run: async (options, output) => {
    const { parseSpec } = await import('../../search/data/load-dataset.js');
    const { defaultParameters, readParameters } = await import('../../search/search-parameters.js');
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { agrees, resultJson, resultText } = await import('../jobs/verified-search.js');
    const { availableEngines, runInterruptibly } = await import('../jobs/run-job.js');

    // 1. Everything that can be wrong with the input, before any work.
    if (options.resume !== undefined) requireNothingElse(options.resume, options, [...parameterOptionNames, 'target', 'seed', 'config', 'latency'], 'run');
    const earlier = options.resume === undefined ? undefined : await readParameters(options.resume);
    const given = {
      ...defaultParameters,
      ...(options.target === undefined ? {} : { target: options.target }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...givenParameters(options),
    };
    const runDirectory = options.resume ?? options.out ?? `runs/${parseSpec(given.data).kind}`;
    await requireWritableFolder(options.resume === undefined ? 'out' : 'resume', runDirectory);
    if (options.tensorboard !== undefined) await requireWritableFolder('tensorboard', options.tensorboard);
    const hardware = { accelerator: await readAcceleratorParameters(options.config), latency: options.latency ?? defaultLatency };
    const { engines, missing } = await availableEngines(options.verilator);
    if (missing !== undefined) output.progress(missing);

    // 2. Search and verify.
    const result = await runInterruptibly(`bitloom search --resume ${runDirectory}`, {
      parameters: earlier?.parameters ?? given,
      hardware: (earlier?.caller as typeof hardware | undefined) ?? hardware,
      runDirectory, resume: earlier !== undefined, images: options.images, engines, processes: options.processes === 1 ? 1 : 2,
      tensorboard: options.tensorboard,
    });

    // 3. Print.
    output.result(options.json ? resultJson(result) : resultText(result));
    return agrees(result) ? 0 : 1;
  },
};

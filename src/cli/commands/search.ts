import { InputError } from '../../errors/input-error.js';
import type { Command } from '../command.js';
import { configOption, defaultLatency, jsonOption, latencyIfGiven, text, wholeNumber } from '../option-values.js';
import { requireWritableFolder } from '../writable.js';

export interface SearchOptions {
  readonly data: string | undefined;
  readonly model: string | undefined;
  readonly target: string | undefined;
  readonly candidates: readonly number[] | undefined;
  readonly width: number | undefined;
  readonly edges: 'searched' | number | undefined;
  readonly epochs: number | undefined;
  readonly 'retrain-epochs': number | undefined;
  readonly baselines: number | undefined;
  readonly train: number | undefined;
  readonly test: number | undefined;
  readonly backend: 'auto' | 'node' | 'wasm' | 'cpu' | undefined;
  readonly images: number;
  readonly verilator: boolean;
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
  options: (parser) => parser
    .option('data', text('data', { defaultDescription: '"digits"', describe: 'data set: digits, mnist:DIR or cifar10:DIR' }))
    .option('model', text('model', { defaultDescription: '"digits"', describe: 'network to search' }))
    .option('width', wholeNumber('width', 1, 1024, { describe: 'channels of the model\'s first convolution, all others in proportion; default the model\'s own' }))
    .option('target', text('target', { defaultDescription: '"0.5x-w4a4"', describe: 'cycles, or a share of a uniform network\'s: 0.5x-w4a4' }))
    .option('candidates', text('candidates', { describe: 'bitwidths to choose from, rising: 1,2,3,4,5' }))
    .option('edges', text('edges', { defaultDescription: '"searched"', describe: 'weights of the first and last layer: searched like all others, or bits, 1 to 8' }))
    .option('epochs', wholeNumber('epochs', 1, 10_000, { describe: 'epochs of the search' }))
    .option('retrain-epochs', wholeNumber('retrain-epochs', 1, 10_000, { describe: 'epochs of the training after it' }))
    .option('baselines', wholeNumber('baselines', 0, 8, { describe: 'uniform networks to compare with' }))
    .option('train', wholeNumber('train', 2, 10_000_000, { describe: 'training images to use; default all' }))
    .option('test', wholeNumber('test', 1, 10_000_000, { describe: 'test images to use; default all' }))
    .option('backend', { choices: ['auto', 'node', 'wasm', 'cpu'] as const, defaultDescription: '"auto"', requiresArg: true, describe: 'TensorFlow.js backend' })
    .option('images', wholeNumber('images', 1, 500, { default: 20, describe: 'test images to verify on the engines' }))
    .option('verilator', { type: 'boolean', default: true, describe: 'verify with Verilator too; --no-verilator leaves it out' })
    .option('out', text('out', { describe: 'run folder to write; default runs/ and the name of the data set' }))
    .option('resume', text('resume', { conflicts: ['out'], describe: 'run folder of a search to go on with, with its own parameters' }))
    .option('seed', wholeNumber('seed', 0, 2 ** 32 - 1, { defaultDescription: '1', describe: 'seed of all random choices' }))
    .option('config', configOption)
    .option('latency', latencyIfGiven)
    .option('json', jsonOption)
    .coerce('candidates', (value: string | undefined) => (value === undefined ? undefined : bitList(value)))
    .coerce('edges', (value: string | undefined) => (value === undefined ? undefined : edgePolicy(value)))
    .check(({ target }) => {
      if (target === undefined || /^([1-9]\d*|\d+(\.\d+)?x-w[1-8]a[1-8])$/.test(target)) return true;
      throw new InputError(`--target: expected a number of cycles, or a share of a uniform network's like 0.5x-w4a4, found ${target}`);
    }) as never,

  run: async (options, output) => {
    const { parseSpec } = await import('../../search/data/load-dataset.js');
    const { defaultParameters, readParameters } = await import('../../search/search-parameters.js');
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { agrees, resultJson, resultText } = await import('../jobs/verified-search.js');
    const { availableEngines, runInterruptibly } = await import('../jobs/run-job.js');

    // 1. Everything that can be wrong with the input, before any work.
    if (options.resume !== undefined) requireNothingElse(options);
    const earlier = options.resume === undefined ? undefined : await readParameters(options.resume);
    const given = {
      ...defaultParameters,
      ...defined({
        data: options.data, model: options.model, target: options.target, width: options.width, edges: options.edges, seed: options.seed, backend: options.backend,
        candidates: options.candidates, epochs: options.epochs, retrainEpochs: options['retrain-epochs'], baselines: options.baselines,
        trainCount: options.train, testCount: options.test,
      }),
    };
    const runDirectory = options.resume ?? options.out ?? `runs/${parseSpec(given.data).kind}`;
    await requireWritableFolder(options.resume === undefined ? 'out' : 'resume', runDirectory);
    const hardware = { accelerator: await readAcceleratorParameters(options.config), latency: options.latency ?? defaultLatency };
    const { engines, missing } = await availableEngines(options.verilator);
    if (missing !== undefined) output.progress(missing);

    // 2. Search and verify.
    const result = await runInterruptibly(`bitloom search --resume ${runDirectory}`, {
      parameters: earlier?.parameters ?? given,
      hardware: (earlier?.caller as typeof hardware | undefined) ?? hardware,
      runDirectory, resume: earlier !== undefined, images: options.images, engines,
    });

    // 3. Print.
    output.result(options.json ? resultJson(result) : resultText(result));
    return agrees(result) ? 0 : 1;
  },
};

/** What decides the result is the run's own when it goes on: an option that would change it is an error, not ignored. */
function requireNothingElse(options: SearchOptions): void {
  const names = ['data', 'model', 'target', 'width', 'candidates', 'edges', 'epochs', 'retrain-epochs', 'baselines', 'train', 'test', 'backend', 'seed', 'config', 'latency'] as const;
  const given = names.find((name) => options[name] !== undefined);
  if (given !== undefined) throw new InputError(`--resume ${options.resume}: goes on with the parameters of that run; leave out --${given}, or start a new run`);
}

function bitList(value: string): number[] {
  if (/^[1-8](,[1-8])*$/.test(value)) return value.split(',').map(Number);
  throw new InputError(`--candidates: expected bitwidths 1 to 8 with commas between them like 1,2,3,4,5, found ${value}`);
}

function edgePolicy(value: string): 'searched' | number {
  if (value === 'searched') return value;
  if (/^[1-8]$/.test(value)) return Number(value);
  throw new InputError(`--edges: expected searched or bits of 1 to 8, found ${value}`);
}

/** The entries that have a value. */
function defined<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
}

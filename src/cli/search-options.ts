import type { Argv } from 'yargs';
import { InputError } from '../errors/input-error.js';
import type { SearchParameters } from '../search/search-parameters.js';
import { text, wholeNumber } from './option-values.js';

/** Options that decide what a search computes, as the command line has them; undefined where not given. */
export interface ParameterOptions {
  readonly data: string | undefined;
  readonly model: string | undefined;
  readonly width: number | undefined;
  readonly cost: 'cycles' | 'flops' | undefined;
  readonly method: 'det' | 'sto' | undefined;
  readonly candidates: readonly number[] | undefined;
  readonly edges: 'searched' | number | undefined;
  readonly 'weight-quantizer': string | undefined;
  readonly 'activation-quantizer': string | undefined;
  readonly 'float-epochs': number | undefined;
  readonly epochs: number | undefined;
  readonly 'retrain-epochs': number | undefined;
  readonly folds: number | undefined;
  readonly 'weight-rate': number | undefined;
  readonly 'activation-rate': number | undefined;
  readonly 'weight-bias': number | undefined;
  readonly 'activation-bias': number | undefined;
  readonly distillation: number | undefined;
  readonly 'batch-size': number | undefined;
  readonly baselines: number | undefined;
  readonly rivals: readonly string[] | undefined;
  readonly evaluations: number | undefined;
  readonly train: number | undefined;
  readonly test: number | undefined;
  readonly backend: 'auto' | 'node' | 'wasm' | 'cpu' | undefined;
}

/** The parameter that each option sets. */
export const parameterOf: Readonly<Record<keyof ParameterOptions, keyof SearchParameters>> = {
  data: 'data', model: 'model', width: 'width', cost: 'cost', method: 'method', candidates: 'candidates', edges: 'edges',
  'weight-quantizer': 'weightQuantizer', 'activation-quantizer': 'activationQuantizer',
  'float-epochs': 'floatEpochs', epochs: 'epochs', 'retrain-epochs': 'retrainEpochs',
  folds: 'folds', 'weight-rate': 'weightRate', 'activation-rate': 'activationRate', 'weight-bias': 'weightBias', 'activation-bias': 'activationBias', distillation: 'distillation',
  'batch-size': 'batchSize', baselines: 'baselines', rivals: 'rivals', evaluations: 'evaluations', train: 'trainCount', test: 'testCount', backend: 'backend',
};

/** Their names, in the order of the help text. */
export const parameterOptionNames = Object.keys(parameterOf) as (keyof ParameterOptions)[];

/** Declares them. */
export function parameterOptions<T>(parser: Argv<T>): Argv<T & ParameterOptions> {
  return parser
    .option('data', text('data', { defaultDescription: '"digits"', describe: 'data set: digits, mnist:DIR or cifar10:DIR' }))
    .option('model', text('model', { defaultDescription: '"digits"', describe: 'network to search' }))
    .option('width', wholeNumber('width', 1, 1024, { describe: 'channels of the model\'s first convolution, all others in proportion; default the model\'s own' }))
    .option('cost', { choices: ['cycles', 'flops'] as const, defaultDescription: '"cycles"', requiresArg: true, describe: 'what the target counts; flops: MACs x weight bits x activation bits / 64' })
    .option('method', { choices: ['det', 'sto'] as const, defaultDescription: '"det"', requiresArg: true, describe: 'EBS-Det or EBS-Sto' })
    .option('candidates', text('candidates', { defaultDescription: '"1,2,3,4,5"', describe: 'bitwidths to choose from, rising' }))
    .option('edges', text('edges', { defaultDescription: '"searched"', describe: 'weights of the first and last layer: searched like all others, or bits, 1 to 8' }))
    .option('weight-quantizer', text('weight-quantizer', { defaultDescription: '"dorefa"', describe: 'dorefa, sawb, mse, lsq, pot or zero; exceptions by layer: dorefa,conv2=lsq' }))
    .option('activation-quantizer', text('activation-quantizer', { defaultDescription: '"pact"', describe: 'pact or lsq; exceptions by layer: pact,conv1=lsq' }))
    .option('float-epochs', wholeNumber('float-epochs', 1, 10_000, { defaultDescription: '4', describe: 'epochs of the float network' }))
    .option('epochs', wholeNumber('epochs', 1, 10_000, { defaultDescription: '6', describe: 'epochs of the search' }))
    .option('retrain-epochs', wholeNumber('retrain-epochs', 1, 10_000, { defaultDescription: '8', describe: 'epochs of the training after it' }))
    .option('folds', wholeNumber('folds', 2, 1000, { defaultDescription: '4', describe: 'folds of the training images; in each epoch of the search the strengths learn on one, in turn' }))
    .option('weight-rate', amount('weight-rate', '0.02', 'learning rate of the weights\' strengths'))
    .option('activation-rate', amount('activation-rate', '0.02', 'learning rate of the maps\' strengths'))
    .option('weight-bias', amount('weight-bias', '0', 'start of the weights\' strengths: the most bits so far above the fewest'))
    .option('activation-bias', amount('activation-bias', '0', 'the same for the maps\' strengths'))
    .option('distillation', amount('distillation', '0', 'share of the float network\'s probabilities in what quantized networks learn, 0 to 1'))
    .option('batch-size', wholeNumber('batch-size', 1, 4096, { defaultDescription: '32', describe: 'images per step' }))
    .option('baselines', wholeNumber('baselines', 0, 8, { defaultDescription: '2', describe: 'uniform networks to compare with' }))
    .option('rivals', text('rivals', { describe: 'other ways to settle bits to compare with, of random,sensitivity,evolution' }))
    .option('evaluations', wholeNumber('evaluations', 1, 1_000_000, { defaultDescription: '300', describe: 'points that the evolution evaluates' }))
    .option('train', wholeNumber('train', 2, 10_000_000, { describe: 'training images to use; default all' }))
    .option('test', wholeNumber('test', 1, 10_000_000, { describe: 'test images to use; default all' }))
    .option('backend', { choices: ['auto', 'node', 'wasm', 'cpu'] as const, defaultDescription: '"auto"', requiresArg: true, describe: 'TensorFlow.js backend' })
    .coerce('candidates', (value: string | undefined) => (value === undefined ? undefined : bitList(value)))
    .coerce('edges', (value: string | undefined) => (value === undefined ? undefined : edgePolicy(value)))
    .coerce('rivals', (value: string | undefined) => value?.split(',')) as never;
}

/** The parameters that were given. */
export function givenParameters(options: ParameterOptions): Partial<SearchParameters> {
  return Object.fromEntries(parameterOptionNames.filter((name) => options[name] !== undefined).map((name) => [parameterOf[name], options[name]]));
}

/** The same options as words of a command line. */
export function parameterWords(options: ParameterOptions): string[] {
  return parameterOptionNames.flatMap((name) => (options[name] === undefined ? [] : [`--${name}`, String(options[name])]));
}

/** What decides the results of a run is the run's own when it goes on: throws InputError for the first of the options `names` that is given, instead of ignoring it. */
export function requireNothingElse<Name extends string>(resume: string, options: Readonly<Partial<Record<Name, unknown>>>, names: readonly Name[], run: 'run' | 'sweep'): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given !== undefined) throw new InputError(`--resume ${resume}: goes on with the parameters of that ${run}; leave out --${options[given] === false ? 'no-' : ''}${given}, or start a new ${run}`);
}

/** Throws InputError unless it reads as a target. */
export function checkTarget(target: string, option: string): void {
  if (/^([1-9]\d*|(?![0.]+x)\d+(\.\d+)?x-w[1-8]a[1-8])$/.test(target)) return;
  throw new InputError(`--${option}: expected a number of cycles, or a share of a uniform network's like 0.5x-w4a4, found ${target}`);
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

function amount(name: string, defaultDescription: string, describe: string) {
  return {
    string: true as const,
    requiresArg: true as const,
    defaultDescription,
    describe,
    coerce: (value: unknown) => {
      const number = /^\d+(\.\d+)?(e-?\d+)?$/.test(String(value)) ? Number(value) : NaN;
      if (number >= 0) return number;
      throw new InputError(`--${name}: expected a number of at least 0, found ${String(value)}`);
    },
  };
}

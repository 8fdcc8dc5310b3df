import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors/input-error.js';
import { type RivalName, rivalNames } from './baselines/rival-names.js';
import type { DatasetOptions } from './data/load-dataset.js';
import { chooseQuantizers } from './quantizers/quantizer-choice.js';
import { modelNames } from './models/find-model.js';
import type { EdgePolicy } from './cost/search-space.js';
import { parseTarget } from './cost/target.js';

/** All that decides what a search computes; stored as `parameters.json` in the run folder. */
export interface SearchParameters {
  /** `digits`, `mnist:DIR` or `cifar10:DIR`. */
  readonly data: string;
  /** A name of `modelNames`. */
  readonly model: string;
  /** Channels of the model's first convolution, all others in proportion; without it the model's own. */
  readonly width?: number | undefined;
  /** `0.5x-w4a4`, or a number in the unit of `cost`. */
  readonly target: string;
  /** What the target counts: cycles by the cost table, or FLOPs = MACs M K / 64, to compare with papers. */
  readonly cost: 'cycles' | 'flops';
  /** EBS-Det (softmax) or EBS-Sto (Gumbel-softmax). */
  readonly method: 'det' | 'sto';
  /** A quantizer's name for all layers, then exceptions by layer: `dorefa,conv2=lsq`. */
  readonly weightQuantizer: string;
  readonly activationQuantizer: string;
  /** Candidate bitwidths, 1 to 8, rising. */
  readonly candidates: readonly number[];
  /**
   * Weights of the first and the last layer: searched like all others, or of so many bits in every network. On small networks they take most
   * of the cycles (at 8 bits three fifths of the digits model's), so that there is little left to search when they are fixed.
   */
  readonly edges: EdgePolicy;
  /** Epochs of the float network that every contestant starts from. */
  readonly floatEpochs: number;
  /** Epochs of the search, and of the retraining after it. Uniform networks train for both together. */
  readonly epochs: number;
  readonly retrainEpochs: number;
  /** Folds of the training images: in each epoch of the search the strengths learn on one of them, in turn, and the weights on the others. */
  readonly folds: number;
  /** Adam's rates for the strengths of weights and of maps. */
  readonly weightRate: number;
  readonly activationRate: number;
  /** How far the strength of the most bits lies above that of the fewest at the start, for weights and for maps. */
  readonly weightBias: number;
  readonly activationBias: number;
  /** Share of the float network's probabilities in what quantized networks learn, 0 to 1; the rest are the labels. Of all contestants alike. */
  readonly distillation: number;
  readonly batchSize: number;
  /** Uniform networks at no more cycles than the target to compare with, 0 to leave them out. */
  readonly baselines: number;
  /** Other ways to settle bits to compare with: `random`, `sensitivity` with an integer program, `evolution` by CMA-ES. */
  readonly rivals: readonly RivalName[];
  /** Points that the evolution evaluates. */
  readonly evaluations: number;
  readonly seed: number;
  /** Images to use; without it all of the data set. */
  readonly trainCount?: number | undefined;
  readonly testCount?: number | undefined;
  readonly backend: 'auto' | 'node' | 'wasm' | 'cpu';
}

/** What the main job uses; `data` and `target` are the user's to say. */
export const defaultParameters: SearchParameters = {
  data: 'digits',
  model: 'digits',
  target: '0.5x-w4a4',
  cost: 'cycles',
  method: 'det',
  weightQuantizer: 'dorefa',
  activationQuantizer: 'pact',
  candidates: [1, 2, 3, 4, 5],
  edges: 'searched',
  floatEpochs: 4,
  epochs: 6,
  retrainEpochs: 8,
  folds: 4,
  weightRate: 0.02,
  activationRate: 0.02,
  weightBias: 0,
  activationBias: 0,
  distillation: 0,
  batchSize: 32,
  baselines: 2,
  rivals: [],
  evaluations: 300,
  seed: 1,
  backend: 'auto',
};

const count = (least: number) => z.int(`must be a whole number of at least ${least}`).min(least, `must be a whole number of at least ${least}`);

const amount = z.number('must be a number of at least 0').min(0, 'must be a number of at least 0');

const schema = z.strictObject({
  data: z.string(),
  model: z.enum(modelNames as [string, ...string[]], `must be one of: ${modelNames.join(', ')}`),
  width: count(1).optional(),
  target: z.string(),
  cost: z.enum(['cycles', 'flops'], 'must be cycles or flops'),
  method: z.enum(['det', 'sto'], 'must be det or sto'),
  weightQuantizer: z.string(),
  activationQuantizer: z.string(),
  candidates: z
    .array(z.int('must hold whole numbers from 1 to 8').min(1, 'must hold whole numbers from 1 to 8').max(8, 'must hold whole numbers from 1 to 8'))
    .min(1, 'must name at least one bitwidth')
    .refine((bits) => bits.every((value, i) => i === 0 || value > bits[i - 1]!), 'must rise, without repetition'),
  edges: z.union([z.literal('searched'), z.int().min(1).max(8)], 'must be "searched" or a whole number from 1 to 8'),
  floatEpochs: count(1),
  epochs: count(1),
  retrainEpochs: count(1),
  folds: count(2),
  weightRate: amount,
  activationRate: amount,
  weightBias: amount,
  activationBias: amount,
  distillation: amount.max(1, 'must be a number from 0 to 1'),
  batchSize: count(1),
  baselines: count(0),
  rivals: z.array(z.enum(rivalNames, `must name some of: ${rivalNames.join(', ')}`)),
  evaluations: count(1),
  seed: count(0),
  trainCount: count(2).optional(),
  testCount: count(1).optional(),
  backend: z.enum(['auto', 'node', 'wasm', 'cpu'], 'must be auto, node, wasm or cpu'),
});

/** Throws `InputError` that names the first parameter that can't be used. */
export function checkParameters(parameters: unknown, place = 'search'): SearchParameters {
  const parsed = schema.safeParse(parameters);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const value = path.reduce<unknown>((object, key) => (object as Record<PropertyKey, unknown> | undefined)?.[key], parameters);
    // A list by its name: which of its entries it is, its value says.
    const found = path.length === 0 ? '' : `${String(path[0])} ${path.length > 1 ? 'has' : 'is'} ${JSON.stringify(value)}; it `;
    throw new InputError(`${place}: ${found}${message}`);
  }
  parseTarget(parsed.data.target);
  chooseQuantizers(parsed.data);
  return parsed.data;
}

/** How the data set is loaded. */
export function datasetOptions({ seed, trainCount, testCount }: SearchParameters): DatasetOptions {
  return { seed, ...(trainCount === undefined ? {} : { trainCount }), ...(testCount === undefined ? {} : { testCount }) };
}

/** The parameters of an earlier run, to resume it with. Throws `InputError` when the folder holds none. */
export async function readParameters(runDirectory: string): Promise<{ parameters: SearchParameters; caller: unknown }> {
  const file = join(runDirectory, 'parameters.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new InputError(`run ${runDirectory}: there is no readable parameters.json, so nothing to resume; give the folder of an earlier search`);
  }
  try {
    const { parameters, caller } = JSON.parse(text) as { parameters: unknown; caller: unknown };
    return { parameters: checkParameters(parameters, file), caller };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file}: is not valid JSON (${(error as Error).message}); start a new run`);
  }
}

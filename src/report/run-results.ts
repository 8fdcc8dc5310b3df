import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './read-json.js';

const count = z.int('a whole number of at least 0').min(0, 'a whole number of at least 0');
const bits = z.int('a whole number in 1..8').min(1, 'a whole number in 1..8').max(8, 'a whole number in 1..8');
const share = z.number('a number in 0..1').min(0, 'a number in 0..1').max(1, 'a number in 0..1');
const amount = z.number('a number of at least 0').min(0, 'a number of at least 0');
const text = z.string('a text');
const extents = (length: number) => z.array(count, `${length} whole numbers`).length(length, `${length} whole numbers`);

const quantizedAccuracy = { quantized: share, integer: share, agreement: share };

const layer = z.object({
  name: text,
  shape: z.object({
    kind: z.enum(['convolution', 'dense', 'maxpool', 'averagepool'], 'convolution, dense, maxpool or averagepool'),
    inputShape: extents(3),
    outputShape: extents(3),
    kernel: extents(2),
    stride: extents(2),
    dilation: extents(2).optional(),
    groups: count.optional(),
    residual: z.boolean('true or false').optional(),
  }, 'an object'),
  weightBits: bits,
  activationBits: bits,
  cycles: count,
}, 'an object');

const uniform = z.object({ name: text, weightBits: bits, activationBits: bits, cycles: count, seconds: amount, ...quantizedAccuracy }, 'an object');

const rival = z.object({ name: text, cycles: amount, seconds: amount, ...quantizedAccuracy }, 'an object');

const operandShares = z.object({
  operand: z.enum(['weights', 'maps'], 'weights or maps'),
  layer: text,
  bits: z.array(bits, 'a list of bits'),
  shares: z.array(share, 'a list of shares'),
}, 'an object');

const bitsText = 'bits like "8x8 3x2", weights x activations, one pair per layer';
const epoch = z.object({
  loss: amount,
  strengthLoss: amount,
  expectedCycles: amount,
  argmaxCycles: amount,
  target: amount,
  lambda: amount,
  temperature: amount,
  bits: z.string(bitsText).regex(/^[1-8]x[1-8]( [1-8]x[1-8])*$/, bitsText),
  strengths: z.array(operandShares, 'a list of shares per operand').optional(),
}, 'an object');

/** What the report reads of `results.json`. Fields beyond it are left alone, so that a report outlives additions to the format. */
const schema = z.object({
  format: z.literal('bitloom-search', '"bitloom-search", the results of a search'),
  version: z.literal(1, '1, the only one that this Bitloom reads'),
  parameters: z.looseObject({ data: text, model: text, target: text, seed: count }, 'an object'),
  versions: z.record(z.string(), text, 'an object'),
  images: z.object({ train: count, test: z.int('a whole number of at least 1').min(1, 'a whole number of at least 1') }, 'an object'),
  unit: z.enum(['cycles', 'flops'], 'cycles or flops').default('cycles'),
  targetCycles: amount,
  argmaxCycles: amount,
  cost: amount.optional(),
  cycles: count,
  costTableHash: text,
  layers: z.array(layer, 'a list of layers').min(1, 'at least one layer'),
  accuracy: z.object({ float: share, ...quantizedAccuracy, uniform: z.array(uniform, 'a list of uniform networks'), rivals: z.array(rival, 'a list of rivals').default([]) }, 'an object'),
  history: z.array(epoch, 'a list of epochs'),
  seconds: z.record(z.string(), amount, 'an object'),
}, 'an object').superRefine(({ layers, history }, context) => {
  history.forEach(({ bits: found }, index) => {
    if (found.split(' ').length === layers.length) return;
    context.addIssue({ code: 'custom', path: ['history', index, 'bits'], message: `the bits of ${layers.length} layers` });
  });
});

/** `results.json` as the report uses it: a part of SearchReport. */
export type RunResults = z.infer<typeof schema>;
export type RunLayer = RunResults['layers'][number];

/** Reads and checks the results of a run. Throws InputError that names the file and the first field that is not as expected. */
export async function readRunResults(runFolder: string): Promise<RunResults> {
  return readJson(join(runFolder, 'results.json'), 'the results of the search', schema);
}

/** Weight and activation bits of each layer as one epoch had them, from `8x8 3x2`. */
export function epochBits({ bits: found }: RunResults['history'][number]): { readonly weightBits: number; readonly activationBits: number }[] {
  return found.split(' ').map((pair) => ({ weightBits: Number(pair[0]), activationBits: Number(pair[2]) }));
}

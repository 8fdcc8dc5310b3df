import { join } from 'node:path';
import { z } from 'zod';
import { readOptionalJson } from './read-json.js';

const share = z.number('a number in 0..1').min(0, 'a number in 0..1').max(1, 'a number in 0..1');
const count = z.int('a whole number of at least 0').min(0, 'a whole number of at least 0');
const text = z.string('a text');

const point = z.object({
  run: text, target: text, seed: count, method: text, name: text, bits: text, cycles: z.number('a number').min(0, 'a number of at least 0'),
  accuracy: share, quantized: share, verified: z.boolean('true, false or null').nullable(), onFront: z.boolean('true or false'),
}, 'an object');

const schema = z.object({
  format: z.literal('bitloom-sweep', '"bitloom-sweep", the results of a sweep'),
  version: z.literal(1, '1, the only one that this Bitloom reads'),
  data: text,
  model: text,
  images: z.object({ train: count, test: z.int('a whole number of at least 1').min(1, 'a whole number of at least 1') }, 'an object'),
  float: z.array(z.object({ seed: count, accuracy: share }, 'an object'), 'a list of float networks').min(1, 'at least one float network'),
  points: z.array(point, 'a list of networks').min(1, 'at least one network'),
}, 'an object');

/** `sweep.json` as the report uses it. */
export type SweepFile = z.infer<typeof schema>;
export type SweepNetwork = SweepFile['points'][number];

/** The results of the sweep in a folder, or undefined where it holds none. Throws InputError that names the first field that is not as expected. */
export async function readSweepResults(folder: string): Promise<SweepFile | undefined> {
  return readOptionalJson(join(folder, 'sweep.json'), 'the results of the sweep', schema);
}

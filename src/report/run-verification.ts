import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors/input-error.js';
import { readOptionalJson } from './read-json.js';
import type { RunResults } from './run-results.js';

const count = z.int('a whole number of at least 0').min(0, 'a whole number of at least 0');
const countOrNone = z.int('a whole number of at least 0, or null where the engine did not run').min(0, 'a whole number of at least 0').nullable();

const schema = z.object({
  images: count,
  layers: z.array(z.object({
    name: z.string('a text'),
    weightBits: count,
    activationBits: count,
    cycles: z.object({ table: count, simulator: countOrNone, verilator: countOrNone }, 'an object'),
    utilisation: z.number('a number of at least 0').min(0, 'a number of at least 0'),
  }, 'an object'), 'a list of layers'),
  mismatches: z.object({ simulator: countOrNone, verilator: countOrNone }, 'an object'),
  simulated: z.object({ equalCycleByCycle: z.boolean('true, false or null').nullable() }, 'an object').optional(),
}, 'an object');

/**
 * `verification.json` of a run folder: the integer network on the generated hardware. Cycles of a layer by the cost table, the own
 * simulator and Verilator; values and cycles that differed, over all images; whether
 * all bus signals of the two were equal in every cycle. `null` where an engine did not run.
 */
export type RunVerification = z.infer<typeof schema>;

/**
 * Reads the verification of a run, if there was one. Throws InputError for a damaged file, and for one whose layers or bits are not those of
 * the results: a figure of another network must not stand beside this one's.
 */
export async function readRunVerification(runFolder: string, { layers }: RunResults): Promise<RunVerification | undefined> {
  const file = join(runFolder, 'verification.json');
  const verification = await readOptionalJson(file, 'the verification of the run', schema);
  if (verification === undefined) return undefined;
  const [found, expected] = [describeLayers(verification.layers), describeLayers(layers)];
  if (found !== expected) throw new InputError(`${file}: verifies another network (${found}) than results.json holds (${expected}); verify the run again, or remove the file`);
  return verification;
}

/** Names of the layers of which an engine counted other cycles than the search reckoned with. */
export function layersOffTable(verification: RunVerification, { layers }: RunResults): string[] {
  const differs = (counted: number | null, predicted: number): boolean => counted !== null && counted !== predicted;
  return layers.filter(({ cycles: predicted }, index) => {
    const { simulator, verilator } = verification.layers[index]!.cycles;
    return differs(simulator, predicted) || differs(verilator, predicted);
  }).map(({ name }) => name);
}

function describeLayers(layers: readonly { name: string; weightBits: number; activationBits: number }[]): string {
  return layers.map(({ name, weightBits, activationBits }) => `${name} ${weightBits}x${activationBits}`).join(', ');
}

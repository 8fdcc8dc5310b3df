import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../../errors/input-error.js';
import { readParameters, type SearchParameters } from '../../search/search-parameters.js';
import type { Hardware } from './verified-search.js';

/**
 * Makes a run folder ready for a job that may be given again and again. Nothing there: start (false). The same job, interrupted: go on
 * (true). The same job, finished: its folder is removed, since it is about to be made again (false). Another job's, or an interrupted one
 * for other hardware: InputError.
 */
export async function prepareRepeat(runDirectory: string, parameters: SearchParameters, hardware: Hardware): Promise<boolean> {
  if (!(await exists(join(runDirectory, 'parameters.json')))) return false;
  const earlier = await readParameters(runDirectory);
  const refuse = (what: string): never => { throw new InputError(`--out ${runDirectory}: holds ${what}; choose another folder, or remove it`); };
  if (different(earlier.parameters, parameters)) refuse('a run with other parameters');
  if (await exists(join(runDirectory, 'verification.json'))) {
    await rm(runDirectory, { recursive: true });
    return false;
  }
  if (different(earlier.caller, hardware)) refuse('an interrupted run for another accelerator');
  return true;
}

/** As JSON, in which one of them was kept. */
const different = (one: unknown, other: unknown): boolean => !isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));

const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

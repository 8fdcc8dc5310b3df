import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../../errors/input-error.js';
import { readParameters, type SearchParameters } from '../../search/search-parameters.js';

/**
 * Makes a run folder ready for a job that may be given again and again. Nothing there: start (false). The same job, interrupted: go on
 * (true). The same job, finished: its folder is removed, since it is about to be made again (false). Another job's: InputError.
 */
export async function prepareRepeat(runDirectory: string, parameters: SearchParameters): Promise<boolean> {
  if (!(await exists(join(runDirectory, 'parameters.json')))) return false;
  const earlier = await readParameters(runDirectory);
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(earlier.parameters)), JSON.parse(JSON.stringify(parameters)))) {
    throw new InputError(`--out ${runDirectory}: holds a run with other parameters; choose another folder, or remove it`);
  }
  if (!(await exists(join(runDirectory, 'verification.json')))) return true;
  await rm(runDirectory, { recursive: true });
  return false;
}

const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

import { InputError } from '../errors/input-error.js';

/** For what the command line knows and this build can't do: says so before any work is done. */
export function missingPart(what: string, instead?: string): never {
  throw new InputError(`${what} is not part of this build${instead === undefined ? '' : `; ${instead}`}`);
}

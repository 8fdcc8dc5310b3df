import type { Argv } from 'yargs';
import type { Output } from './output.js';

/** 0: done. 1: found a mismatch or missed a target. 2: bad input (thrown as InputError, never returned). */
export type ExitStatus = 0 | 1;

/** One command of `bitloom`: what it is called, what it takes, what it does. */
export interface Command<Options> {
  /** As yargs wants it: the name and its positional arguments, `report <run>`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** For `--help`: command lines without `bitloom`, each with what it does. */
  readonly examples: readonly (readonly [words: string, does: string])[];
  /** Declares the options; checks what can be checked without reading files. */
  readonly options: (parser: Argv) => Argv<Options>;
  /** Does the work. Heavy modules are imported here and not above, so that `--help` answers at once. */
  readonly run: (options: Options, output: Output) => Promise<ExitStatus>;
}

import type { Options } from 'yargs';
import { InputError } from '../errors/input-error.js';

/**
 * A yargs option for a whole number in low..high. Not yargs' own `number`, which makes NaN of `--seed x` and takes 1.5 for a count.
 *
 *     parser.option('seed', wholeNumber('seed', 0, 2 ** 32 - 1, { describe: 'seed of all random choices', default: 1 }))
 */
export function wholeNumber<More extends Options>(name: string, low: number, high: number, more: More): More & { requiresArg: true; coerce: (value: unknown) => number } {
  return {
    ...more,
    string: true,
    requiresArg: true,
    coerce: (value: unknown) => {
      const number = /^-?\d+$/.test(String(value)) ? Number(value) : NaN;
      if (number >= low && number <= high) return number;
      throw new InputError(`--${name}: expected a whole number in ${low}..${high}, found ${String(value)}`);
    },
  };
}

/** A yargs option for a text that may not be empty: a path, a name. Given twice, the last one counts. */
export function text<More extends Options>(name: string, more: More): More & { type: 'string'; requiresArg: true; coerce: (value: string) => string } {
  return {
    ...more,
    type: 'string',
    requiresArg: true,
    coerce: (value: string) => {
      if (value === '') throw new InputError(`--${name}: expected a value, found an empty text`);
      return value;
    },
  };
}

/** Options that mean the same in every command that has them. */
export const jsonOption = { type: 'boolean', default: false, describe: 'print one JSON object on stdout, progress on stderr' } as const;
export const configOption = text('config', { describe: 'accelerator parameters, a JSON file; fields left out keep their defaults' });
export const defaultLatency = 20;
const latencyText = 'cycles from a read address to its first data in the memory model';
export const latencyOption = wholeNumber('latency', 2, 65_535, { default: defaultLatency, describe: latencyText });
/** The same without a default, for a command that has to know whether it was given. */
export const latencyIfGiven = wholeNumber('latency', 2, 65_535, { defaultDescription: String(defaultLatency), describe: latencyText });
export const memorySeedOption = wholeNumber('memory-seed', 1, 2 ** 32 - 1, { describe: 'seed of random pauses on all memory channels; without it there are none' });

import { HardwareError } from './error.js';
import { callSource } from './location.js';
import { messages } from './messages.js';

/*
 * Checks of a module's parameters, for the second argument of `module` (or the first, where the name is made of them). The message
 * stands at the line that calls the definition: that is where the fix goes.
 */

/** `value` must be a whole number from `least` to `most`: `wholeNumber('depth', depth, 1)`. */
export function wholeNumber(name: string, value: unknown, least: number, most?: number): void {
  const wanted = wholeNumberRule(value, least, most);
  if (wanted !== undefined) refuse(messages.parameter(name, shown(value), wanted));
}

/** Undefined where `value` is a whole number from `least` to `most`; else what it should be, to end the sentence "give …". */
export function wholeNumberRule(value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): string | undefined {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return undefined;
  return `a whole number ${most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`}`;
}

/** `value` must be a power of two from `least` to `most`. */
export function powerOfTwo(name: string, value: unknown, least: number, most?: number): void {
  wholeNumber(name, value, least, most);
  if (!Number.isInteger(Math.log2(value as number))) refuse(messages.parameter(name, shown(value), `a power of two, such as ${2 ** Math.round(Math.log2(value as number))}`));
}

/** `value` must be one of `choices`: `oneOf('style', style, ['block', 'distributed'])`. */
export function oneOf<const T>(name: string, value: unknown, choices: readonly T[]): asserts value is T {
  if (!choices.includes(value as T)) refuse(messages.parameter(name, shown(value), `one of ${choices.map(shown).join(', ')}`));
}

/** Any other rule: `parameterRule(depth > burst, 'depth', depth, 'more than the burst')`. `wanted` ends the sentence "give …". */
export function parameterRule(holds: boolean, name: string, value: unknown, wanted: string): void {
  if (!holds) refuse(messages.parameter(name, shown(value), wanted));
}

function refuse(text: string): never {
  throw new HardwareError(text, callSource());
}

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : typeof value === 'object' ? JSON.stringify(value) : String(value));

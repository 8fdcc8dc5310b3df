import { HardwareError } from '../language/hardware.js';
import { wholeNumberRule } from '../language/parameter.js';

/** A parameter that must be a whole number from `least` to `most`; a HardwareError names the module, the parameter, the value and the rule. */
export function wholeNumber(module: string, name: string, value: unknown, least: number, most?: number): void {
  const wanted = wholeNumberRule(value, least, most);
  if (wanted !== undefined) throw new HardwareError(`${module}: ${name} is ${String(value)}; give ${wanted}`);
}

/** As `wholeNumber`, and a power of two. */
export function powerOfTwo(module: string, name: string, value: number, least: number, most: number): void {
  wholeNumber(module, name, value, least, most);
  if (!Number.isInteger(Math.log2(value))) throw new HardwareError(`${module}: ${name} is ${value}; give a power of two from ${least} to ${most}`);
}

/** `_b8` in a module's name where a parameter is given and not its default, else nothing. */
export const suffix = (letter: string, value: number | undefined, usual: number): string => (value === undefined || value === usual ? '' : `_${letter}${value}`);

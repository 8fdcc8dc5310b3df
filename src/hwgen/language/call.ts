import type { Source } from '../ir/source.js';
import { HardwareError } from './error.js';
import { locationText, onBehalfOf } from './location.js';
import { withCompilerSettings } from './v8-settings.js';

/** Characters of a module's parameters in a message; large ones are cut. */
const LONGEST = 120;

/**
 * Elaborates on behalf of a call at `source` with parameters `key` (their JSON, '' if there are none). A mistake that shows only with these
 * parameters says who gave them: each level adds a line to the message.
 */
export function calling<T>(name: () => string, key: string, source: Source, elaborate: () => T): T {
  try {
    return onBehalfOf(source, () => withCompilerSettings(elaborate));
  } catch (error) {
    if (error instanceof HardwareError && key !== '' && error.source !== source)
      error.addLine(`in ${nameOr(name, 'a module')} with ${key.length > LONGEST ? `${key.slice(0, LONGEST)}…` : key}, called at ${locationText(source)}`);
    throw error;
  }
}

/** A name is a function of the parameters, and they may be the mistake. */
function nameOr(name: () => string, other: string): string {
  try {
    return name();
  } catch {
    return other;
  }
}

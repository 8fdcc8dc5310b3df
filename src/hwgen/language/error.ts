import type { Source } from '../ir/source.js';
import { capture, locate, locationText, type Location } from './location.js';

/** A mistake in a hardware description. The message reads `file:line:column: what; both values; the fix` (texts: `messages.ts`). */
export class HardwareError extends Error {
  override readonly name = 'HardwareError';
  /** The user's line, where the stack shows one. */
  readonly location: Location | undefined;

  /** `source` is where the mistake is; by default the present call. */
  constructor(text: string, readonly source: Source = capture()) {
    super(`${locationText(source, true)}: ${text}`);
    this.location = locate(source, true);
  }
}

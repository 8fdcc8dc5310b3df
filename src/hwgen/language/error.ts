import type { Source } from '../ir/source.js';
import { capture, locate, locationText, userFrames, type Location } from './location.js';

/** Frames of a mistake that is found where it is made: each bundle around it takes three in this folder. */
const FRAMES = 24;

/**
 * A mistake in a hardware description. The message reads `file:line:column: what; both values; the fix` (texts: `messages.ts`), and the stack
 * begins at that line, also where the mistake was found later than it was made.
 */
export class HardwareError extends Error {
  override readonly name = 'HardwareError';
  /** The user's line, where the stack shows one. */
  readonly location: Location | undefined;

  /** `source` is where the mistake is; by default the present call. */
  constructor(text: string, readonly source: Source = capture(FRAMES)) {
    super(`${locationText(source, true)}: ${text}`);
    this.location = locate(source, true);
    this.restack();
  }

  /** Adds a line to the message. */
  addLine(text: string): void {
    this.message += `\n    ${text}`;
    this.restack();
  }

  private restack(): void {
    const frames = userFrames(this.source, true);
    if (frames.length > 0) this.stack = [`${this.name}: ${this.message}`, ...frames].join('\n');
  }
}

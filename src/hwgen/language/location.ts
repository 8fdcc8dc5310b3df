import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Source } from '../ir/source.js';

/** A place in the user's TypeScript; line and column count from 1. `file` is relative to the working directory when inside it. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Frames kept per capture, each half a microsecond: `capture`, the function of the surface that calls it, the user's line and two that lead there. */
const FRAMES = 5;

/** Where the definition that is being elaborated was called. */
let call: Source | undefined;

/**
 * Remembers the present call stack and, behind it, the calls of the definitions that are being elaborated. Cheap (some 2 us, and 0.5 KB): the
 * stack is formatted only by `locate`.
 */
export function capture(frames = FRAMES): Source {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = frames;
  const error = new Error();
  Error.stackTraceLimit = limit;
  return { error, call };
}

/** Runs `elaborate` on behalf of the call at `source`: what it captures knows of that. */
export function onBehalfOf<T>(source: Source, elaborate: () => T): T {
  const outer = call;
  call = source;
  try {
    return elaborate();
  } finally {
    call = outer;
  }
}

/** Where the definition that is being elaborated was called; outside of elaboration the present place. */
export const callSource = (): Source => call ?? capture();

const THIS_FOLDER = /[\\/]src[\\/]hwgen[\\/]language[\\/]/;
const LIBRARY = /[\\/]src[\\/]hwgen[\\/]library[\\/]/;
const FRAME = /^\s*at (?:.*\()?((?:file:\/\/)?[^()]+?):(\d+):(\d+)\)?$/;

/**
 * The innermost frame outside the language's own folder: the user's line. With source maps enabled
 * (`process.setSourceMapsEnabled(true)`, or vitest) that is the TypeScript file. Undefined when the stack has no such frame. `pastLibrary`:
 * the user's line is the one that calls the library.
 */
export function locate(source: Source | undefined, pastLibrary = false): Location | undefined {
  return placeOf(userFrames(source, pastLibrary)[0]);
}

/** The frames of the stack from the user's on, as the stack has them, and behind them those of the calls; none if there is no such frame. */
export function userFrames(source: Source | undefined, pastLibrary = false): readonly string[] {
  const frames = framesOf(source);
  const first = frames.findIndex((frame) => placeOf(frame) !== undefined);
  if (first < 0) return [];
  const outside = pastLibrary ? frames.findIndex((frame) => !LIBRARY.test(frame) && placeOf(frame) !== undefined) : first;
  return frames.slice(outside < 0 ? first : outside);
}

const framesOf = (source: Source | undefined): readonly string[] => (source ? [...(source.error.stack?.split('\n') ?? []), ...framesOf(source.call)] : []);

function placeOf(frame: string | undefined): Location | undefined {
  const [, path, line, column] = FRAME.exec(frame ?? '') ?? [];
  if (path === undefined || path.startsWith('node:') || THIS_FOLDER.test(path)) return undefined;
  const absolute = path.startsWith('file://') ? fileURLToPath(path) : path;
  const inside = relative(process.cwd(), absolute);
  return { file: inside.startsWith('..') ? absolute : inside, line: Number(line), column: Number(column) };
}

/** `file:line:column`, or `unknown place`. */
export function locationText(source: Source | undefined, pastLibrary = false): string {
  const location = locate(source, pastLibrary);
  return location ? `${location.file}:${location.line}:${location.column}` : 'unknown place';
}

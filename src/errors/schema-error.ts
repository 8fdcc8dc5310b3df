import type { z } from 'zod';
import { InputError } from './input-error.js';

/**
 * The first thing that zod found wrong with `raw`, as an InputError: `<file>: <place>: expected ..., found ...`. The schemas' messages are
 * the expectation in words (`a whole number in 1..8`); `describePath` names the place the way the user knows it.
 */
export function schemaError(file: string, raw: unknown, error: z.ZodError, describePath: (path: readonly PropertyKey[]) => string): InputError {
  const issue = error.issues[0]!;
  const place = issue.path.length === 0 ? '' : `${describePath(issue.path)}: `;
  if (issue.code === 'unrecognized_keys') {
    return new InputError(`${file}: ${place}unknown field "${issue.keys[0]}"; remove it or correct its name`);
  }
  return new InputError(`${file}: ${place}expected ${issue.message}, found ${show(valueAt(raw, issue.path))}`);
}

/** `layers[2].requantise.shift[5]` */
export function joinPath(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

/** A value as a person would quote it in a sentence: short, and `nothing` where there is none. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], raw);
}

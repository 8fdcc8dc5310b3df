import { access } from 'node:fs/promises';
import type { z } from 'zod';
import { InputError } from '../errors/input-error.js';
import { joinPath, schemaError } from '../errors/schema-error.js';
import { readInput } from '../files/read-input.js';

/** A JSON file of a run folder, checked. Throws InputError for a file that is missing, is not JSON, or is not what `schema` describes. */
export async function readJson<Value>(file: string, purpose: string, schema: z.ZodType<Value>): Promise<Value> {
  const bytes = await readInput(file, purpose);
  let raw: unknown;
  try {
    raw = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new InputError(`${file}: not valid JSON (${(error as Error).message.replace(/\s+/g, ' ')}); repeat the run, or restore the file`);
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw schemaError(file, raw, parsed.error, joinPath);
  return parsed.data;
}

/** The same for a file that need not be there: undefined when it is not. */
export async function readOptionalJson<Value>(file: string, purpose: string, schema: z.ZodType<Value>): Promise<Value | undefined> {
  const exists = await access(file).then(() => true, () => false);
  return exists ? readJson(file, purpose, schema) : undefined;
}

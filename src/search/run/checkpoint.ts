import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError } from '../../errors/input-error.js';
import { writeAtomically } from '../../files/write-atomically.js';
import type { VariableValues } from '../graph/meta-network.js';

/**
 * The state of a stage after a complete epoch: all that going on needs. One file:
 *
 *     `BLCKPT01` | header length (uint32, little endian) | header (JSON) | tensors (float32, little endian, in header order) | SHA-256 of all before
 */
export interface Checkpoint {
  /** Of the parameters, data and cost table that the stage runs under. Another one's checkpoint is refused. */
  readonly fingerprint: string;
  readonly stage: string;
  /** Complete epochs, of so many. */
  readonly epoch: number;
  readonly epochs: number;
  /** State of the stage's random stream. */
  readonly random: readonly number[];
  /** Numbers that optimizers and schedules keep, by name. */
  readonly scalars: Readonly<Record<string, number>>;
  /** What each epoch reported. */
  readonly history: readonly Readonly<Record<string, unknown>>[];
  readonly tensors: VariableValues;
}

const magic = Buffer.from('BLCKPT01');
const digestBytes = 32;

const headerSchema = z.object({
  fingerprint: z.string(),
  stage: z.string(),
  epoch: z.int().nonnegative(),
  epochs: z.int().positive(),
  random: z.array(z.int()).length(4),
  scalars: z.record(z.string(), z.number()),
  history: z.array(z.record(z.string(), z.unknown())),
  tensors: z.array(z.object({ name: z.string(), shape: z.array(z.int().positive()) })),
});

/** Replaces the file as a whole: killed at any moment, either the old or the new checkpoint is there. */
export async function writeCheckpoint(file: string, { tensors, ...rest }: Checkpoint): Promise<void> {
  const header = Buffer.from(JSON.stringify({ ...rest, tensors: [...tensors].map(([name, { shape }]) => ({ name, shape })) }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const payload = [...tensors.values()].map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  const body = Buffer.concat([magic, length, header, ...payload]);
  await writeAtomically(file, Buffer.concat([body, digest(body)]));
}

/**
 * The checkpoint in `file`, or undefined when there is none. Throws `InputError` for a file that is no checkpoint, is damaged, or
 * belongs to a search with other parameters, data or cost table.
 */
export async function readCheckpoint(file: string, expected: { fingerprint: string; stage: string }): Promise<Checkpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InputError(`checkpoint ${file}: can't be read (${(error as Error).message})`);
  }
  const checkpoint = parse(file, bytes);
  if (checkpoint.stage !== expected.stage) {
    throw new InputError(`checkpoint ${file}: is of stage ${checkpoint.stage}, expected ${expected.stage}; put the files of this run back, or start a new run`);
  }
  if (checkpoint.fingerprint !== expected.fingerprint) {
    throw new InputError(`checkpoint ${file}: belongs to a search with other parameters, data or cost table (fingerprint ${checkpoint.fingerprint.slice(0, 12)}, expected ${expected.fingerprint.slice(0, 12)}); start a new run`);
  }
  return checkpoint;
}

function parse(file: string, bytes: Buffer): Checkpoint {
  if (bytes.length < magic.length + 4 + digestBytes || !bytes.subarray(0, magic.length).equals(magic)) {
    throw new InputError(`checkpoint ${file}: is not a Bitloom checkpoint (${bytes.length} bytes); delete it to train this stage again`);
  }
  const body = bytes.subarray(0, bytes.length - digestBytes);
  if (!digest(body).equals(bytes.subarray(bytes.length - digestBytes))) {
    throw new InputError(`checkpoint ${file}: is damaged (its SHA-256 does not match); delete it to train this stage again`);
  }
  const start = magic.length + 4;
  const payload = start + body.readUInt32LE(magic.length);
  const header = headerSchema.safeParse(JSON.parse(body.subarray(start, payload).toString()));
  if (!header.success) throw new InputError(`checkpoint ${file}: was written by another version of Bitloom (${header.error.issues[0]!.path.join('.')}); start a new run`);
  let offset = payload;
  const tensors = new Map(
    header.data.tensors.map(({ name, shape }) => {
      const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
      Buffer.from(values.buffer).set(body.subarray(offset, (offset += values.byteLength)));
      return [name, { shape, values }];
    }),
  );
  return { ...header.data, tensors };
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, basename, join } from 'node:path';
import { InputError } from '../errors/input-error.js';

/**
 * Writes a file so that a reader, or a process killed half-way, sees the old content or the whole new one and nothing between: the bytes go
 * to a temporary file in the same folder, are flushed to disk, and take the name by rename. The folder must exist.
 *
 * Throws InputError that names the file when the folder can't be written.
 */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new InputError(`${file}: can't be written (${reason(error)}); choose another place or make its folder writable`);
  }
}

function reason(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

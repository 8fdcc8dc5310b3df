import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../errors/input-error.js';

/**
 * Checks, before any work is done and without leaving a trace, that a folder can be written or created.
 * Throws InputError that names the option, the folder and what is in the way.
 */
export async function requireWritableFolder(option: string, folder: string): Promise<void> {
  await requireWritable(await nearestExisting(resolve(folder)), `--${option} ${folder}`);
}

/** The same for a file that is to be written: its folder must exist and be writable. */
export async function requireWritableFile(option: string, file: string): Promise<void> {
  const folder = dirname(resolve(file));
  const kind = await stat(folder).catch(() => undefined);
  if (kind === undefined) throw new InputError(`--${option} ${file}: the folder ${folder} does not exist; create it or choose another`);
  await requireWritable(folder, `--${option} ${file}`);
  if ((await stat(file).catch(() => undefined))?.isDirectory()) throw new InputError(`--${option} ${file}: it is a folder; name a file`);
}

async function requireWritable(folder: string, given: string): Promise<void> {
  const kind = await stat(folder);
  if (!kind.isDirectory()) throw new InputError(`${given}: ${folder} is a file, not a folder; choose another`);
  // Permissions alone don't tell: root passes them all, and a read-only or virtual file system still refuses.
  await mkdtemp(join(folder, '.bitloom-')).then(rmdir, (error: NodeJS.ErrnoException) => {
    throw new InputError(`${given}: ${folder} can't be written (${error.code}); choose another folder or change its permissions`);
  });
}

async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).then(() => true, () => false);
  const parent = dirname(path);
  return found || parent === path ? path : nearestExisting(parent);
}

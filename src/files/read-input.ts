import { readFile } from 'node:fs/promises';
import { InputError } from '../errors/input-error.js';

/** The bytes of a file that the user named. Throws InputError that says which file, what it was for, and why it can't be read. */
export async function readInput(file: string, purpose: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new InputError(`${file}: ${purpose} can't be read (${explain(error as NodeJS.ErrnoException)}); check the path`);
  }
}

function explain(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT': return 'no such file';
    case 'EISDIR': return 'it is a folder';
    case 'EACCES': return 'no permission';
    case 'ENOTDIR': return 'a part of its path is not a folder';
    default: return error.code ?? error.message;
  }
}

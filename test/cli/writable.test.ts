import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireWritableFile, requireWritableFolder } from '../../src/cli/writable.js';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-writable-')); });
afterEach(() => rm(folder, { recursive: true }));

describe('a folder or file to write', () => {
  it('passes when it is there or can be made, and nothing is left behind', async () => {
    await mkdir(join(folder, 'there'));
    await requireWritableFolder('out', join(folder, 'there'));
    await requireWritableFolder('out', join(folder, 'one', 'two', 'three'));
    await requireWritableFile('output', join(folder, 'y.npy'));
    expect(await readdir(folder, { recursive: true })).toEqual(['there']);
  });

  it('is refused with option, path and what is in the way', async () => {
    await writeFile(join(folder, 'file'), '');
    const messages = await Promise.all([
      requireWritableFolder('out', join(folder, 'file')),
      requireWritableFolder('out', join(folder, 'file', 'below')),
      requireWritableFile('output', join(folder, 'none', 'y.npy')),
      requireWritableFile('output', folder),
    ].map((check) => check.then(() => 'passed', (error: Error) => `${error.name}: ${error.message.replaceAll(folder, 'DIR')}`)));
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "InputError: --out DIR/file: DIR/file is a file, not a folder; choose another
      InputError: --out DIR/file/below: DIR/file is a file, not a folder; choose another
      InputError: --output DIR/none/y.npy: the folder DIR/none does not exist; create it or choose another
      InputError: --output DIR: it is a folder; name a file"
    `);
  });

  it.runIf(process.getuid?.() !== 0)('is refused where permissions forbid it', async () => {
    await chmod(folder, 0o500);
    await expect(requireWritableFolder('out', join(folder, 'x'))).rejects.toThrow(/can't be written \(EACCES\); choose another folder/);
    await chmod(folder, 0o700);
  });

  // Where permissions allow everything and the file system nothing; Node's own recursive mkdir never returns there.
  it.runIf(existsSync('/proc/self'))('is refused in a file system that makes no folders', async () => {
    await expect(requireWritableFolder('out', '/proc/bitloom/run')).rejects.toThrow(/^--out \/proc\/bitloom\/run: \/proc can't be written \(\w+\); choose another folder/);
  });
});

import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishFolder } from '../../../src/sim/verilator/publish-folder.js';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'bitloom-publish-'));
});
afterEach(async () => {
  await rm(cache, { recursive: true });
});

const fill = (text: string) => async (folder: string) => {
  await writeFile(join(folder, 'proof'), text);
};
const proof = () => readFile(join(cache, 'name', 'proof'), 'utf8');

describe('publishFolder', () => {
  it('shows a folder only when it is whole', async () => {
    const published = await publishFolder(cache, 'name', 'proof', async (folder) => {
      await fill('whole')(folder);
      expect(await readdir(cache)).toEqual([expect.stringMatching(/^unfinished-name-/)]);
    });
    expect(published).toEqual({ folder: join(cache, 'name'), fromCache: false });
    expect(await readdir(cache)).toEqual(['name']);
  });

  it('takes the work of another process that was first', async () => {
    const published = await publishFolder(cache, 'name', 'proof', async (folder) => {
      await fill('mine')(folder);
      await mkdir(join(cache, 'name'));
      await fill('theirs')(join(cache, 'name'));
    });
    expect(published.fromCache).toBe(true);
    expect(await proof()).toBe('theirs');
    expect(await readdir(cache)).toEqual(['name']);
  });

  it('leaves nothing when the work fails, and works the next time', async () => {
    const failure = publishFolder(cache, 'name', 'proof', async (folder) => {
      await fill('half')(folder);
      throw new Error('half way');
    });
    await expect(failure).rejects.toThrow('half way');
    expect(await readdir(cache)).toEqual([]);
    await publishFolder(cache, 'name', 'proof', fill('whole'));
    expect(await proof()).toBe('whole');
  });

  it('clears away what killed processes left a day ago, not what others are at', async () => {
    await mkdir(join(cache, 'unfinished-old'));
    await mkdir(join(cache, 'unfinished-new'));
    const yesterday = Date.now() / 1000 - 25 * 3600;
    await utimes(join(cache, 'unfinished-old'), yesterday, yesterday);
    await publishFolder(cache, 'name', 'proof', fill('whole'));
    expect((await readdir(cache)).sort()).toEqual(['name', 'unfinished-new']);
  });
});

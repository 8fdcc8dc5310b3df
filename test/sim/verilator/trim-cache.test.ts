import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishFolder } from '../../../src/sim/verilator/publish-folder.js';
import { cacheLimit, trimCache } from '../../../src/sim/verilator/trim-cache.js';

const now = Date.UTC(2026, 0, 31);
let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'bitloom-trim-'));
});
afterEach(async () => {
  await rm(cache, { recursive: true });
});

/** A build of two files, `bytes` in all, last used `days` ago. */
async function build(name: string, bytes: number, days: number): Promise<void> {
  await mkdir(join(cache, name, 'sources'), { recursive: true });
  await writeFile(join(cache, name, 'simulator'), Buffer.alloc(bytes - 10));
  await writeFile(join(cache, name, 'sources', 'top.v'), Buffer.alloc(10));
  const used = new Date(now - days * 24 * 3600_000);
  await utimes(join(cache, name), used, used);
}

describe('trimCache', () => {
  it('removes what was used longest ago, until the rest fits', async () => {
    await build('old', 100, 9);
    await build('older', 100, 12);
    await build('recent', 100, 3);
    await build('newest', 100, 2);
    expect(await trimCache(cache, 300, now)).toEqual(['older']);
    expect((await readdir(cache)).sort()).toEqual(['newest', 'old', 'recent']);
    expect(await trimCache(cache, 299, now)).toEqual(['old']);
    expect(await trimCache(cache, 299, now)).toEqual([]);
  });

  it('keeps what is smaller and older than a large one that does not fit', async () => {
    await build('large', 1000, 2);
    await build('small', 100, 9);
    expect(await trimCache(cache, 500, now)).toEqual(['large']);
    expect(await readdir(cache)).toEqual(['small']);
  });

  it('leaves what was used within a day, and what is being built', async () => {
    await build('in use', 1000, 0.9);
    await build('unfinished-1', 1000, 0.1);
    await build('old', 100, 2);
    expect(await trimCache(cache, 500, now)).toEqual(['old']);
    expect((await readdir(cache)).sort()).toEqual(['in use', 'unfinished-1']);
  });

  it('counts a build as used when it is taken from the cache', async () => {
    await build('taken', 100, 12);
    const before = Date.now();
    await publishFolder(cache, 'taken', 'simulator', () => Promise.reject(new Error('is there')));
    expect((await stat(join(cache, 'taken'))).mtimeMs).toBeGreaterThanOrEqual(before - 1000);
  });
});

describe('cacheLimit', () => {
  it('is 4 GiB, or what the environment says', () => {
    expect(cacheLimit(undefined)).toBe(4 * 2 ** 30);
    expect(cacheLimit('')).toBe(4 * 2 ** 30);
    expect(cacheLimit('0.5')).toBe(2 ** 29);
  });

  it.each(['none', '0', '-1', 'NaN'])('refuses %s', (text) => {
    expect(() => cacheLimit(text)).toThrow(`BITLOOM_CACHE_GIB is '${text}'; give the gibibytes that Verilator builds may take, such as 4`);
  });
});

import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors/input-error.js';
import { UNFINISHED } from './publish-folder.js';

const DEFAULT_LIMIT_GIB = 4;

/** What was used more recently stays: a simulation may still run in it. */
const IN_USE_MS = 24 * 3600_000;

/** How many bytes of builds are kept: BITLOOM_CACHE_GIB times 2^30, by default 4 GiB. @throws InputError when it is no positive number. */
export function cacheLimit(text = process.env['BITLOOM_CACHE_GIB']): number {
  const limit = text ? Number(text) : DEFAULT_LIMIT_GIB;
  if (!(limit > 0)) throw new InputError(`BITLOOM_CACHE_GIB is '${text}'; give the gibibytes that Verilator builds may take, such as 4`);
  return limit * 2 ** 30;
}

/**
 * Removes what was used longest ago until the folder `cache` holds at most `limit` bytes. Entries that were used within a day stay, however
 * large they are, and so do unfinished ones. `now` is in milliseconds since 1970. Returns the names of what it removed.
 */
export async function trimCache(cache: string, limit: number, now = Date.now()): Promise<string[]> {
  const names = (await readdir(cache)).filter((name) => !name.startsWith(UNFINISHED));
  const entries = await Promise.all(names.map(async (name) => ({ name, ...await measure(join(cache, name)) })));
  entries.sort((a, b) => b.used - a.used);
  const removed: string[] = [];
  let total = 0;
  for (const { name, bytes, used } of entries) {
    total += bytes;
    if (total <= limit || now - used < IN_USE_MS) continue;
    total -= bytes;
    // Under a name of its own first: nobody finds a build that is half gone, and what a killed process leaves is removed as a leftover.
    const leaving = join(cache, `${UNFINISHED}trimmed-${randomUUID()}`);
    await rename(join(cache, name), leaving).then(() => rm(leaving, { recursive: true, force: true }), () => undefined);
    removed.push(name);
  }
  return removed;
}

/** Bytes of a file or of all files in a folder, and when it was last used. What goes away meanwhile has none. */
async function measure(path: string): Promise<{ bytes: number; used: number }> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return { bytes: found?.size ?? 0, used: found?.mtimeMs ?? 0 };
  const names = await readdir(path).catch((): string[] => []);
  const inside = await Promise.all(names.map((name) => measure(join(path, name))));
  return { bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0), used: found.mtimeMs };
}

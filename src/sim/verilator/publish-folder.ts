import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { markUsed } from './mark-used.js';

export interface Published {
  readonly folder: string;
  /** False when `make` has run now. */
  readonly fromCache: boolean;
}

/** What a killed process left; older than any build may take. */
const ABANDONED_AFTER_MS = 24 * 3600_000;
/** What the names of folders begin with that are not whole. */
export const UNFINISHED = 'unfinished-';

const running = new Map<string, Promise<Published>>();

/**
 * The folder `cache`/`name`, made by `make` if it isn't there. `make` fills a folder of another name, which is renamed when all is done: whoever is
 * killed leaves nothing under `name`, and of two processes that make the same one wins and the other takes the winner's. `proof` is a file
 * that every whole folder has. A folder that is taken from the cache is marked as used (its time). When `make` throws, its folder is removed and the error goes on.
 */
export function publishFolder(cache: string, name: string, proof: string, make: (folder: string) => Promise<void>): Promise<Published> {
  const folder = join(cache, name);
  // Two calls in one process share the work as well.
  let publication = running.get(folder);
  if (publication === undefined) {
    publication = publish(cache, name, proof, make).finally(() => running.delete(folder));
    running.set(folder, publication);
  }
  return publication;
}

async function publish(cache: string, name: string, proof: string, make: (folder: string) => Promise<void>): Promise<Published> {
  const folder = join(cache, name);
  if (existsSync(join(folder, proof))) {
    await markUsed(folder);
    return { folder, fromCache: true };
  }

  await removeAbandoned(cache);
  const unfinished = join(cache, `${UNFINISHED}${name.slice(0, 20)}-${randomUUID()}`);
  try {
    await mkdir(unfinished, { recursive: true });
    await make(unfinished);
    // A folder without its proof is the work of someone's hand, not of a build; it would block the name for ever.
    if (!existsSync(join(folder, proof))) await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (isOccupied(error) && existsSync(join(folder, proof))) return { folder, fromCache: true };
    throw error;
  }
  return { folder, fromCache: false };
}

function isOccupied(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}

async function removeAbandoned(cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  for (const entry of await readdir(cache)) {
    if (!entry.startsWith(UNFINISHED)) continue;
    const path = join(cache, entry);
    const age = await stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
    if (age > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

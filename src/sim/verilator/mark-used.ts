import { utimes } from 'node:fs/promises';

/** The entry was used now: its own time says so. A cache that can't be written has no order to keep. */
export async function markUsed(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now).catch(() => undefined);
}

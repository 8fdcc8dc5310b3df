import type { Output } from '../output.js';
import { shareProgress } from '../share-progress.js';
import { breathe, interruptible } from './until-interrupted.js';

/**
 * Runs work that leaves nothing behind before its end, with its progress on `output`. Ctrl-C ends it at once (Interrupted), with the
 * terminal as it was.
 */
export async function reportWork<T>(output: Output, work: (progress: (what: string, share: number) => Promise<void>) => Promise<T>): Promise<T> {
  const shown = shareProgress(output);
  try {
    return await interruptible(() => work((what, share) => {
      shown.report(what, share);
      return breathe();
    }));
  } finally {
    shown.end();
  }
}

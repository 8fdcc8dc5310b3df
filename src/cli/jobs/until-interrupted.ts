import { setImmediate } from 'node:timers/promises';
import { Interrupted, interruptSignal } from '../../search/run/interrupted.js';

/**
 * The result of `work`, or Interrupted with `message` as soon as the signal fires. What `work` still does then ends with the process;
 * an error that the interruption itself has caused (a compiler killed by the same Ctrl-C) does not show.
 */
export function untilInterrupted<T>(signal: AbortSignal, message: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const interrupt = (): void => reject(new Interrupted(message));
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    work.then(resolve, async (error: unknown) => {
      // The compiler may notice the Ctrl-C before we do.
      await setImmediate();
      if (signal.aborted) interrupt();
      else reject(error as Error);
    }).finally(() => signal.removeEventListener('abort', interrupt));
  });
}

/** Runs a job that leaves nothing behind before its end: Ctrl-C ends it at once, with the terminal as it was. */
export async function interruptible<T>(work: () => Promise<T>): Promise<T> {
  const { signal, dispose } = interruptSignal();
  try {
    return await untilInterrupted(signal, 'Interrupted; nothing was written.', work());
  } finally {
    dispose();
  }
}

/** For the progress of long work that never waits by itself: lets signals and timers in. */
export const breathe = (): Promise<void> => setImmediate();

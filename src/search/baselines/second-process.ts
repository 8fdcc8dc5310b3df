import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../errors/input-error.js';
import type { Backend } from '../backend/load-backend.js';
import { isLibraryNote } from '../backend/native-backend.js';
import type { Contest } from '../contest.js';
import { Interrupted } from '../run/interrupted.js';
import type { RunFolder } from '../run/run-folder.js';
import type { BaselineResults } from './train-baselines.js';

/** What the second process is asked for, as its only argument in JSON. It finds the rest in the run folder. */
export interface BaselineOrder {
  readonly runDirectory: string;
  readonly backend: Backend['name'];
  readonly fingerprint: string;
  readonly resume: boolean;
  /** Folder of the event files, as `runSearch` has it. */
  readonly tensorboard: string | undefined;
}

/** What the second process says. `failure` is the last message, if any. */
export type BaselineMessage =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'results'; readonly results: BaselineResults }
  | { readonly kind: 'failure'; readonly error: string; readonly message: string };

/** Networks to compare with, in training beside the search. */
export interface RunningBaselines {
  /** Resolves when they are done. Rejects with the errors that training here would throw. */
  results(): Promise<BaselineResults>;
  /** Whether the results are still to come. */
  running(): boolean;
  /** Ends the process if it still runs. */
  stop(): void;
}

/**
 * Trains the networks to compare with in a process of its own: the wasm backend has no threads under Node and the native one uses one, so a
 * second core needs a second process. Returns undefined where that is no gain or not possible (one core, one process asked for, sources run without a build): the
 * caller trains them itself then, with the same results.
 */
export async function startBaselines({ name }: Backend, { parameters, stages }: Contest, folder: RunFolder, { processes = 2, tensorboard }: { readonly processes?: 1 | 2; readonly tensorboard?: string | undefined }): Promise<RunningBaselines | undefined> {
  const built = import.meta.url.endsWith('.js');
  const wanted = parameters.baselines + parameters.rivals.length;
  if (wanted === 0 || processes === 1 || !built || availableParallelism() < 2) return undefined;
  const order: BaselineOrder = { runDirectory: folder.directory, backend: name, fingerprint: stages.fingerprint, resume: stages.resume, tensorboard };
  const child = fork(fileURLToPath(new URL('baseline-process.js', import.meta.url)), [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  createInterface({ input: child.stderr! }).on('line', (text) => { if (!isLibraryNote(text)) process.stderr.write(`${text}\n`); });
  const stop = (): void => void child.kill('SIGTERM');
  stages.signal?.addEventListener('abort', stop, { once: true });
  let running = true;
  const done = outcome(child, stages.progress.line, stages.signal).finally(() => (running = false));
  // A failure is reported where the results are asked for; until then it must not count as unhandled.
  done.catch(() => {});
  return {
    results: () => done,
    running: () => running,
    stop() {
      stages.signal?.removeEventListener('abort', stop);
      stop();
    },
  };
}

function outcome(child: ChildProcess, line: (text: string) => void, interrupt: AbortSignal | undefined): Promise<BaselineResults> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: BaselineMessage) => {
      if (message.kind === 'line') line(message.text);
      else if (message.kind === 'results') resolve(message.results);
      else reject(failure(message.error, message.message));
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (interrupt?.aborted) reject(new Interrupted('Interrupted while the networks to compare with were in training; the last complete epoch is saved.'));
      else reject(new Error(`The second process, which trains the networks to compare with, ended with ${signal ?? `status ${code}`}.`));
    });
  });
}

function failure(error: string, message: string): Error {
  if (error === 'InputError') return new InputError(message);
  if (error === 'Interrupted') return new Interrupted(message);
  return new Error(`Second process (networks to compare with): ${message}`);
}

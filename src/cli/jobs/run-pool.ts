import { fork } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../errors/input-error.js';
import { Interrupted } from '../../search/run/interrupted.js';

/** One search of many. */
export interface PlannedRun {
  /** Names its folder in the folder of all, and its lines in the progress. */
  readonly name: string;
  /** Of a new search: the words that decide what it computes, without `--out`. */
  readonly parameters: readonly string[];
  /** Words for a new and a resumed one alike: how it is verified. */
  readonly verification: readonly string[];
}

export interface PoolOptions {
  readonly folder: string;
  /** Searches at a time, each in a process of its own. */
  readonly processes: number;
  readonly line: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs every search that is not done yet, so many at a time, each as a `bitloom search` in a process of its own: one that was broken off goes on,
 * one that is complete (results and verification are there) is left alone. So a pool that was broken off goes on by being run
 * again. Throws InputError when a search can't be run, Interrupted when the signal fired; the others are ended first.
 */
export async function runPool(runs: readonly PlannedRun[], options: PoolOptions): Promise<void> {
  const { folder, line, signal } = options;
  const waiting = [...runs];
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const worker = async (): Promise<void> => {
    for (let run = waiting.shift(); run && !ended.aborted; run = waiting.shift()) {
      const state = await stateOf(join(folder, run.name));
      line(`${run.name}: ${{ new: 'begins', begun: 'goes on', complete: 'is complete' }[state]}`);
      if (state !== 'complete') await runOne(run, state === 'begun', folder, line, ended);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.processes }, () => worker().catch((error: unknown) => {
      stop.abort();
      throw error;
    })));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) throw new Interrupted('Interrupted; every search has kept its last complete epoch.');
}

/** Whether a run's folder holds nothing yet, a search to go on with, or a verified one. */
async function stateOf(directory: string): Promise<'new' | 'begun' | 'complete'> {
  const has = (name: string): Promise<boolean> => access(join(directory, name)).then(() => true, () => false);
  if (await has('verification.json')) return 'complete';
  return (await has('parameters.json')) ? 'begun' : 'new';
}

const program = fileURLToPath(new URL('../bitloom.js', import.meta.url));

function runOne({ name, parameters, verification }: PlannedRun, resume: boolean, folder: string, line: (text: string) => void, signal: AbortSignal): Promise<void> {
  const directory = join(folder, name);
  const words = ['search', ...(resume ? ['--resume', directory] : [...parameters, '--out', directory]), ...verification, '--processes', '1', '--json'];
  return new Promise((resolve, reject) => {
    const child = fork(program, words, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const stop = (): void => void child.kill('SIGINT');
    signal.addEventListener('abort', stop, { once: true });
    let rest = '';
    let last = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const each of lines) {
        if (each.trim() !== '') last = each;
        line(`${name}: ${each}`);
      }
    });
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      // 1: the verification found a difference, which stands in its report and keeps the network out of the front.
      if (code === 0 || code === 1) resolve();
      else reject(new InputError(`${name}: the search ended with status ${code}: ${rest.trim() || last}`));
    });
  });
}

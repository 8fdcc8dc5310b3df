import { Interrupted, interruptSignal } from '../../search/run/interrupted.js';
import { streamProgress } from '../../search/run/progress.js';
import type { EngineName } from '../../sim/simulator.js';
import { findVerilator } from '../../sim/verilator/find-verilator.js';
import { verifiedSearch, type VerifiedSearch, type VerifiedSearchOptions } from './verified-search.js';

/** The engines of this machine. Without Verilator: only the own simulator, and the sentence that says so. */
export async function availableEngines(wanted: boolean): Promise<{ engines: readonly EngineName[]; missing?: string }> {
  if (!wanted) return { engines: ['sim'], missing: 'Verilator is left out, as asked for: the own simulator checks alone' };
  const verilator = await findVerilator();
  if (verilator.kind === 'found') return { engines: ['sim', 'verilator'] };
  return { engines: ['sim'], missing: `${verilator.message}\nVerilator is left out of this run: the own simulator checks alone` };
}

/**
 * Runs a verified search with progress on stderr. Ctrl-C ends it at the last complete epoch: Interrupted, whose message says that
 * `goOn` is the command to go on with.
 */
export async function runInterruptibly(
  goOn: string,
  options: Omit<VerifiedSearchOptions, 'progress' | 'signal'>,
): Promise<VerifiedSearch> {
  const { signal, dispose } = interruptSignal();
  try {
    return await verifiedSearch({ ...options, progress: streamProgress(process.stderr), signal });
  } catch (error) {
    throw error instanceof Interrupted ? new Interrupted(`${error.message} To go on: ${goOn}`) : error;
  } finally {
    dispose();
  }
}

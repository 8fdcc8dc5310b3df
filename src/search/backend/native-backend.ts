import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { registerNativeKernels } from './native-kernels.js';
import { registerNativeStep } from './native-step.js';

const packageName = '@tensorflow/tfjs-node';

/**
 * What the native library reads from the environment when it starts. One thread per process: a second one costs processor time of its
 * own (`npm run bench:backend`), which a second process makes better use of, and sums do not depend on how many cores a machine has. Its notes on
 * the processor say nothing about a search. Values that the user sets stand.
 */
const environment = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' };

/** Whether a line on stderr is one that the native library writes whenever it starts, before any setting reaches it. */
export function isLibraryNote(line: string): boolean {
  return /^(WARNING: All log messages before absl|I\d{4} \S+ .*port\.cc:\d+\] oneDNN custom operations are on)/.test(line);
}

/** Makes tfjs-node the current backend: the version of its TensorFlow, or the reason why it can't be used. */
export async function importNative(): Promise<{ readonly library: string } | { readonly library?: undefined; readonly reason: string }> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
    // Without it the import would fail too, after having read all of the package.
    if (!existsSync(join(folder, 'lib'))) return { reason: 'its native library is not built' };
    for (const [name, value] of Object.entries(environment)) process.env[name] ??= value;
    // tfjs-node 4.22 calls what Node 23 took away.
    (util as { isNullOrUndefined?: (value: unknown) => boolean }).isNullOrUndefined ??= (value) => value === null || value === undefined;
    // A variable keeps the compiler from asking for the types of a package that may be absent.
    await import(packageName);
    if (!(await tf.setBackend('tensorflow'))) return { reason: 'its backend did not start' };
    registerNativeStep();
    registerNativeKernels();
    return { library: (tf.backend() as unknown as { binding: { TF_Version: string } }).binding.TF_Version };
  } catch (error) {
    return { reason: error instanceof Error ? (error.message.split('\n')[0] ?? 'unknown reason') : String(error) };
  }
}

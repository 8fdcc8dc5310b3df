import { InputError } from '../../src/errors/input-error.js';
import { loadBackend } from '../../src/search/backend/load-backend.js';

/** The backends that train here. Where the native one is not built, what it would show stays unshown: that is said, and loudly. */
export const backends: readonly ('wasm' | 'node')[] = await loadBackend('node').then(
  () => ['wasm', 'node'] as const,
  (error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`\n*** SKIPPED: native backend not built, only wasm is tested (${error.message}) ***\n\n`);
    return ['wasm'] as const;
  },
);
export const hasNative = backends.includes('node');

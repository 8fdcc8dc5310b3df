import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Tests of training that run on the native backend a second time, where `npm run setup:tensorflow` has built it; the others name their backends. */
const native = {
  extends: true as const,
  test: {
    name: 'native',
    include: ['test/search/*.test.ts'],
    exclude: ['backends', 'load-backend', 'convolution-gradients', 'depthwise-gradients', 'second-process', 'checkpoint', 'models', 'graph-search', 'baselines', 'flops-table', 'supernet', 'step-cost', 'calibration'].map((name) => `test/search/${name}.test.ts`),
    setupFiles: ['test/search/on-native.ts'],
  },
};
const hasNative = existsSync(new URL('node_modules/@tensorflow/tfjs-node/lib', import.meta.url));

export default defineConfig({
  test: {
    pool: 'forks',
    // Small machines have two cores; more workers would only slow the Verilator builds that some tests start.
    maxWorkers: 2,
    // The first Verilator build of a design takes most of a minute on such a machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [{ extends: true, test: { name: 'tests', include: ['test/**/*.test.ts'] } }, ...(hasNative ? [native] : [])],
  },
});

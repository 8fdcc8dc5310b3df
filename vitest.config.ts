import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Small machines have two cores; more workers would only slow the Verilator builds that some tests start.
    maxWorkers: 2,
    // The first Verilator build of a design takes most of a minute on such a machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

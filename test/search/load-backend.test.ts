import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { loadBackend } from '../../src/search/backend/load-backend.js';

test('wasm starts from node_modules, again and after another backend', async () => {
  for (const choice of ['wasm', 'cpu', 'wasm', 'wasm'] as const) {
    expect(await loadBackend(choice)).toEqual({ name: choice, version: '4.22.0' });
    expect(tf.getBackend()).toBe(choice);
  }
  expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined();
});

const nodeLoads = await import('@tensorflow/tfjs-node' as string).then(() => true, () => false);

test.skipIf(nodeLoads)('auto falls back to wasm where tfjs-node is absent; asking for it names the reason', async () => {
  expect((await loadBackend('auto')).name).toBe('wasm');
  const failure = await loadBackend('node').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InputError);
  expect((failure as Error).message).toMatch(/^backend node: @tensorflow\/tfjs-node could not be loaded \(.+\); run "npm run setup:tensorflow" or use --backend wasm$/);
});

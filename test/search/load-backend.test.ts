import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, test, vi } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { isLibraryNote } from '../../src/search/backend/native-backend.js';
import { runBackend } from '../../src/search/backend/run-backend.js';
import { hasNative } from './with-native.js';

afterEach(() => vi.doUnmock('@tensorflow/tfjs-node'));

test('wasm starts from node_modules, again and after another backend', async () => {
  for (const choice of ['wasm', 'cpu', 'wasm', 'wasm'] as const) {
    expect(await loadBackend(choice)).toEqual({ name: choice, version: '4.22.0' });
    expect(tf.getBackend()).toBe(choice);
  }
  expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined();
});

test('auto falls back to wasm where tfjs-node does not load; asking for it names the reason', async () => {
  vi.doMock('@tensorflow/tfjs-node', () => { throw new Error('no such library'); });
  expect((await loadBackend('auto')).name).toBe('wasm');
  const failure = await loadBackend('node').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InputError);
  expect((failure as Error).message).toMatch(/^backend node: @tensorflow\/tfjs-node could not be loaded \(.+\); run "npm run setup:tensorflow" or use --backend wasm$/);
});

test('a run that goes on keeps its backend; where that is gone it says what it takes instead', async () => {
  const lines: string[] = [];
  const began = (choice: 'auto' | 'cpu', backend: 'node' | 'wasm' | undefined) => runBackend(choice, backend, (text) => lines.push(text)).then(({ name }) => name);
  expect([await began('auto', 'wasm'), await began('cpu', 'wasm'), lines]).toEqual(['wasm', 'cpu', []]);
  vi.doMock('@tensorflow/tfjs-node', () => { throw new Error('no such library'); });
  expect([await began('auto', 'node'), lines]).toEqual(['wasm', ['The run began on backend node, which is not here; it goes on with wasm, and results may differ in the last bits']]);
});

test.skipIf(!hasNative)('auto takes the native library where it loads, one thread of it', async () => {
  expect(await loadBackend('auto')).toEqual({ name: 'node', version: expect.stringMatching(/^4\.22\.0 on TensorFlow 2\.\d+\.\d+$/) as unknown });
  expect([tf.getBackend(), process.env['TF_NUM_INTRAOP_THREADS']]).toEqual(['tensorflow', '1']);
});

test.skipIf(!hasNative)('the native library computes where Node lacks what it calls: from 23 on util.isNullOrUndefined is gone', async () => {
  delete (util as { isNullOrUndefined?: unknown }).isNullOrUndefined;
  const largest = (): number => tf.tidy(() => tf.topk(tf.tensor1d([1, 3, 2]), 1).values.dataSync()[0]!);
  await loadBackend('wasm');
  await tf.setBackend('tensorflow');
  expect(largest).toThrow('isNullOrUndefined');
  await loadBackend('node');
  expect(largest()).toBe(3);
});

test.skipIf(!hasNative)('step on the native backend: 0 up to zero, 1 above, NaN stays; with a slope as on the plain backend', async () => {
  // No numbers below 1.2e-38: to all its kernels they are zero.
  const values = [-Infinity, -1, -1e-37, -0, 0, 1e-37, 1e-30, 3, Infinity, NaN];
  const steps = (alpha?: number): number[] => tf.tidy(() => [...tf.step(tf.tensor1d(values), alpha).dataSync()]);
  await loadBackend('cpu');
  const [plain, sloped] = [steps(), steps(0.5)];
  await loadBackend('node');
  expect(steps().map((value) => value + 0)).toEqual(plain.map((value) => value + 0));
  expect(steps(0.5)).toEqual(sloped);
  const { numTensors } = tf.memory();
  steps();
  expect(tf.memory().numTensors).toBe(numTensors);
});

test('the lines that the native library always writes are told from those that matter', () => {
  const notes = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1795252708.578857    8350 port.cc:153] oneDNN custom operations are on. You may see slightly different numerical results',
  ];
  const others = ['Error: boom', 'WARNING: disk full', 'E0000 00:00:1795252708.578857    8350 port.cc:153] out of memory', ''];
  expect([notes.map(isLibraryNote), others.map(isLibraryNote)]).toEqual([[true, true], [false, false, false, false]]);
});

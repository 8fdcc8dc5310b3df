/**
 * `npm run bench:backend`: time of a training step on the backends of TensorFlow.js, in one process and in two at once. Ends with one line of JSON.
 *
 *   --only <text>      only cases whose name contains it (may be repeated)
 *   --seconds <n>      length of each measurement, default 4
 */
import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { textTable } from '../../src/cli/text-table.js';
import { InputError } from '../../src/errors/input-error.js';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import type { StepOrder, StepTimes } from './training-process.js';

const { values: options } = parseArgs({ options: { only: { type: 'string', multiple: true }, seconds: { type: 'string', default: '4' } } });
const print = (text: string): void => void process.stdout.write(`${text}\n`);

// 1. The steps and the contenders.
const digits = { model: 'digits', image: [16, 16, 1], batchSize: 32 } as const;
const resnet = { model: 'resnet8', image: [32, 32, 3], batchSize: 32 } as const;
const cases = [
  { name: 'digits, uniform w4a4', ...digits, candidates: [4] },
  { name: 'digits, search at 5 candidates', ...digits, candidates: [1, 2, 3, 4, 5] },
  { name: 'resnet8, uniform w4a4', ...resnet, candidates: [4] },
  { name: 'resnet8, search at 5 candidates', ...resnet, candidates: [1, 2, 3, 4, 5] },
].filter(({ name }) => options.only?.some((text) => name.includes(text)) ?? true);
const missing = await loadBackend('node').then(() => undefined, (error: unknown) => {
  if (error instanceof InputError) return error.message;
  throw error;
});
const contenders = [
  { backend: 'wasm', threads: 1, processes: 1 },
  { backend: 'wasm', threads: 1, processes: 2 },
  { backend: 'node', threads: 1, processes: 1 },
  { backend: 'node', threads: 1, processes: 2 },
  { backend: 'node', threads: 2, processes: 1 },
] as const;
const present = contenders.filter(({ backend }) => backend === 'wasm' || missing === undefined);

print(`Node ${process.versions.node}; ${cpus()[0]?.model ?? process.arch}, ${cpus().length} processors`);
if (missing !== undefined) print(`SKIPPED: the native backend is not built (${missing})`);
print(`A step is one of weights, clips and batch norm on 32 images: forward, backward, update. Times in milliseconds over ${options.seconds} s after 5 steps; processor time is that of all`
  + '\nthreads per step; steps per second are those of all processes together.\n');

// 2. One measurement after the other, so that nothing but its own processes is in its way.
const results = [];
for (const { name, ...work } of cases) {
  for (const { backend, threads, processes } of present) {
    process.stderr.write(`${name}: ${backend}, ${processes} x ${threads} ...\n`);
    const times = await measure({ ...work, backend, seconds: Number(options.seconds) }, threads, processes);
    const steps = times.flatMap((one) => one.steps).sort((a, b) => a - b);
    results.push({
      case: name, backend, threads, processes, version: times[0]!.backend,
      best: rounded(steps[0]!), median: rounded(steps[steps.length >> 1]!),
      processor: rounded(times.reduce((sum, one) => sum + one.processor, 0) / steps.length),
      stepsPerSecond: rounded(times.reduce((sum, one) => sum + (1000 * one.steps.length) / one.steps.reduce((a, b) => a + b, 0), 0)),
    });
  }
}

// 3. Print.
const header = ['step', 'backend', 'threads', 'processes', 'best ms', 'median ms', 'processor ms', 'steps/s'];
print(textTable(header, results.map((row) => [row.case, row.backend, row.threads, row.processes, row.best, row.median, row.processor, row.stepsPerSecond])));
print('');
print(JSON.stringify({ backend: { node: process.versions.node, processors: cpus().length, steps: results } }));

/** Starts all processes, waits until each is ready, lets them go together. */
async function measure(order: StepOrder, threads: number, processes: number): Promise<StepTimes[]> {
  const children = Array.from({ length: processes }, () => fork(fileURLToPath(new URL('training-process.js', import.meta.url)), [JSON.stringify(order)], {
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  }));
  const message = (child: (typeof children)[number]): Promise<unknown> => new Promise((resolve, reject) => {
    child.once('message', resolve).once('exit', (code) => reject(new Error(`A process of the measurement (${order.backend}, ${order.model}) ended with ${code}.`)));
  });
  await Promise.all(children.map(message));
  const results = children.map(message);
  for (const child of children) child.send('go');
  return (await Promise.all(results)) as StepTimes[];
}

/** Three digits are what such a measurement gives. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

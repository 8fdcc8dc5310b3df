import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { searchSpace } from '../../src/search/cost/search-space.js';
import { MetaNetwork } from '../../src/search/graph/meta-network.js';
import { findModel } from '../../src/search/models/find-model.js';
import { candidateBits, quantizedStart } from '../../src/search/quantized-start.js';
import { defaultQuantizers } from '../../src/search/quantizers/quantizer-choice.js';
import { Strengths } from '../../src/search/strengths/strengths.js';
import type { Batch } from '../../src/search/training/batches.js';
import { Nesterov } from '../../src/search/training/nesterov.js';
import { RandomStream } from '../../src/search/training/random-stream.js';
import { trainedVariables, weightStep } from '../../src/search/training/weight-step.js';

// One process of `npm run bench:backend`: prepares, says so, waits for its start, trains for some seconds, and reports.

/** What a process is asked for, as its only argument in JSON. */
export interface StepOrder {
  readonly backend: 'wasm' | 'node';
  readonly model: string;
  /** [height, width, channels] */
  readonly image: readonly [number, number, number];
  readonly batchSize: number;
  /** Candidates of every operand: one is uniform training, more is a step of the search's weights. */
  readonly candidates: readonly number[];
  readonly seconds: number;
}

/** What it measured. */
export interface StepTimes {
  /** Milliseconds of each step. */
  readonly steps: readonly number[];
  /** Processor time of all its threads over all steps, milliseconds. */
  readonly processor: number;
  /** After the last step. */
  readonly loss: number;
  readonly backend: string;
}

/** Steps before the clock runs: V8 compiles, caches fill, the library plans its kernels. */
const warmUp = 5;

const order = JSON.parse(process.argv[2]!) as StepOrder;
const { version } = await loadBackend(order.backend);
const random = RandomStream.from(1, 'bench');
const model = findModel(order.model, [...order.image], 10);
const space = searchSpace(model, order.candidates, 'searched');
const fresh = MetaNetwork.initialise(model, random);
const network = MetaNetwork.fromValues(model, quantizedStart(model, fresh.values(), defaultQuantizers, candidateBits(space)));
const precision = new Strengths(space).precision(1, 'constant');
const optimizer = new Nesterov(trainedVariables(network, precision));
const pixels = order.batchSize * order.image[0] * order.image[1] * order.image[2];
const batch: Batch = {
  images: tf.tensor4d(Float32Array.from({ length: pixels }, () => random.integer(256) / 255), [order.batchSize, ...order.image]),
  labels: Uint8Array.from({ length: order.batchSize }, () => random.integer(10)),
};
const step = (): number => weightStep(network, optimizer, batch, precision, 0.01);
for (let i = 0; i < warmUp; i++) step();

process.once('message', () => {
  const steps: number[] = [];
  let loss = 0;
  const before = process.cpuUsage();
  const start = performance.now();
  for (let last = start; last - start < order.seconds * 1000; ) {
    loss = step();
    const now = performance.now();
    steps.push(now - last);
    last = now;
  }
  const { user, system } = process.cpuUsage(before);
  const times: StepTimes = { steps, processor: (user + system) / 1000, loss, backend: version };
  process.send!(times, () => process.exit(0));
});
process.send!('ready');

import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { Supernet } from '../../src/search/baselines/supernet.js';
import { settledPrecision } from '../../src/search/contest.js';
import { flopsTable } from '../../src/search/cost/flops-table.js';
import { searchSpace, uniformAssignment } from '../../src/search/cost/search-space.js';
import { MetaNetwork } from '../../src/search/graph/meta-network.js';
import { findModel } from '../../src/search/models/find-model.js';
import { layerShapes } from '../../src/search/models/model.js';
import { candidateBits, quantizedStart, settledBits } from '../../src/search/quantized-start.js';
import { defaultQuantizers } from '../../src/search/quantizers/quantizer-choice.js';
import { strengthStep } from '../../src/search/strengths/strength-step.js';
import { Strengths } from '../../src/search/strengths/strengths.js';
import { Adam } from '../../src/search/training/adam.js';
import { crossEntropy } from '../../src/search/training/cross-entropy.js';
import { Nesterov } from '../../src/search/training/nesterov.js';
import { RandomStream } from '../../src/search/training/random-stream.js';
import { trainedVariables, weightStep } from '../../src/search/training/weight-step.js';

export interface StepOptions {
  readonly model: string;
  readonly width: number | undefined;
  readonly batchSize: number;
  readonly rounds: number;
  readonly backend: 'auto' | 'node' | 'wasm';
  /** The supernet takes minutes on large models. */
  readonly supernet: boolean;
}

export interface StepCost {
  readonly name: string;
  /** Of one step on one batch: best and median. */
  readonly bestMs: number;
  readonly medianMs: number;
  /** Median processor time, user and system: what other work on the machine changes least. */
  readonly processorMs: number;
  /** Most bytes of tensors at a time during a step, variables and optimizer included. */
  readonly peakBytes: number;
}

/**
 * Time and memory of a training step of one network, contenders by turns: a uniform network at 3 bits, the search's two kinds of steps at 5 x 5
 * candidates, and a supernet of 25 branches. On random images; what they show costs nothing.
 */
export async function stepCosts({ model: name, width, batchSize, rounds, backend, supernet }: StepOptions): Promise<{ backend: string; costs: StepCost[] }> {
  const loaded = await loadBackend(backend);
  const random = RandomStream.from(1, 'bench');
  const model = findModel(name, [32, 32, 3], 10, width);
  const candidates = [1, 2, 3, 4, 5];
  const space = searchSpace(model, candidates, 8);
  const start = MetaNetwork.initialise(model, random).values();
  const pixels = Float32Array.from({ length: batchSize * 32 * 32 * 3 }, () => random.next());
  const batch = { images: tf.tensor4d(pixels, [batchSize, 32, 32, 3]), labels: Uint8Array.from({ length: batchSize }, () => random.integer(10)) };
  const table = flopsTable(layerShapes(model));

  const contenders = new Map<string, () => { step: () => void; dispose: () => void }>([
    ['uniform w3a3', () => {
      const assignment = uniformAssignment(model, 3, 3, 8);
      const network = MetaNetwork.fromValues(model, quantizedStart(model, start, defaultQuantizers, settledBits(assignment)));
      const precision = settledPrecision(model, assignment);
      const optimizer = new Nesterov(trainedVariables(network, precision));
      return { step: () => void weightStep(network, optimizer, batch, precision, 0.01), dispose: () => { optimizer.dispose(); network.dispose(); } };
    }],
    ...(['weights', 'strengths'] as const).map((kind) => [`search, ${kind}`, () => {
      const network = MetaNetwork.fromValues(model, quantizedStart(model, start, defaultQuantizers, candidateBits(space)));
      const strengths = new Strengths(space);
      const nesterov = new Nesterov(trainedVariables(network, { kind: 'quantized' }));
      const adam = new Adam(strengths.variables());
      const step = kind === 'weights'
        ? () => void weightStep(network, nesterov, batch, strengths.precision(1, 'constant'), 0.01)
        : () => void strengthStep(network, strengths, adam, batch, { table, target: 1e6, lambda: 1, temperature: 1 }, 0.01);
      return { step, dispose: () => { nesterov.dispose(); adam.dispose(); strengths.dispose(); network.dispose(); } };
    }] as const),
    ...(supernet ? [['supernet', () => {
      const network = MetaNetwork.fromValues(model, start);
      const branches = new Supernet(network, space, random);
      const optimizer = new Nesterov(branches.variables());
      const step = (): void => {
        const { value, grads } = tf.variableGrads(() => crossEntropy(branches.forward(batch.images), batch.labels), optimizer.variables.map(([, variable]) => variable));
        optimizer.step(grads, 0.01);
        value.dispose();
        tf.dispose(grads);
      };
      return { step, dispose: () => { optimizer.dispose(); branches.dispose(); network.dispose(); } };
    }] as const] : []),
  ]);

  const costs: StepCost[] = [];
  // One contender's tensors at a time, so that memory is its own.
  for (const [contender, build] of contenders) {
    const before = tf.memory().numBytes;
    const { step, dispose } = build();
    step();
    const { peakBytes } = await tf.profile(() => {
      step();
      return tf.scalar(0);
    });
    const taken = Array.from({ length: rounds }, () => {
      const [from, used] = [performance.now(), process.cpuUsage()];
      step();
      const { user, system } = process.cpuUsage(used);
      return { wall: performance.now() - from, processor: (user + system) / 1000 };
    });
    const sorted = (kind: 'wall' | 'processor'): number[] => taken.map((times) => times[kind]).sort((a, b) => a - b);
    const [walls, processors] = [sorted('wall'), sorted('processor')];
    costs.push({ name: contender, bestMs: walls[0]!, medianMs: walls[rounds >> 1]!, processorMs: processors[rounds >> 1]!, peakBytes: peakBytes - before });
    dispose();
  }
  batch.images.dispose();
  return { backend: loaded.name, costs };
}

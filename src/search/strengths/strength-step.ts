import * as tf from '@tensorflow/tfjs';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import { forward } from '../graph/forward.js';
import type { MetaNetwork } from '../graph/meta-network.js';
import type { Adam } from '../training/adam.js';
import type { Batch } from '../training/batches.js';
import { crossEntropy } from '../training/cross-entropy.js';
import { expectedCyclesTensor } from './expected-cycles.js';
import type { Strengths } from './strengths.js';

export interface StrengthObjective {
  readonly table: CostTable;
  /** Budget in the table's unit. */
  readonly target: number;
  /** Weight of the cost. */
  readonly lambda: number;
  readonly temperature: number;
  /** EBS-Sto: what is added to the strengths that the network computes with. Absent: EBS-Det. */
  readonly noise?: (() => number) | undefined;
}

/**
 * One step of the strengths on one batch of their own fold of the images, the weights held still (first-order bilevel, as DARTS, arXiv
 * 1806.09055, section 2.3): L + lambda max(0, E[C] / target - 1). Returns the loss L before it. Leaves no tensor behind.
 */
export function strengthStep(network: MetaNetwork, strengths: Strengths, optimizer: Adam, batch: Batch, objective: StrengthObjective, rate: number | ((name: string) => number)): number {
  const { table, target, lambda, temperature, noise } = objective;
  let loss = 0;
  const { value, grads } = tf.variableGrads(() => {
    const precision = strengths.precision(temperature, 'learn', noise);
    const entropy = crossEntropy(forward(network, batch.images, precision, 'batch'), batch.labels);
    loss = entropy.dataSync()[0]!;
    // With noise the candidate of the greatest strength is i with probability softmax(r)_i, at temperature 1: that is what E[C] goes over.
    const expected = expectedCyclesTensor(network.model, noise ? strengths.precision(1, 'learn') : precision, table, target);
    return tf.add(entropy, tf.mul(tf.relu(tf.sub(expected, 1)), lambda)) as tf.Scalar;
  }, optimizer.variables.map(([, variable]) => variable));
  optimizer.step(grads, rate);
  value.dispose();
  tf.dispose(grads);
  return loss;
}

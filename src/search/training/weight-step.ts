import * as tf from '@tensorflow/tfjs';
import { forward, type Precision } from '../graph/forward.js';
import type { MetaNetwork } from '../graph/meta-network.js';
import type { Batch } from './batches.js';
import { crossEntropy, type Tally } from './cross-entropy.js';
import type { Nesterov } from './nesterov.js';
import { softLabels, type Teacher } from './teacher.js';

/** Learning rate at the start of every stage. */
export const initialRate = 0.05;

/** What training at this precision moves: everything trainable, without the clips where nothing is clipped. */
export function trainedVariables(network: MetaNetwork, { kind }: Pick<Precision, 'kind'>): [string, tf.Variable][] {
  return network.trainable().filter(([name]) => kind === 'quantized' || !name.endsWith('.clips'));
}

/** One step of weights, clips and batch norm on one batch; returns the loss before it, and counts in `tally` what the network before it predicts rightly. Leaves no tensor behind. */
export function weightStep(network: MetaNetwork, optimizer: Nesterov, batch: Batch, precision: Precision, rate: number, tally?: Tally, teacher?: Teacher): number {
  const soft = teacher && softLabels(teacher, batch);
  const trained = optimizer.variables.map(([, variable]) => variable);
  const { value, grads } = tf.variableGrads(() => crossEntropy(forward(network, batch.images, precision, 'train'), batch.labels, tally, soft), trained);
  optimizer.step(grads, rate);
  const loss = value.dataSync()[0]!;
  value.dispose();
  tf.dispose(grads);
  return loss;
}

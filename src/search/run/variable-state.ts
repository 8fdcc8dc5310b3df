import * as tf from '@tensorflow/tfjs';
import type { VariableValues } from '../graph/meta-network.js';

/** Variables copied to the host under `<prefix>/<name>`. */
export function saveVariables(prefix: string, variables: Iterable<readonly [string, tf.Variable]>): VariableValues {
  return new Map([...variables].map(([name, variable]) => [`${prefix}/${name}`, { shape: variable.shape, values: variable.dataSync().slice() as Float32Array }]));
}

/** The inverse. Names and shapes are those that were saved: a checkpoint with this run's fingerprint has them. */
export function restoreVariables(prefix: string, variables: Iterable<readonly [string, tf.Variable]>, values: VariableValues): void {
  for (const [name, variable] of variables) {
    const stored = values.get(`${prefix}/${name}`);
    if (!stored || stored.shape.join() !== variable.shape.join()) throw new Error(`Checkpoint: ${prefix}/${name} is missing or of another shape.`);
    tf.tidy(() => variable.assign(tf.tensor(stored.values.slice(), [...stored.shape])));
  }
}

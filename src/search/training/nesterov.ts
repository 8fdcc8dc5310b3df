import * as tf from '@tensorflow/tfjs';
import { smallestStep } from '../quantizers/lsq-weights.js';
import { smallestClip } from '../quantizers/pact-activations.js';

/** Global norm that gradients are scaled down to. */
const largestNorm = 5;
const momentum = 0.9;
/** L2 decay of PACT's clips: what keeps them from growing past all values (arXiv 1805.06085, section 3). */
const clipDecay = 1e-3;

/** Learning rate at `progress` in 0..1 of a run: half a cosine from `initial` to 0 (Loshchilov and Hutter, arXiv 1608.03983). */
export function cosineRate(initial: number, progress: number): number {
  return 0.5 * initial * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}

/**
 * Stochastic gradient descent with Nesterov momentum, v <- 0.9 v + g, w <- w - rate (g + 0.9 v), after the gradient of all variables
 * together is scaled down to norm 5. Clips get a decay; clips and learnt steps a lower limit.
 */
export class Nesterov {
  private readonly velocities: Map<string, tf.Variable>;

  constructor(readonly variables: readonly (readonly [string, tf.Variable])[]) {
    this.velocities = new Map(variables.map(([name, variable]) => [name, tf.tidy(() => tf.variable(tf.zeros(variable.shape), false))]));
  }

  /** One step. `gradients` by `tf.Variable.name`, as `tf.variableGrads` returns them; not disposed of here. */
  step(gradients: tf.NamedTensorMap, rate: number): void {
    tf.tidy(() => {
      const squares = this.variables.map(([, { name }]) => tf.sum(tf.square(gradients[name]!)));
      const norm = Math.sqrt(tf.addN(squares).dataSync()[0]!);
      const factor = norm > largestNorm ? largestNorm / norm : 1;
      for (const [name, variable] of this.variables) {
        const isClip = name.endsWith('.clips');
        const scaled = tf.mul(gradients[variable.name]!, factor);
        const gradient = isClip ? tf.add(scaled, tf.mul(variable, clipDecay)) : scaled;
        const velocity = this.velocities.get(name)!;
        velocity.assign(tf.add(tf.mul(velocity, momentum), gradient));
        const moved = tf.sub(variable, tf.mul(tf.add(gradient, tf.mul(velocity, momentum)), rate));
        const least = isClip ? smallestClip : name.endsWith('.steps') ? smallestStep : undefined;
        variable.assign(least === undefined ? moved : tf.maximum(moved, least));
      }
    });
  }

  /** State to save, by name. */
  tensors(): ReadonlyMap<string, tf.Variable> {
    return this.velocities;
  }

  dispose(): void {
    for (const velocity of this.velocities.values()) velocity.dispose();
  }
}

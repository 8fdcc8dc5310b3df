import * as tf from '@tensorflow/tfjs';
import type { Assignment } from '../cost/assignment.js';
import { choose, type SearchSpace } from '../cost/search-space.js';
import type { Precision } from '../graph/forward.js';
import type { Shares } from '../quantizers/shares.js';

/**
 * The strength vectors r (weights) and s (maps) of EBS, one number per candidate, zero at the start: all candidates alike. Operands with
 * one candidate have none. The share of a candidate is softmax(strength / temperature).
 */
export class Strengths {
  private readonly vectors: ReadonlyMap<string, tf.Variable>;

  constructor(readonly space: SearchSpace) {
    const searched = (['weights', 'maps'] as const).flatMap((kind) => [...space[kind]].map(([name, bits]) => [`${kind}.${name}`, bits] as const));
    this.vectors = new Map(
      searched.filter(([, bits]) => bits.length > 1).map(([name, bits]) => [name, tf.tidy(() => tf.variable(tf.zeros([bits.length])))]),
    );
  }

  /** By name (`weights.conv2`, `maps.conv1`), in a fixed order. */
  variables(): [string, tf.Variable][] {
    return [...this.vectors];
  }

  /**
   * Shares of every operand's candidates. `learn` gives tensors that the strengths' gradient flows through (call it inside the gradient
   * function); `constant` gives numbers.
   */
  precision(temperature: number, mode: 'learn' | 'constant'): Extract<Precision, { kind: 'quantized' }> {
    const mixtures = (kind: 'weights' | 'maps') =>
      new Map([...this.space[kind]].map(([name, bits]) => [name, { bits, shares: this.shares(kind, name, temperature, mode) }]));
    return { kind: 'quantized', weights: mixtures('weights'), maps: mixtures('maps') };
  }

  /** Per operand, the candidate of the greatest strength (of equal ones the lowest bitwidth). */
  argmax(): Assignment {
    return choose(this.space, (kind, name) => {
      const values = this.values(kind, name);
      return values.indexOf(Math.max(...values));
    });
  }

  /** Strengths of one operand; [0] where there is nothing to choose. */
  values(kind: 'weights' | 'maps', name: string): number[] {
    const vector = this.vectors.get(`${kind}.${name}`);
    return vector ? [...vector.dataSync()] : [0];
  }

  dispose(): void {
    for (const vector of this.vectors.values()) vector.dispose();
  }

  private shares(kind: 'weights' | 'maps', name: string, temperature: number, mode: 'learn' | 'constant'): Shares {
    const vector = this.vectors.get(`${kind}.${name}`);
    if (!vector) return [1];
    if (mode === 'constant') return softmax([...vector.dataSync()], temperature);
    return tf.softmax(tf.mul(vector, 1 / temperature)) as tf.Tensor1D;
  }
}

/** softmax(strengths / temperature) on the host. */
export function softmax(strengths: readonly number[], temperature: number): number[] {
  const largest = Math.max(...strengths);
  const powers = strengths.map((strength) => Math.exp((strength - largest) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

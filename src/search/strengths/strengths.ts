import * as tf from '@tensorflow/tfjs';
import type { Assignment } from '../cost/assignment.js';
import { choose, choosingMaps, type SearchSpace } from '../cost/search-space.js';
import type { Precision } from '../graph/forward.js';
import { defaultQuantizers, type QuantizerChoice } from '../quantizers/quantizer-choice.js';
import type { Shares } from '../quantizers/shares.js';

/** One number for weights and one for maps. */
export interface PerOperand {
  readonly weights: number;
  readonly maps: number;
}

/** Shares of one operand's candidates, for reports. */
export interface OperandShares {
  readonly operand: 'weights' | 'maps';
  readonly layer: string;
  readonly bits: readonly number[];
  readonly shares: readonly number[];
}

/**
 * The strength vectors r (weights) and s (maps) of EBS, one number per candidate. Maps of one group share theirs; operands
 * with one candidate have none. The share of a
 * candidate is softmax(strength / temperature) in EBS-Det and softmax((strength + noise) / temperature) in EBS-Sto.
 *
 * They start at zero, all candidates alike, or rise evenly to `bias` at the most bits: a search that starts with bits to give away.
 */
export class Strengths {
  private readonly vectors: ReadonlyMap<string, tf.Variable>;

  constructor(
    readonly space: SearchSpace,
    bias: PerOperand = { weights: 0, maps: 0 },
    private readonly quantizers: QuantizerChoice = defaultQuantizers,
  ) {
    const searched = operands(space).map(([kind, name]) => [kind, name, space[kind].get(name)!.length] as const);
    const start = (count: number, most: number): tf.Variable => tf.tidy(() => tf.variable(tf.tensor1d(Array.from({ length: count }, (_, i) => (most * i) / (count - 1)))));
    this.vectors = new Map(searched.filter(([, , count]) => count > 1).map(([kind, name, count]) => [`${kind}.${name}`, start(count, bias[kind])]));
  }

  /** By name (`weights.conv2`, `maps.conv1`), in a fixed order. */
  variables(): [string, tf.Variable][] {
    return [...this.vectors];
  }

  /**
   * Shares of every operand's candidates. `learn` gives tensors that the strengths' gradient flows through (call it inside the gradient
   * function); `constant` gives numbers. `noise` is called once per candidate that there is a choice of, in a fixed order.
   */
  precision(temperature: number, mode: 'learn' | 'constant', noise?: () => number): Extract<Precision, { kind: 'quantized' }> {
    const shares = new Map(operands(this.space).map(([kind, name]) => [`${kind}.${name}`, this.shares(kind, name, temperature, mode, noise)]));
    const mixtures = (kind: 'weights' | 'maps') =>
      new Map([...this.space[kind]].map(([name, bits]) => [name, { bits, shares: shares.get(`${kind}.${this.choosing(kind, name)}`)!, quantizer: this.quantizers[kind](name) }]));
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
    const vector = this.vectors.get(`${kind}.${this.choosing(kind, name)}`);
    return vector ? [...vector.dataSync()] : [0];
  }

  /** softmax(strength / temperature) of every operand that there is a choice of. */
  allShares(temperature: number): OperandShares[] {
    return operands(this.space).flatMap(([operand, layer]) => {
      const bits = this.space[operand].get(layer)!;
      return bits.length > 1 ? [{ operand, layer, bits, shares: softmax(this.values(operand, layer), temperature) }] : [];
    });
  }

  dispose(): void {
    for (const vector of this.vectors.values()) vector.dispose();
  }

  /** Maps of one group share the strengths of the first. */
  private choosing(kind: 'weights' | 'maps', name: string): string {
    return kind === 'maps' ? this.space.groups.get(name)! : name;
  }

  private shares(kind: 'weights' | 'maps', name: string, temperature: number, mode: 'learn' | 'constant', noise: (() => number) | undefined): Shares {
    const vector = this.vectors.get(`${kind}.${name}`);
    if (!vector) return [1];
    const added = Array.from({ length: vector.size }, () => noise?.() ?? 0);
    if (mode === 'constant') return softmax(Array.from(vector.dataSync(), (strength, i) => strength + added[i]!), temperature);
    return tf.softmax(tf.mul(noise ? tf.add(vector, tf.tensor1d(added)) : vector, 1 / temperature)) as tf.Tensor1D;
  }
}

/** All operands that choose, in a fixed order. */
function operands(space: SearchSpace): (readonly ['weights' | 'maps', string])[] {
  return [...[...space.weights.keys()].map((name) => ['weights', name] as const), ...choosingMaps(space).map((name) => ['maps', name] as const)];
}

/** softmax(strengths / temperature) on the host. */
export function softmax(strengths: readonly number[], temperature: number): number[] {
  const largest = Math.max(...strengths);
  const powers = strengths.map((strength) => Math.exp((strength - largest) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

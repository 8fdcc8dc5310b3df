import * as tf from '@tensorflow/tfjs';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import type { Precision } from '../graph/forward.js';
import type { Model } from '../models/model.js';
import { type Mixture, shareValues } from '../quantizers/shares.js';

type Quantized = Extract<Precision, { kind: 'quantized' }>;

/**
 * E[C] = sum_layers sum_i sum_j p_i(weights) p_j(map that the layer reads) C[layer][i][j]: the joint expectation over the table. (The
 * product of expected bitwidths, as EdMIPS takes it, is exact only where the cost is bilinear; cycles are not.)
 */
export function expectedCycles(model: Model, precision: Quantized, table: CostTable): number {
  return sumOverLayers(model, precision, table, (weights, map, cycles) => {
    const p = shareValues(weights.shares);
    const q = shareValues(map.shares);
    return cycles.reduce((sum, row, i) => sum + p[i]! * row.reduce((inner, value, j) => inner + q[j]! * value, 0), 0);
  }).reduce((a, b) => a + b, 0);
}

/** The same as a scalar that the strengths' gradient flows through, in units of `unit` cycles (float32 holds shares better than sums). */
export function expectedCyclesTensor(model: Model, precision: Quantized, table: CostTable, unit: number): tf.Scalar {
  const parts = sumOverLayers(model, precision, table, (weights, map, cycles) => {
    const costs = tf.tensor2d(cycles.map((row) => row.map((value) => value / unit)));
    const p = tf.reshape(asTensor(weights), [1, -1]);
    const q = tf.reshape(asTensor(map), [-1, 1]);
    return tf.reshape(tf.matMul(tf.matMul(p, costs), q), []);
  });
  return parts.reduce((sum, part) => tf.add(sum, part)) as tf.Scalar;
}

/** One value per layer from its two mixtures and the part of the table that their candidates span. */
function sumOverLayers<T>(model: Model, precision: Quantized, table: CostTable, cost: (weights: Mixture, map: Mixture, cycles: number[][]) => T): T[] {
  return model.layers.map(({ name, input }, layer) => {
    const weights = precision.weights.get(name)!;
    const map = precision.maps.get(input)!;
    const all = table.layers[layer]!.cycles;
    return cost(weights, map, weights.bits.map((w) => map.bits.map((a) => all[w - 1]![a - 1]!)));
  });
}

function asTensor({ shares }: Mixture): tf.Tensor1D {
  return shares instanceof tf.Tensor ? shares : tf.tensor1d([...shares]);
}

import { createHash } from 'node:crypto';
import { groupInputs, isPool } from '../../network/channel-groups.js';
import type { LayerShape } from '../../network/network.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';

/**
 * The cost of the EBS paper (arXiv 2003.07577) in the form of a cost table: FLOPs = MACs M K / 64 for M-bit weights and K-bit activations,
 * so that 64 one-bit products count as one operation; the first and the last layer with weights at full cost, their MACs, whatever
 * their bits; pools nothing. To compare with papers: what the accelerator takes are cycles.
 */
export function flopsTable(shapes: readonly LayerShape[]): CostTable {
  const weighted = shapes.filter((shape) => !isPool(shape));
  const layers = shapes.map((shape) => {
    const full = shape === weighted[0] || shape === weighted.at(-1);
    const bits = Array.from({ length: 8 }, (_, i) => i + 1);
    return { name: shape.name, cycles: bits.map((m) => bits.map((k) => (isPool(shape) ? 0 : macs(shape) * (full ? 1 : (m * k) / 64)))) };
  });
  return { layers, hash: createHash('sha256').update(JSON.stringify(layers)).digest('hex') };
}

/** Multiplications of one image. */
function macs(shape: LayerShape): number {
  const { kernel, outputShape } = shape;
  return kernel[0] * kernel[1] * groupInputs(shape) * outputShape[0] * outputShape[1] * outputShape[2];
}

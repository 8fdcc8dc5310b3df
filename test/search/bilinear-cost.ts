import { createHash } from 'node:crypto';
import type { LayerShape } from '../../src/network/network.js';
import type { CostTable } from '../../src/sim/cycles/cost-table.js';

/** Stand-in for the accelerator's cost table where a test needs any: MACs x weight bits x activation bits / 4096, plus 50 cycles. */
export function bilinearCost(shapes: readonly LayerShape[]): CostTable {
  const eight = [1, 2, 3, 4, 5, 6, 7, 8];
  const layers = shapes.map(({ name, kernel, inputShape, outputShape }) => {
    const macs = kernel[0] * kernel[1] * inputShape[2] * outputShape[0] * outputShape[1] * outputShape[2];
    return { name, cycles: eight.map((w) => eight.map((a) => Math.ceil((macs * w * a) / 4096) + 50)) };
  });
  return { layers, hash: createHash('sha256').update(JSON.stringify(layers)).digest('hex') };
}

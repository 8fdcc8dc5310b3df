import { expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { averagePoolShape } from '../../../src/network/average-pool.js';
import { fitsWeights } from '../../../src/network/lowering/check-capacity.js';
import { convolution, dense, halfPadding, maxpool } from '../../../src/network/shapes/layer-shapes.js';
import type { LayerStep } from '../../../src/network/lowering/descriptor-steps.js';
import { buildCostTable } from '../../../src/sim/cycles/build-cost-table.js';
import { chainOf, chainSteps } from '../../../src/sim/cycles/chain-steps.js';
import { stepCycles } from '../../../src/sim/cycles/step-cycles.js';

const square = { kernel: [3, 3], padding: halfPadding([3, 3]) } as const;

// The same shape first, in the middle twice, with a residual, and last: places decide as well. The last dense layers have weights that don't fit.
const shapes = [
  convolution('first', [8, 8, 16], 16, square), convolution('second', [8, 8, 16], 16, square),
  { ...convolution('third', [8, 8, 16], 16, square), residual: true }, convolution('fourth', [8, 8, 16], 16, square),
  maxpool('maxpool', [8, 8, 16], { kernel: [2, 2], stride: [1, 1], padding: { top: 1, bottom: 0, left: 1, right: 0 } }),
  averagePoolShape('average', [8, 8, 16], { kernel: [3, 3], stride: [1, 1], padding: square.padding }),
  convolution('fifth', [8, 8, 16], 16, square), dense('large', [8, 8, 16], 512), dense('larger', [1, 1, 512], 512), dense('last', [1, 1, 512], 512),
];

it.each([2, 20])('every entry of the table is what the layer takes in its place, at a latency of %d', (latency) => {
  const parameters = { ...defaultParameters, weightDepth: 64 };
  const { layers } = buildCostTable(shapes, parameters, latency);
  const chain = chainOf(shapes, parameters);
  let none = 0;
  shapes.forEach((shape, index) => {
    for (let w = 1; w <= 8; w++) for (let a = 1; a <= 8; a++) {
      const steps = chainSteps(chain, shapes, index, a);
      const step = steps[0] as LayerStep;
      const fits = fitsWeights(shape, step.source.slotsLog, w, parameters);
      none += Number(!fits);
      const entry = [shape.name, w, a, layers[index]!.cycles[w - 1]![a - 1]];
      expect(entry).toEqual([shape.name, w, a, fits ? stepCycles(steps[0]!, w, a, parameters, { latency }).total : Infinity]);
    }
  });
  expect(none).toBeGreaterThan(0);
  expect(layers.map(({ name }) => name)).toEqual(shapes.map(({ name }) => name));
});

import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { LayerShape } from '../../../src/network/network.js';
import { resnetShapes } from '../../../src/network/shapes/resnet.js';
import { buildCostTable } from '../../../src/sim/cycles/build-cost-table.js';
import { verifyCostTable } from '../../../src/sim/device/verify-cost-table.js';

/** The layers of ResNet-8, on maps of a quarter of the size: the same channels, kernels and strides, in a quarter of a minute less. */
const shapes: readonly LayerShape[] = resnetShapes('resnet8').map((shape) => (shape.kind === 'dense' ? shape : {
  ...shape,
  inputShape: [shape.inputShape[0] / 4, shape.inputShape[1] / 4, shape.inputShape[2]],
  outputShape: [shape.outputShape[0] / 4, shape.outputShape[1] / 4, shape.outputShape[2]],
}));

describe('a cost table', () => {
  it('is what the engine counts, in the corners of every layer', async () => {
    const table = buildCostTable(shapes, defaultParameters, 20);
    const check = await verifyCostTable(table, shapes, defaultParameters, 20, { engine: 'sim', corners: true });
    expect(check.differences).toEqual([]);
    expect(check.entries).toBe(4 * new Set(shapes.map((shape) => JSON.stringify({ ...shape, name: '' }))).size);
  });

  it('that is wrong is found out, with layer, bits and both cycles', async () => {
    const table = buildCostTable(shapes.slice(0, 2), defaultParameters, 20);
    const wrong = { ...table, layers: table.layers.map(({ name, cycles }) => ({ name, cycles: cycles.map((row) => [...row]) })) };
    wrong.layers[1]!.cycles[0]![7]! -= 3;
    const { differences } = await verifyCostTable(wrong, shapes.slice(0, 2), defaultParameters, 20, { engine: 'sim', corners: true });
    expect(differences.map(({ layer, weightBits, activationBits, table: expected, measured }) => [layer, weightBits, activationBits, measured - expected]))
      .toEqual([['stage1.block1.conv1', 1, 8, 3]]);
  });
});

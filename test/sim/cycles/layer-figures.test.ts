import { describe, expect, it } from 'vitest';
import { geometry } from '../../../src/hwgen/accelerator/geometry.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { withEdges } from '../../../src/network/lowering/map-graph.js';
import { planMemory } from '../../../src/network/lowering/plan-memory.js';
import { layerSteps } from '../../../src/network/lowering/descriptor-steps.js';
import type { LayerShape } from '../../../src/network/network.js';
import { layerFigures, totalFigures, usefulOperations } from '../../../src/sim/cycles/layer-figures.js';

const shape: LayerShape = {
  name: 'layer', kind: 'convolution', inputShape: [4, 6, 8], outputShape: [4, 6, 16], kernel: [3, 3], stride: [1, 1], padding: { top: 1, bottom: 1, left: 1, right: 1 },
};

describe('useful bMAC', () => {
  it.each<[string, Partial<LayerShape>, number]>([
    ['a convolution', {}, 4 * 6 * 16 * 9 * 8 * 6],
    ['one of two groups: half of the input channels each', { groups: 2 }, 4 * 6 * 16 * 9 * 4 * 6],
    ['a depthwise one', { groups: 8, outputShape: [4, 6, 8] }, 4 * 6 * 8 * 9 * 6],
    ['a dense layer', { kind: 'dense', kernel: [4, 6], outputShape: [1, 1, 10] }, 10 * 24 * 8 * 6],
    ['an average pool', { kind: 'averagepool', kernel: [4, 6], outputShape: [1, 1, 8] }, 0],
    ['a maxpool', { kind: 'maxpool', outputShape: [4, 6, 8] }, 0],
    ['an averagepool', { kind: 'averagepool', outputShape: [4, 6, 8] }, 0],
  ])('of %s at w2a3', (_, change, operations) => {
    expect(usefulOperations({ ...shape, ...change }, 2, 3)).toBe(operations);
  });
});

describe('the figures of layers', () => {
  const layers = withEdges([shape]);
  const steps = layerSteps(layers, planMemory(layers, () => 3, defaultParameters), 0, { planes: () => 3, store: { kind: 'raw' } }, defaultParameters);
  const figures = layerFigures({ steps, weightBits: 2, activationBits: 3 }, defaultParameters, { latency: 20 });

  it('count bytes: descriptor, input map, constants and weights in, raw results out', () => {
    const beatBytes = 8;
    const { beats } = geometry(defaultParameters);
    // Eight channels take a slot of eight bits, so a kernel row of three taps is one word: 2 planes * 3 rows in each of 2 channel tiles.
    const weightRows = 2 * 2 * 3;
    expect([beats.constants, beats.weightRow, beats.chunk, beats.rawRow]).toEqual([1, 8, 1, 4]);
    expect(figures.offChip.read).toBe((beats.descriptor + 4 * 3 * beats.chunk + 2 * 8 * beats.constants + weightRows * beats.weightRow) * beatBytes);
    expect(figures.offChip.written).toBe(2 * 4 * 8 * beats.rawRow * beatBytes);
    // Chunks of 8 channels of 8 pixels; weight rows of 8 words of 64 bits.
    expect(figures.onChip.written).toBe(4 * 3 * 8 + weightRows * 64);
    // Two channel tiles of four output rows, 2 * 3 plane pairs of three words each; a step reads 8 words of activations and 8 of weights.
    expect(figures.onChip.read).toBe(2 * 4 * 6 * 3 * (8 + 8) * 8);
  });

  it('of all layers together are their sums', () => {
    const total = totalFigures([figures, figures, figures]);
    const numbers = (value: unknown): number[] => (typeof value === 'number' ? [value] : Object.values(value as object).flatMap(numbers));
    expect(numbers(total)).toEqual(numbers(figures).map((number) => 3 * number));
    expect(JSON.stringify(total).replace(/\d+/g, '')).toBe(JSON.stringify(figures).replace(/\d+/g, ''));
  });
});

import { describe, expect, test } from 'vitest';
import { layerShapes, type Model } from '../../src/search/models/model.js';
import { findModel } from '../../src/search/models/find-model.js';
import { flopsTable } from '../../src/search/cost/flops-table.js';
import { networkCycles } from '../../src/search/cost/assignment.js';
import { uniformAssignment } from '../../src/search/cost/search-space.js';
import { resnetShapes, type ResnetName } from '../../src/network/shapes/resnet.js';
import type { LayerShape } from '../../src/network/network.js';

/** MFLOPs of a network of uniform bits, to two places. */
function uniform(shapes: readonly LayerShape[], bits: number): string {
  return (flopsTable(shapes).layers.reduce((sum, { cycles }) => sum + cycles[bits - 1]![bits - 1]!, 0) / 1e6).toFixed(2);
}

describe('FLOPs of uniform networks are those of the EBS paper, 1 to 5 bits', () => {
  test.each<[ResnetName, string]>([
    ['resnet18', '145.02 224.50 356.96 542.41 780.85'],
    ['resnet34', '173.92 340.10 617.07 1004.83 1503.38'],
  ])('%s', (name, expected) => expect([1, 2, 3, 4, 5].map((bits) => uniform(resnetShapes(name), bits)).join(' ')).toBe(expected));

  // The paper's CIFAR networks have shortcuts without parameters (He et al., section 4.2, option A), ours projections.
  test.each<[ResnetName, string]>([
    ['resnet20', '1.07 2.95 6.08 10.47 16.11'],
    ['resnet32', '1.51 4.72 10.06 17.55 27.17'],
    ['resnet56', '2.40 8.26 18.03 31.70 49.29'],
  ])('%s, without its projection shortcuts', (name, expected) => {
    const shapes = resnetShapes(name).filter((shape) => !shape.name.endsWith('.shortcut'));
    expect([1, 2, 3, 4, 5].map((bits) => uniform(shapes, bits)).join(' ')).toBe(expected);
  });
});

test('first and last layer cost the same whatever their bits, and pools nothing', () => {
  const layers = flopsTable(resnetShapes('resnet8')).layers;
  expect(new Set(layers[0]!.cycles.flat())).toEqual(new Set([3 * 3 * 3 * 16 * 32 * 32]));
  expect(new Set(layers.at(-1)!.cycles.flat())).toEqual(new Set([640]));
  expect(new Set(layers.at(-2)!.cycles.flat())).toEqual(new Set([0]));
  expect(layers[1]!.cycles[1]![2]).toBe((9 * 16 * 16 * 32 * 32 * 6) / 64);
});

test('a model costs what its shapes cost', () => {
  const model: Model = findModel('resnet20', [32, 32, 3], 10);
  const shapes = layerShapes(model);
  expect((networkCycles(model, uniformAssignment(model, 2, 2, 'searched'), flopsTable(shapes)) / 1e6).toFixed(2)).toBe(uniform(resnetShapes('resnet20'), 2));
});

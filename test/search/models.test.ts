import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { checkNetwork } from '../../src/network/check-network.js';
import { lowerNetwork } from '../../src/network/lowering/lower-network.js';
import type { MapShape, Network } from '../../src/network/network.js';
import { networkShapes } from '../../src/network/shapes/network-shapes.js';
import { type Assignment, layerCycles } from '../../src/search/cost/assignment.js';
import { networkMapBits } from '../../src/search/cost/map-bits.js';
import { untrainedNetwork } from '../../src/search/cost/untrained-network.js';
import { choose, choosingMaps, searchSpace, uniformAssignment } from '../../src/search/cost/search-space.js';
import { parseTarget } from '../../src/search/cost/target.js';
import { findModel, modelNames } from '../../src/search/models/find-model.js';
import { mapGroups } from '../../src/search/models/map-groups.js';
import { layerShapes, type Model, placedLayers } from '../../src/search/models/model.js';
import { RandomStream } from '../../src/search/training/random-stream.js';
import { buildCostTable } from '../../src/sim/cycles/build-cost-table.js';
import { networkCycles } from '../../src/sim/cycles/network-cycles.js';
import { smallGraphs } from './small-graphs.js';

const small: MapShape = [32, 32, 3];

function mixed(model: Model, candidates: readonly number[]): Assignment {
  const draw = RandomStream.from(5, model.name);
  return choose(searchSpace(model, candidates, 'searched'), (_kind, _name, bits) => draw.integer(bits.length));
}

/** No plane of weights is empty or a copy of the sign: the table counts them all. */
function withAllPlanes(network: Network): Network {
  return { ...network, layers: network.layers.map((layer) => ({ ...layer, weights: layer.weightCode === 'signed' ? layer.weights.map((code, i) => (i % 2 === 0 ? code : -1)) : layer.weights })) };
}

describe('models', () => {
  test('are those that the page names, and its example says what it does', async () => {
    const page = await readFile(new URL('../../docs/models.md', import.meta.url), 'utf8');
    const rows = page.split('\n').filter((line) => /^\| `[a-z]/.test(line)).map((line) => line.split('|')[1]!);
    expect(rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).sort()).toEqual([...modelNames].sort());
    const names = /layerShapes\(model\)\.map.*\/\/ (.*), \.\.\./.exec(page)![1]!.split(', ');
    expect(layerShapes(findModel('resnet8', [32, 32, 3], 10, 8)).map(({ name }) => name).slice(0, names.length)).toEqual(names);
  });

  test.each([
    ['resnet8', small, 10], ['resnet20', small, 10], ['resnet32', small, 10], ['resnet56', small, 10], ['resnet18', [224, 224, 3], 1000], ['resnet34', [224, 224, 3], 1000],
    ['ds-cnn', [49, 10, 1], 12], ['mobilenet', [96, 96, 3], 2], ['lenet5', [32, 32, 1], 10],
  ] as const)('%s at its own image size has the layers that cost tables are made of', (name, shape, classes) => {
    expect(layerShapes(findModel(name, shape, classes))).toEqual(networkShapes(name));
  });

  test('scale with the channels of their first convolution', () => {
    const channels = (name: string, width?: number): number[] => layerShapes(findModel(name, small, 10, width)).map(({ outputShape }) => outputShape[2]);
    expect(channels('resnet8', 8)).toEqual(channels('resnet8').map((count) => (count === 10 ? 10 : count / 2)));
    expect(new Set(channels('ds-cnn', 16).slice(0, -1))).toEqual(new Set([16]));
    expect(channels('mobilenet', 16)).toEqual(channels('mobilenet').map((count) => (count === 10 ? 10 : 2 * count)));
  });

  test('take images of any size that leaves a map to every layer', () => {
    for (const name of modelNames) expect(layerShapes(findModel(name, [28, 28, 1], 10)).at(-1)!.outputShape).toEqual([1, 1, 10]);
    const refused = [() => findModel('lenet5', [8, 8, 1], 10), () => findModel('lenet', small, 10), () => findModel('digits', small, 10, 8)];
    expect(refused.map((build) => {
      try {
        build();
      } catch (error) {
        return (error as Error).message;
      }
      return 'nothing';
    })).toMatchInlineSnapshot(`
      [
        "model lenet5: images of 8 x 8 x 1 are too small, nothing is left of them in layer C3; use larger images or another model",
        "model "lenet" is not known; use one of: digits, lenet5, resnet8, resnet20, resnet32, resnet56, resnet18, resnet34, ds-cnn, mobilenet",
        "model digits has one width only; leave out the width of 8, or use one of: resnet8, resnet20, resnet32, resnet56, resnet18, resnet34, ds-cnn, mobilenet",
      ]
    `);
  });

  test('are refused where a layer reads what it can\'t', () => {
    const [identity, projection] = smallGraphs as [Model, Model];
    const withLayer = (model: Model, index: number, change: object): Model => ({ ...model, layers: model.layers.map((layer, at) => (at === index ? { ...layer, ...change } : layer)) });
    expect(() => layerShapes(withLayer(identity, 1, { input: 'b1' }))).toThrow('Model identity-shortcuts, layer a1: its input "b1" is not an earlier layer.');
    expect(() => layerShapes(withLayer(identity, 2, { skip: 'a1' }))).toThrow('its skip "a1" is 8 x 8 x 5, its output 8 x 8 x 6');
    expect(() => layerShapes(withLayer(projection, 3, { input: 'shortcut' }))).toThrow('its input "shortcut" is centred and can only be a skip');
  });
});

describe('maps that share a choice', () => {
  test('are those along the additions of a stage, and a maxpool with its input', () => {
    const groups = mapGroups(findModel('resnet18', small, 10, 4));
    const members = (first: string): string[] => [...groups].flatMap(([name, of]) => (of === first ? [name] : []));
    expect(members('conv1')).toEqual(['conv1', 'maxpool', 'stage1.block1.conv2', 'stage1.block2.conv2']);
    expect(members('stage2.block1.shortcut')).toEqual(['stage2.block1.shortcut', 'stage2.block1.conv2', 'stage2.block2.conv2']);
    expect(members('avgpool')).toEqual(['avgpool']);
  });

  test('are chosen for once, and agree in every assignment', () => {
    const model = findModel('resnet8', small, 10);
    const space = searchSpace(model, [1, 2, 3], 'searched');
    const asked: string[] = [];
    const assignment = choose(space, (kind, name, bits) => {
      if (kind === 'maps') asked.push(name);
      return asked.length % bits.length;
    });
    expect(asked).toEqual(choosingMaps(space));
    expect(asked).not.toContain('stage1.block1.conv2');
    for (const [name, group] of space.groups) if (assignment.maps.has(name)) expect(assignment.maps.get(name)).toBe(assignment.maps.get(group));
  });
});

describe('the search space of a graph', () => {
  test('has no choice for pools, two bits and more for grouped weights, and first and last layer as asked', () => {
    const model = findModel('ds-cnn', [28, 28, 1], 10, 8);
    const space = searchSpace(model, [1, 2, 4], 6);
    expect(space.weights.get('avgpool')).toEqual([1]);
    expect(space.weights.get('block1.depthwise')).toEqual([2, 4]);
    expect(space.weights.get('block1.pointwise')).toEqual([1, 2, 4]);
    expect([space.weights.get('conv1'), space.weights.get('dense')]).toEqual([[6], [6]]);
    expect(searchSpace(model, [1, 2, 4], 'searched').weights.get('dense')).toEqual([1, 2, 4]);
    expect(uniformAssignment(model, 1, 3, 'searched').weights.get('block1.depthwise')).toBe(2);
  });

  test('says how many slots its maps need: the image is none of them unless it is added', () => {
    const model = findModel('resnet8', small, 10);
    const space = searchSpace(model, [1, 2, 3], 'searched');
    expect(networkMapBits(model, space, parseTarget('20000'))).toBe(3);
    expect(networkMapBits(model, space, parseTarget('0.5x-w4a4'))).toBe(4);
    const adds: Model = { ...model, layers: model.layers.map((layer) => (layer.name === 'conv1' ? { ...layer, channels: 3, skip: 'input' } : layer)) };
    expect(networkMapBits(adds, searchSpace(adds, [1, 2, 3], 'searched'), parseTarget('20000'))).toBe(8);
  });
});

describe('the cost table of a graph', () => {
  // Layers that read one map share its layout in the activation memory. On the last two machines maps do not all fit, and layers run in bands.
  const machines = [[8, 64, 8, 2 ** 16], [4, 32, 4, 2 ** 16], [8, 128, 16, 2 ** 16], [8, 64, 8, 256], [8, 64, 8, 128]] as const;
  const models = [
    ...smallGraphs, findModel('resnet8', small, 10, 8), findModel('resnet20', small, 10), findModel('lenet5', [28, 28, 1], 10), findModel('ds-cnn', [28, 28, 1], 10, 16), findModel('mobilenet', [32, 32, 3], 10),
    findModel('resnet18', small, 10, 8),
  ];
  test.each(models.map((model) => [model.name, model] as const))('%s: is what the lowered network takes, whatever its bits', (_name, model) => {
    for (const [dm, dk, dn, activationDepth] of machines) {
      const parameters = { ...defaultParameters, dm, dk, dn, activationDepth, weightDepth: 2 ** 14 };
      for (const mapBits of [8, networkMapBits(model, searchSpace(model, [1, 2, 3, 4], 'searched'), parseTarget('1'))]) {
        const assignment = mixed(model, [1, 2, 3, 4]);
        const network = withAllPlanes(untrainedNetwork(model, assignment, mapBits));
        checkNetwork(network, model.name);
        const table = buildCostTable(placedLayers(model), parameters, 20, mapBits);
        expect(table.mapBits).toBe(mapBits);
        expect(layerCycles(model, assignment, table)).toEqual(networkCycles(lowerNetwork(network, parameters), 20).map(({ total }) => total));
      }
    }
  });

  test('falls with narrower maps where the write-back waits for its slots', () => {
    const shapes = layerShapes(findModel('resnet8', small, 10, 8));
    const total = (mapBits?: number): number => buildCostTable(shapes, { ...defaultParameters, dm: 4 }, 20, mapBits).layers.reduce((sum, { cycles }) => sum + cycles[0]![0]!, 0);
    expect(total(2)).toBeLessThan(total(4));
    expect(total(4)).toBeLessThan(total());
  });
});

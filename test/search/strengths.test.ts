import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { networkCycles } from '../../src/search/cost/assignment.js';
import { choose, searchSpace, uniformAssignment, withinTable } from '../../src/search/cost/search-space.js';
import { parseTarget, targetCycles } from '../../src/search/cost/target.js';
import { uniformBaselines } from '../../src/search/baselines/uniform-baselines.js';
import { digits } from '../../src/search/models/digits.js';
import { layerShapes } from '../../src/search/models/model.js';
import { CostWeight } from '../../src/search/strengths/cost-weight.js';
import { expectedCycles, expectedCyclesTensor } from '../../src/search/strengths/expected-cycles.js';
import { fitToBudget } from '../../src/search/strengths/fit-to-budget.js';
import { searchSchedule } from '../../src/search/strengths/search-schedule.js';
import { softmax, Strengths } from '../../src/search/strengths/strengths.js';
import { bilinearCost } from './bilinear-cost.js';

beforeAll(async () => void (await loadBackend('wasm')));

const model = digits([16, 16, 1], 10);
const table = bilinearCost(layerShapes(model));
const space = searchSpace(model, [1, 2, 3, 4, 5], 8);

describe('the digits model', () => {
  test('has the shapes that the hardware sees', () => {
    expect(layerShapes(model).map(({ name, inputShape, outputShape, kernel }) => `${name} ${inputShape.join('x')} -> ${outputShape.join('x')} kernel ${kernel.join('x')}`)).toEqual([
      'conv1 16x16x1 -> 8x8x16 kernel 3x3',
      'conv2 8x8x16 -> 8x8x32 kernel 3x3',
      'conv3 8x8x32 -> 4x4x32 kernel 3x3',
      'dense 4x4x32 -> 1x1x10 kernel 4x4',
    ]);
  });
});

describe('target', () => {
  test.each([
    ['0.5x-w4a4', { kind: 'share', share: 0.5, weightBits: 4, activationBits: 4 }],
    ['1x-w2a3', { kind: 'share', share: 1, weightBits: 2, activationBits: 3 }],
    ['20000', { kind: 'cycles', cycles: 20000 }],
  ])('%s', (text, expected) => expect(parseTarget(text)).toEqual(expected));

  test.each(['', '0', '-5', '0x-w4a4', '0.5x', '0.5x-w9a4', 'fast', '1e4'])('"%s" is refused', (text) => expect(() => parseTarget(text)).toThrow(InputError));

  test('with searched edges a share is of the network that is uniform throughout', () => {
    const open = searchSpace(model, [1, 2, 3, 4, 5], 'searched');
    expect([...uniformAssignment(model, 4, 3, 'searched').weights.values()]).toEqual([4, 4, 4, 4]);
    const cycles = networkCycles(model, uniformAssignment(model, 4, 4, 'searched'), table);
    expect(targetCycles(parseTarget('0.5x-w4a4'), model, open, table)).toBe(Math.floor(cycles / 2));
  });

  test('a share is of the uniform network with 8-bit edges', () => {
    const cycles = networkCycles(model, uniformAssignment(model, 4, 4, 8), table);
    expect(targetCycles(parseTarget('0.5x-w4a4'), model, space, table)).toBe(Math.floor(cycles / 2));
  });

  test('one below what the candidates allow is refused with both figures', () => {
    expect(() => targetCycles(parseTarget('100'), model, space, table)).toThrowErrorMatchingInlineSnapshot(`[InputError: target of 100 cycles is below 462, the least that the candidate bitwidths of model digits allow (the most is 3094); raise the target, or search the first and last layer too]`);
  });
});

describe('weight bits that the accelerator has no room for', () => {
  /** `conv3` from three bits on does not fit. */
  const tight = { ...table, layers: table.layers.map(({ name, cycles }) => ({ name, cycles: cycles.map((row, w) => row.map((value) => (name === 'conv3' && w >= 2 ? Infinity : value))) })) };

  test('are no candidates of that layer', () => {
    const possible = withinTable(space, model, tight);
    expect([...possible.weights].map(([name, bits]) => `${name} ${bits.join('')}`)).toEqual(['conv1 8', 'conv2 12345', 'conv3 12', 'dense 8']);
    expect(uniformBaselines(model, tight, { candidates: [1, 2, 3], edges: 'searched', budget: 1_000_000, count: 9 }).every(({ weightBits }) => weightBits <= 2)).toBe(true);
    const fitted = fitToBudget(model, possible, tight, 1_000_000, uniformAssignment(model, 1, 1, 8), () => [0, 0, 0, 0, 0]);
    expect(fitted.weights.get('conv3')).toBe(2);
  });

  test('are an error where none are left, or where the target is a share of them', () => {
    expect(() => withinTable(searchSpace(model, [3, 4], 8), model, tight)).toThrow(/layer conv3: .* weights of 3, 4 bits/);
    expect(() => targetCycles(parseTarget('0.5x-w4a4'), model, space, tight)).toThrow(/can't run the uniform network/);
  });
});

describe('expected cycles', () => {
  test('is the joint expectation over the table, on the host and as a tensor', () => {
    const strengths = new Strengths(space);
    strengths.variables().forEach(([, variable], i) => variable.assign(tf.tensor1d([0.1 * i, 0.5, -0.3, 0.2, 0])));
    const precision = strengths.precision(0.5, 'constant');
    const share = (kind: 'weights' | 'maps', name: string, bits: number): number => {
      const mixture = precision[kind].get(name)!;
      const at = mixture.bits.indexOf(bits);
      return at < 0 ? 0 : (mixture.shares as number[])[at]!;
    };
    let expected = 0;
    model.layers.forEach(({ name, input }, layer) => {
      for (let w = 1; w <= 8; w++) for (let a = 1; a <= 8; a++) expected += share('weights', name, w) * share('maps', input, a) * table.layers[layer]!.cycles[w - 1]![a - 1]!;
    });
    expect(expectedCycles(model, precision, table)).toBeCloseTo(expected, 6);
    const tensor = tf.tidy(() => expectedCyclesTensor(model, strengths.precision(0.5, 'learn'), table, 1000).dataSync()[0]!);
    expect(tensor * 1000).toBeCloseTo(expected, 1);
  });

  test('its gradient agrees with a finite difference', () => {
    const strengths = new Strengths(space);
    const [name, variable] = strengths.variables()[0]!;
    expect(name).toBe('weights.conv2');
    const { grads } = tf.variableGrads(() => expectedCyclesTensor(model, strengths.precision(0.7, 'learn'), table, 1), [variable]);
    const gradient = grads[variable.name]!.dataSync()[4]!;
    const at = (value: number): number => {
      variable.assign(tf.tensor1d([0, 0, 0, 0, value]));
      return expectedCycles(model, strengths.precision(0.7, 'constant'), table);
    };
    expect(gradient).toBeCloseTo((at(0.01) - at(-0.01)) / 0.02, 0);
  });

  test('of a uniform distribution over one candidate is the argmax cost', () => {
    const settled = searchSpace(model, [3], 8);
    const strengths = new Strengths(settled);
    expect(strengths.variables()).toEqual([]);
    expect(expectedCycles(model, strengths.precision(1, 'constant'), table)).toBe(networkCycles(model, strengths.argmax(), table));
  });
});

describe('fit to the budget', () => {
  const flat = () => [0, 0, 0, 0, 0];

  test.each([700, 900, 1200, 2000, 1_000_000])('%i cycles: within it, and no single step up fits', (budget) => {
    for (const start of [uniformAssignment(model, 1, 1, 8), uniformAssignment(model, 5, 5, 8), uniformAssignment(model, 3, 2, 8)]) {
      const fitted = fitToBudget(model, space, table, budget, start, flat);
      expect(networkCycles(model, fitted, table)).toBeLessThanOrEqual(budget);
      for (const kind of ['weights', 'maps'] as const) {
        for (const [name, bits] of space[kind]) {
          const next = bits[bits.indexOf(fitted[kind].get(name)!) + 1];
          if (next === undefined) continue;
          const raised = choose(space, (k, n, all) => all.indexOf(k === kind && n === name ? next : fitted[k].get(n)!));
          expect(networkCycles(model, raised, table)).toBeGreaterThan(budget);
        }
      }
    }
  });

  test('takes the bits away where the strengths hold them least', () => {
    const start = uniformAssignment(model, 3, 3, 8);
    const budget = networkCycles(model, start, table) - 1;
    const strengths = (kind: string, name: string): number[] => (kind === 'weights' && name === 'conv3' ? [0, 1, 1.01, 0, 0] : [0, 0, 9, 0, 0]);
    const fitted = fitToBudget(model, space, table, budget, start, strengths);
    expect(fitted.weights.get('conv3')).toBe(2);
    expect(fitted.weights.get('conv2')).toBe(3);
  });
});

describe('uniform networks to compare with', () => {
  test('are the dearest square one and the dearest other within the budget', () => {
    const budget = targetCycles(parseTarget('0.5x-w4a4'), model, space, table);
    const baselines = uniformBaselines(model, table, { candidates: [1, 2, 3, 4, 5], edges: 8, budget, count: 2 });
    expect(baselines.map(({ name, cost }) => `${name} ${cost}`)).toMatchInlineSnapshot(`
      [
        "w2a3 1022",
        "w2a2 796",
      ]
    `);
    for (const { cost } of baselines) expect(cost).toBeLessThanOrEqual(budget);
  });

  test('are as many as asked for', () => {
    const question = { candidates: [1, 2, 3], edges: 'searched' as const, budget: 1_000_000 };
    expect(uniformBaselines(model, table, { ...question, count: 0 })).toEqual([]);
    expect(uniformBaselines(model, table, { ...question, count: 3 })).toHaveLength(3);
    expect(uniformBaselines(model, table, { ...question, budget: 10, count: 3 })).toEqual([]);
  });
});

test('softmax sharpens as the temperature falls', () => {
  expect(softmax([0, 0], 1)).toEqual([0.5, 0.5]);
  expect(softmax([1, 0], 1)[0]).toBeCloseTo(0.7311, 4);
  expect(softmax([1, 0], 0.15)[0]).toBeCloseTo(0.9987, 4);
});

test('lambda is zero in the warm-up, ramps up, and is then steered to the target', () => {
  const weight = new CostWeight(1, 2);
  expect([0, 1, 2, 3, 9].map((epoch) => weight.at(epoch))).toEqual([0, 0, 1, 2, 2]);
  weight.steer(2, 1.5);
  expect(weight.base).toBe(2);
  weight.steer(3, 1.5);
  expect(weight.base).toBe(3);
  weight.steer(4, 1);
  expect(weight.base).toBe(3);
  weight.steer(5, 0.5);
  expect(weight.base).toBeCloseTo(2.4);
});

test('the temperature falls from 1 to 0.15 after the warm-up', () => {
  const { warmUpEpochs, rampEpochs, temperature, strengthRate } = searchSchedule(8);
  expect([warmUpEpochs, rampEpochs]).toEqual([1, 2]);
  expect([0, 1, 8].map((time) => temperature(time).toFixed(3))).toEqual(['1.000', '1.000', '0.150']);
  expect([0.9, 1, 4.5, 8].map((time) => strengthRate(time, 0.02).toFixed(3))).toEqual(['0.000', '0.020', '0.010', '0.000']);
  expect(searchSchedule(1).temperature(1)).toBe(1);
});

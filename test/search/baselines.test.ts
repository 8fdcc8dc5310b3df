import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DiagonalCmaEs } from '../../src/search/baselines/cma-es.js';
import { leastLossAssignment } from '../../src/search/baselines/integer-program.js';
import { combine, nothing, type Option, undominated } from '../../src/search/baselines/multiple-choice.js';
import { assignmentOf, operands, randomAssignment } from '../../src/search/baselines/random-assignment.js';
import { networkCycles } from '../../src/search/cost/assignment.js';
import { searchSpace } from '../../src/search/cost/search-space.js';
import { digits } from '../../src/search/models/digits.js';
import { findModel } from '../../src/search/models/find-model.js';
import { layerShapes } from '../../src/search/models/model.js';
import { RandomStream } from '../../src/search/training/random-stream.js';
import { bilinearCost } from './bilinear-cost.js';

const model = digits([16, 16, 1], 10);
const table = bilinearCost(layerShapes(model));

describe('random networks', () => {
  const space = searchSpace(model, [1, 2, 3, 4, 5], 'searched');

  test.each([400, 700, 1500])('lie just within %i cycles: no single step up fits', (budget) => {
    for (let seed = 1; seed <= 10; seed++) {
      const found = randomAssignment(model, space, table, budget, RandomStream.from(seed, 'random'));
      expect(networkCycles(model, found, table)).toBeLessThanOrEqual(budget);
      const all = operands(space);
      const indices = all.map(({ kind, name, bits }) => bits.indexOf(found[kind].get(name)!));
      all.forEach(({ bits }, i) => {
        if (indices[i]! + 1 === bits.length) return;
        const raised = assignmentOf(space, all, indices.map((index, k) => (k === i ? index + 1 : index)));
        expect(networkCycles(model, raised, table)).toBeGreaterThan(budget);
      });
    }
  });

  test('are an error where nothing fits', () => expect(() => randomAssignment(model, space, table, 10, RandomStream.from(1, 'random'))).toThrow(/above the budget of 10/));

  test('are those of their seed, and differ between seeds', () => {
    const draw = (seed: number) => randomAssignment(model, space, table, 700, RandomStream.from(seed, 'random'));
    expect(draw(1)).toEqual(draw(1));
    expect(new Set([1, 2, 3, 4, 5].map((seed) => JSON.stringify([...draw(seed).weights, ...draw(seed).maps]))).size).toBeGreaterThan(1);
  });
});

describe('integer program', () => {
  test('options: the undominated ones of all pairs', () => {
    const option = (cost: number, loss: number): Option<string> => ({ cost, loss, choices: { choice: `${cost}/${loss}`, before: undefined } });
    expect(undominated([option(3, 1), option(1, 5), option(2, 5), option(4, 1), option(9, 0)], 8).map(({ cost, loss }) => [cost, loss])).toEqual([[1, 5], [3, 1]]);
    const pairs = combine(combine([nothing], [option(1, 2), option(2, 0)], 9), [option(1, 3), option(5, 0)], 6);
    expect(pairs.map(({ cost, loss }) => [cost, loss])).toEqual([[2, 5], [3, 3], [6, 2]]);
  });

  // A chain, and a network whose maps are read by several layers and agree in groups.
  const networks = [
    { name: 'digits', of: model, candidates: [1, 2, 4] },
    { name: 'resnet8', of: findModel('resnet8', [8, 8, 3], 4), candidates: [2, 4] },
  ];
  test.each(networks)('finds the best of all assignments: $name', ({ of, candidates }) => {
    const space = searchSpace(of, candidates, 'searched');
    const costs = bilinearCost(layerShapes(of));
    // What decides at most twelve operands is tried in full; the others are settled.
    const searched = { ...space, weights: new Map([...space.weights].map(([name, bits], i) => [name, i < 6 ? bits : bits.slice(0, 1)])) };
    const all = operands(searched);
    const count = all.reduce((product, { bits }) => product * bits.length, 1);
    expect(count).toBeLessThan(20_000);
    const every = Array.from({ length: count }, (_, number) => {
      let rest = number;
      return all.map(({ bits }) => {
        const index = rest % bits.length;
        rest = Math.floor(rest / bits.length);
        return index;
      });
    }).map((indices) => ({ indices, cost: networkCycles(of, assignmentOf(searched, all, indices), costs) }));
    const [least, most] = [Math.min(...every.map(({ cost }) => cost)), Math.max(...every.map(({ cost }) => cost))];
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
      const random = RandomStream.from(seed, 'loss');
      const losses = new Map(all.map(({ kind, name, bits }) => [`${kind}.${name}`, bits.map(() => random.next())]));
      const budget = Math.round(least + share * (most - least));
      const found = leastLossAssignment(of, searched, costs, budget, (kind, name, candidate) => losses.get(`${kind}.${name}`)![candidate]!);
      const lossOf = (indices: readonly number[]) => indices.reduce((sum, index, i) => sum + losses.get(`${all[i]!.kind}.${all[i]!.name}`)![index]!, 0);
      const best = Math.min(...every.filter(({ cost }) => cost <= budget).map(({ indices }) => lossOf(indices)));
      expect(networkCycles(of, found, costs)).toBeLessThanOrEqual(budget);
      expect(lossOf(all.map(({ kind, name, bits }) => bits.indexOf(found[kind].get(name)!)))).toBeCloseTo(best, 9);
    }), { numRuns: 12 });
  });

  test('a budget that nothing fits is an error', () => {
    const space = searchSpace(model, [1, 2], 'searched');
    expect(() => leastLossAssignment(model, space, table, 10, () => 0)).toThrow(/no assignment of model digits costs 10 or less/);
  });
});

describe('CMA-ES', () => {
  const minimise = (f: (x: readonly number[]) => number, start: readonly number[], generations: number): DiagonalCmaEs => {
    const search = new DiagonalCmaEs(start, 1, RandomStream.from(1, 'cma'));
    for (let i = 0; i < generations; i++) {
      const points = search.ask();
      search.tell(points, points.map(f));
    }
    return search;
  };

  test('has the tutorial\'s population', () => {
    expect([2, 10, 40].map((dimension) => new DiagonalCmaEs(new Array<number>(dimension).fill(0), 1, RandomStream.from(1, 'cma')).population)).toEqual([6, 10, 15]);
  });

  test('finds the minimum of a sphere and of an ellipsoid whose axes differ a thousandfold', () => {
    const sphere = minimise((x) => x.reduce((sum, value) => sum + (value - 1) ** 2, 0), [5, 5, 5, 5, 5], 120);
    sphere.mean.forEach((value) => expect(value).toBeCloseTo(1, 4));
    const ellipsoid = (x: readonly number[]): number => x.reduce((sum, value, i) => sum + 1000 ** (i / 4) * value ** 2, 0);
    expect(ellipsoid(minimise(ellipsoid, [3, 3, 3, 3, 3], 200).mean)).toBeLessThan(1e-8);
  });

  test('follows a slope by longer steps', () => {
    const search = minimise(([x]) => x!, [0, 0], 40);
    expect(search.mean[0]).toBeLessThan(-100);
    expect(search.sigma).toBeGreaterThan(10);
  });
});

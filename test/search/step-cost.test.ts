import { expect, test } from 'vitest';
import { stepCosts } from '../../bench/search/step-cost.js';

test('a step of the search takes no more memory than 1.2 times that of a uniform network', async () => {
  const { costs } = await stepCosts({ model: 'resnet8', width: 4, batchSize: 4, rounds: 1, backend: 'wasm', supernet: false });
  const [uniform, weights, strengths] = costs.map(({ peakBytes }) => peakBytes) as [number, number, number];
  expect(costs.map(({ name }) => name)).toEqual(['uniform w3a3', 'search, weights', 'search, strengths']);
  expect(uniform).toBeGreaterThan(1e6);
  expect(weights / uniform).toBeLessThan(1.2);
  expect(strengths / uniform).toBeLessThan(1.2);
});

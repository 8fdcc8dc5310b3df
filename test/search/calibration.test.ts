import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { calibrationBatches } from '../../src/search/baselines/calibration.js';
import type { Contest } from '../../src/search/contest.js';
import { generateDigits } from '../../src/search/data/digits.js';
import { defaultParameters } from '../../src/search/search-parameters.js';

beforeAll(async () => void (await loadBackend('cpu')));

test.each([
  { trainCount: 600, batchSize: 32, sizes: [128, 128] },
  { trainCount: 160, batchSize: 20, sizes: [80] },
  { trainCount: 600, batchSize: 300, sizes: [128, 128] }, // more than all images that choices are judged by
])('images that choices of bits are judged by: $trainCount images, batches of $batchSize', ({ trainCount, batchSize, sizes }) => {
  const dataset = generateDigits({ seed: 1, trainCount, testCount: 1 });
  const batches = calibrationBatches({ dataset, parameters: { ...defaultParameters, batchSize } } as Contest);
  expect(batches.map(({ images, labels }) => [images.shape[0], labels.length])).toEqual(sizes.map((size) => [size, size]));
  for (const { images } of batches) images.dispose();
});

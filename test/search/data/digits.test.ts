import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/search/data/load-dataset.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

describe('procedural digits', () => {
  it('draws 2,000 training and 500 test images of 16 x 16 x 1 by default', async () => {
    const { name, classes, shape, train, test } = await loadDataset('digits');
    expect({ name, classes, shape }).toEqual({ name: 'digits', classes: 10, shape: [16, 16, 1] });
    expect([train.count, train.labels.length, train.images.length]).toEqual([2000, 2000, 2000 * 256]);
    expect([test.count, test.labels.length, test.images.length]).toEqual([500, 500, 500 * 256]);
  });

  it('is the same on every machine and in every version: results stay comparable', async () => {
    const { train, test } = await loadDataset('digits', { seed: 7, trainCount: 40, testCount: 20 });
    expect([train, test].map(({ images, labels }) => `${sha256(images)} ${sha256(labels)}`)).toMatchInlineSnapshot(`
      [
        "8f43b7b82979fc36 aaf0def2833f4c32",
        "85c5c05260a37aab 0c9a49558312066a",
      ]
    `);
  });

  it('gives other images for another seed, and none twice', async () => {
    const sets = [await loadDataset('digits', { seed: 1 }), await loadDataset('digits', { seed: 2 })];
    const images = sets.flatMap(({ train, test }) => [train, test]).flatMap(({ images, count }) =>
      Array.from({ length: count }, (_, i) => sha256(images.subarray(i * 256, (i + 1) * 256))));
    expect(new Set(images).size).toBe(5000);
  });

  it('has every class equally often', async () => {
    const { train } = await loadDataset('digits', { trainCount: 200, testCount: 10 });
    const counts = new Array<number>(10).fill(0);
    for (const label of train.labels) counts[label]!++;
    expect(counts).toEqual(new Array(10).fill(20));
  });

  it('cannot be told apart by its nearest class mean alone: a network has something to learn', async () => {
    const { train, test } = await loadDataset('digits');
    const means = Array.from({ length: 10 }, () => new Float64Array(256));
    train.labels.forEach((label, i) => { for (let k = 0; k < 256; k++) means[label]![k]! += train.images[i * 256 + k]! / 200; });
    let right = 0;
    test.labels.forEach((label, i) => {
      const distances = means.map((mean) => mean.reduce((sum, m, k) => sum + (m - test.images[i * 256 + k]!) ** 2, 0));
      if (distances.indexOf(Math.min(...distances)) === label) right++;
    });
    expect(right / 500).toBeGreaterThan(0.4);
    expect(right / 500).toBeLessThan(0.85);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabelledImages } from '../../../src/search/data/dataset.js';
import { foldSize, holdOut } from '../../../src/search/data/folds.js';

/** Images of three bytes, each with its number in all of them. */
function numbered(count: number): LabelledImages {
  return { images: Uint8Array.from({ length: 3 * count }, (_, i) => Math.floor(i / 3)), labels: Uint8Array.from({ length: count }, (_, i) => i), count };
}

test('ten images in three folds: the last belongs to none', () => {
  const { heldOut, others } = holdOut(numbered(10), 3, 1);
  expect([...heldOut.labels]).toEqual([3, 4, 5]);
  expect([...others.labels]).toEqual([0, 1, 2, 6, 7, 8, 9]);
});

test('every image is held out or among the others, images stay with their labels, and each fold has its turn', () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 100 }), fc.integer({ min: 2, max: 9 }), fc.integer({ min: 0, max: 30 }), (count, folds, fold) => {
    fc.pre(folds <= count);
    const images = numbered(count);
    const { heldOut, others } = holdOut(images, folds, fold);
    for (const { images: pixels, labels, count: size } of [heldOut, others]) {
      expect(labels.length).toBe(size);
      expect([...pixels]).toEqual([...labels].flatMap((label) => [label, label, label]));
    }
    expect(heldOut.count).toBe(foldSize(images, folds));
    expect([...heldOut.labels, ...others.labels].sort((a, b) => a - b)).toEqual([...images.labels]);
    const turns = Array.from({ length: folds }, (_, turn) => [...holdOut(images, folds, fold + turn).heldOut.labels]).flat();
    expect(new Set(turns).size).toBe(folds * foldSize(images, folds));
  }));
});

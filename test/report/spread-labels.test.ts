import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadLabels } from '../../src/report/spread-labels.js';

test('labels that are far enough apart stay where they are wanted', () => {
  expect(spreadLabels([5, 2, 8], 1, [0, 10])).toEqual([5, 2, 8]);
});

test('close ones move apart evenly, in their order', () => {
  expect(spreadLabels([5, 5, 5], 2, [0, 10])).toEqual([3, 5, 7]);
  expect(spreadLabels([5.5, 5], 1, [0, 10])).toEqual([5.75, 4.75]);
});

test('at the border they move inwards', () => {
  expect(spreadLabels([0, 0.5], 2, [0, 10])).toEqual([1, 3]);
  expect(spreadLabels([10], 2, [0, 10])).toEqual([9]);
});

test('any labels: no two are closer than the gap, the order is kept, and they lie within the domain if they fit', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 12 }), fc.integer({ min: 1, max: 20 }), (wanted, gap) => {
    const placed = spreadLabels(wanted, gap, [0, 100]);
    const order = wanted.map((_, index) => index).sort((a, b) => placed[a]! - placed[b]!);
    order.slice(1).forEach((index, rank) => {
      expect(placed[index]! - placed[order[rank]!]!).toBeGreaterThan(gap - 1e-6);
      expect(wanted[index]!).toBeGreaterThanOrEqual(wanted[order[rank]!]!);
    });
    if (wanted.length * gap <= 100) for (const place of placed) expect(Math.abs(place - 50)).toBeLessThan(50);
  }));
});

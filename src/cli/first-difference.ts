import type { MapShape } from '../network/network.js';

/** The first place where two feature maps differ, and how many places do. */
export interface Difference {
  /** [row, column, channel] */
  readonly at: MapShape;
  readonly expected: number;
  readonly found: number;
  /** Values that differ in all. */
  readonly count: number;
}

/** Compares two maps of one shape, layout [row][column][channel]; undefined if they are equal. */
export function firstDifference([, width, channels]: MapShape, expected: ArrayLike<number>, found: ArrayLike<number>): Difference | undefined {
  let first = -1;
  let count = 0;
  for (let i = 0; i < expected.length; i++) {
    if (expected[i] === found[i]) continue;
    if (first < 0) first = i;
    count++;
  }
  if (first < 0) return undefined;
  const pixel = Math.floor(first / channels);
  return { at: [Math.floor(pixel / width), pixel % width, first % channels], expected: expected[first]!, found: found[first]!, count };
}

import type { LayerOutput } from '../network/reference.js';

/** What a layer's codes look like over all images: enough to see a layer that saturates or has died. */
export interface OutputSummary {
  readonly smallest: number;
  readonly largest: number;
  /** Share of codes that are 0. */
  readonly zeros: number;
}

export function describeOutput(outputs: readonly LayerOutput[]): OutputSummary {
  let smallest = Infinity;
  let largest = -Infinity;
  let zeros = 0;
  let count = 0;
  for (const { codes } of outputs) {
    count += codes.length;
    for (const code of codes) {
      if (code < smallest) smallest = code;
      if (code > largest) largest = code;
      if (code === 0) zeros++;
    }
  }
  return { smallest, largest, zeros: zeros / count };
}

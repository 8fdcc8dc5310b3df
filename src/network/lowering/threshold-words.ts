import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';

/**
 * A channel's thresholds as the accelerator reads them, 2^bits words of 32 bits (see `hwgen/accelerator/thresholds.ts`): word 0 says whether the
 * function falls; of the others, the binary search reads word 1 first, and after word n either 2n or 2n + 1. A threshold T of the ascending list stands as -T,
 * at the end of an accumulator's range where it lies outside: sums stay away from the lowest number.
 */
export function thresholdWords(thresholds: readonly number[], falling: boolean, { accumulatorBits }: Pick<AcceleratorParameters, 'accumulatorBits'>): number[] {
  const limit = 2 ** (accumulatorBits - 1);
  const words = new Array<number>(thresholds.length + 1).fill(0);
  words[0] = falling ? 1 : 0;
  for (let word = 1; word < words.length; word++) {
    // Row of the heap, and the place in it: the row's thresholds stand in the list at odd multiples of `step`, less one.
    const row = Math.floor(Math.log2(word));
    const step = words.length / 2 ** (row + 1);
    const threshold = thresholds[(2 * (word - 2 ** row) + 1) * step - 1]!;
    words[word] = Math.max(-limit, Math.min(limit - 1, -threshold)) + 0;
  }
  return words;
}

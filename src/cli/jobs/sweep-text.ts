import { textTable } from '../text-table.js';
import type { SweepResults } from './sweep-results.js';

/** All networks by cycles; a star marks those on the front. */
export function sweepText({ points, images }: SweepResults): string {
  const sorted = [...points].sort((a, b) => a.cycles - b.cycles || b.accuracy - a.accuracy);
  const verdict = { true: 'yes', false: 'DIFFERS', null: '-' };
  return [
    textTable(['network', 'target', 'seed', 'cycles', 'integer', 'verified', 'front'], sorted.map(({ name, target, seed, cycles, accuracy, verified, onFront }) =>
      [name, target, seed, cycles, `${(100 * accuracy).toFixed(2)} %`, verdict[`${verified}`], onFront ? '*' : ''])),
    `accuracies of integer networks on ${images.test} test images; front: searched, verified, and no other has as few cycles and as much accuracy`,
  ].join('\n');
}

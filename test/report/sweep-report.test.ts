import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { writeReport } from '../../src/report/write-report.js';
import { nonDominated, type SweepPoint, type SweepResults } from '../../src/cli/jobs/sweep-results.js';

const point = (name: string, cycles: number, accuracy: number, more: Partial<SweepPoint> = {}): SweepPoint => ({
  run: '0.5x-w4a4-s1', target: '0.5x-w4a4', seed: 1, method: 'searched', name, bits: '2x8 3x2', cycles, budget: 5000, accuracy, quantized: accuracy, verified: true, onFront: false, ...more,
});

const results: SweepResults = {
  format: 'bitloom-sweep', version: 1, data: 'mnist:data', model: 'digits', images: { train: 8000, test: 2000 }, float: [{ seed: 1, accuracy: 0.987 }],
  points: [
    point('searched', 3111, 0.971, { onFront: true }), point('searched', 4222, 0.979, { onFront: true, seed: 2 }), point('searched', 4333, 0.975),
    point('w2a2', 4100, 0.974, { method: 'uniform', verified: null }), point('random', 4190, 0.966, { method: 'random', verified: null }),
  ],
};

test('the front holds what no other beats, of equal networks the first', () => {
  const points = [[5, 0.9], [3, 0.8], [4, 0.8], [5, 0.9], [6, 0.95], [2, 0.1], [7, 0.95]].map(([cycles, accuracy], at) => ({ cycles: cycles!, accuracy: accuracy!, at }));
  expect(nonDominated(points).map(({ at }) => at)).toEqual([5, 1, 0, 4]);
});

test('the report of a sweep draws the front, uniform networks and rivals, and lists every network by cycles', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bitloom-sweep-'));
  try {
    await writeFile(join(folder, 'sweep.json'), JSON.stringify(results));
    const page = await readFile(await writeReport(folder), 'utf8');
    const { document } = parseHTML(page);
    const rows = [...document.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent!.replace(/\s/g, ' ')).join(' | '));
    expect(rows).toEqual([
      'searched | 0.5x-w4a4 | 1 | 3,111 | 97.10 % | 97.10 % | yes | yes',
      'w2a2 | 0.5x-w4a4 | 1 | 4,100 | 97.40 % | 97.40 % | \u2013 | ',
      'random | 0.5x-w4a4 | 1 | 4,190 | 96.60 % | 96.60 % | \u2013 | ',
      'searched | 0.5x-w4a4 | 2 | 4,222 | 97.90 % | 97.90 % | yes | yes',
      'searched | 0.5x-w4a4 | 1 | 4,333 | 97.50 % | 97.50 % | yes | ',
    ]);
    const drawing = document.querySelector('.wide svg')!;
    expect(drawing.querySelectorAll('circle')).toHaveLength(3 + 1);
    expect(drawing.textContent).toContain('w2a2');
    expect(document.querySelector('[role=img]')!.getAttribute('aria-label')!.replace(/\s/g, ' ')).toContain('On the front: 97.10 % at 3,111, 97.90 % at 4,222; float 98.70 %');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    await writeFile(join(folder, 'sweep.json'), JSON.stringify({ ...results, points: [] }));
    await expect(writeReport(folder)).rejects.toThrow(InputError);
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { runSearch as RunSearch } from '../../src/search/run-search.js';
import { defaultParameters } from '../../src/search/search-parameters.js';
import { bilinearCost } from './bilinear-cost.js';
import { readEvents } from './read-events.js';
import { backends } from './with-native.js';

// The second process is a program: it exists where the project is built (`npm test` builds first).
const built = fileURLToPath(new URL('../../dist/src/search/run-search.js', import.meta.url));

test.skipIf(!existsSync(built)).each(backends)('uniform networks come out the same from a second process as from this one, on %s', { timeout: 180_000 }, async (backend) => {
  const { runSearch } = (await import(/* @vite-ignore */ pathToFileURL(built).href)) as { runSearch: typeof RunSearch };
  const folder = await mkdtemp(join(tmpdir(), 'bitloom-two-'));
  try {
    const lines: string[] = [];
    const [one, two] = await Promise.all(
      ([1, 2] as const).map((processes) =>
        runSearch({
          parameters: { ...defaultParameters, backend, candidates: [1, 2], target: '1x-w2a2', floatEpochs: 1, epochs: 1, retrainEpochs: 1, baselines: 1, batchSize: 20, trainCount: 80, testCount: 20 },
          runDirectory: join(folder, `run${processes}`),
          tensorboard: join(folder, 'curves'),
          resume: false,
          costTable: bilinearCost,
          progress: { stage: () => {}, step: () => {}, line: (text) => void lines.push(`${processes} ${text}`), end: () => {} },
          processes,
        }),
      ),
    );
    const untimed = ({ accuracy }: NonNullable<typeof one>) => accuracy.uniform.map((result) => ({ ...result, seconds: 0 }));
    expect(untimed(two!)).toEqual(untimed(one!));
    expect(two!.network).toEqual(one!.network);
    const curve = async (run: string) => readEvents(await readFile(join(folder, 'curves', run, 'uniform-w2a2', 'events.out.tfevents.bitloom'))).map(({ step, scalars }) => [step, scalars['loss']]);
    expect(await curve('run2')).toEqual(await curve('run1'));
    expect(lines.filter((line) => line.includes('uniform-w2a2: epoch 2/2'))).toHaveLength(2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

import { mkdtemp, rm, writeFile, mkdir, access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareRepeat } from '../../src/cli/jobs/repeat-run.js';
import { defaultParameters } from '../../src/search/search-parameters.js';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-repeat-')); });
afterEach(() => rm(folder, { recursive: true }));

const record = (run: string, name: string, value: unknown) => writeFile(join(run, name), JSON.stringify(value));

describe('a run given again', () => {
  it('starts where there is none', async () => {
    expect(await prepareRepeat(join(folder, 'none'), defaultParameters)).toBe(false);
  });

  it('goes on when it was interrupted, starts over when it was finished, and leaves a run with other parameters alone', async () => {
    const run = join(folder, 'digits');
    await mkdir(run);
    await record(run, 'parameters.json', { parameters: defaultParameters, caller: null });
    expect(await prepareRepeat(run, defaultParameters)).toBe(true);

    await expect(prepareRepeat(run, { ...defaultParameters, seed: 2 })).rejects.toThrow('holds a run with other parameters; choose another folder');
    await access(join(run, 'parameters.json'));

    await record(run, 'verification.json', {});
    expect(await prepareRepeat(run, defaultParameters)).toBe(false);
    await expect(access(run)).rejects.toThrow();
  });
});

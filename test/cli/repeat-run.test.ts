import { mkdtemp, rm, writeFile, mkdir, access, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareRepeat } from '../../src/cli/jobs/repeat-run.js';
import { defaultParameters as accelerator } from '../../src/hwgen/accelerator/parameters.js';
import { defaultParameters } from '../../src/search/search-parameters.js';
import { runCli } from './run-cli.js';

const hardware = { accelerator, latency: 20 };

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-repeat-')); });
afterEach(() => rm(folder, { recursive: true }));

const record = (run: string, name: string, value: unknown) => writeFile(join(run, name), JSON.stringify(value));

describe('a run given again', () => {
  it('starts where there is none', async () => {
    expect(await prepareRepeat(join(folder, 'none'), defaultParameters, hardware)).toBe(false);
  });

  it('goes on when it was interrupted, starts over when it was finished, and leaves a run with other parameters alone', async () => {
    const run = join(folder, 'digits');
    await mkdir(run);
    await record(run, 'parameters.json', { parameters: defaultParameters, caller: hardware });
    expect(await prepareRepeat(run, defaultParameters, hardware)).toBe(true);

    await expect(prepareRepeat(run, { ...defaultParameters, seed: 2 }, hardware)).rejects.toThrow('holds a run with other parameters; choose another folder');
    await expect(prepareRepeat(run, defaultParameters, { ...hardware, latency: 21 })).rejects.toThrow('holds an interrupted run for another accelerator; choose another folder');
    await access(join(run, 'parameters.json'));

    await record(run, 'verification.json', {});
    expect(await prepareRepeat(run, defaultParameters, hardware)).toBe(false);
    await expect(access(run)).rejects.toThrow();
  });
});

describe('bitloom start', () => {
  it('writes nothing when its folder holds another run', async () => {
    const run = join(folder, 'digits');
    await mkdir(run);
    await record(run, 'parameters.json', { parameters: { ...defaultParameters, seed: 2 }, caller: hardware });
    const { status, stdout, stderr } = await runCli('start', '--out', run, '--rtl', join(folder, 'rtl'), '--no-verilator');
    expect([status, stdout, stderr.split('\n').at(-2)]).toEqual([2, '', `bitloom: --out ${run}: holds a run with other parameters; choose another folder, or remove it`]);
    expect(await readdir(folder)).toEqual(['digits']);
  });
});

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPlan, writePlan } from '../../src/cli/jobs/sweep-plan.js';
import type { SweepResults } from '../../src/cli/jobs/sweep-results.js';
import { runCli } from './run-cli.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'bitloom-sweep-'))));
afterAll(async () => void (await rm(folder, { recursive: true, force: true })));

describe('the plan of a sweep', () => {
  const run = (name: string) => ({ name, parameters: ['--target', '5'], verification: [] });

  test('is kept, and another one in its place refused', async () => {
    const place = join(folder, 'plan');
    await writePlan(place, [run('a'), run('b')]);
    expect(await readPlan(place)).toEqual([run('a'), run('b')]);
    await writePlan(place, [run('a'), run('b')]);
    await expect(writePlan(place, [run('a')])).rejects.toThrow(/holds a sweep with other parameters/);
    await expect(writePlan(place, [run('a'), run('a')])).rejects.toThrow(/a is there twice/);
    await expect(readPlan(join(folder, 'absent'))).rejects.toThrow(/nothing to go on with/);
  });
});

// A sweep starts the built program (`npm test` builds first).
const program = fileURLToPath(new URL('../../dist/src/cli/bitloom.js', import.meta.url));

test.skipIf(!existsSync(program))('a sweep that is broken off goes on: complete searches are left alone', { timeout: 180_000 }, async () => {
  const place = join(folder, 'runs');
  const words = ['sweep', '--targets', '0.5x-w4a4,0.8x-w4a4', '--processes', '1', '--train', '80', '--test', '20', '--batch-size', '20', '--float-epochs', '1', '--epochs', '1',
    '--retrain-epochs', '1', '--baselines', '1', '--backend', 'wasm', '--no-verilator', '--images', '1', '--out', place];
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let broken = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    // The first search is complete when the second begins.
    if (said.includes('0.8x-w4a4-s1: begins') && !broken) broken = child.kill('SIGINT');
  });
  const status = await new Promise<number | null>((resolve) => void child.on('close', resolve));
  expect(status).toBe(130);
  expect(said).toContain(`To go on: bitloom sweep --resume ${place}`);
  const { mtimeMs } = await stat(join(place, '0.5x-w4a4-s1', 'results.json'));

  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, 'sweep', '--resume', place, '--processes', '1', '--json']);
  expect(stderr).toContain('0.5x-w4a4-s1: is complete');
  expect((await stat(join(place, '0.5x-w4a4-s1', 'results.json'))).mtimeMs).toBe(mtimeMs);
  const results = JSON.parse(stdout) as SweepResults;
  expect(JSON.parse(await readFile(join(place, 'sweep.json'), 'utf8'))).toEqual(results);
  expect(results.points.map(({ run, method }) => `${run} ${method}`)).toEqual(['0.5x-w4a4-s1 searched', '0.5x-w4a4-s1 uniform', '0.8x-w4a4-s1 searched', '0.8x-w4a4-s1 uniform']);
  expect(results.points.filter(({ method }) => method === 'searched').every(({ verified }) => verified)).toBe(true);
  expect(results.points.filter(({ onFront }) => onFront).length).toBeGreaterThan(0);
});

test('data that is not there is found before anything is written', async () => {
  const place = join(folder, 'none');
  const { status, stderr } = await runCli('sweep', '--data', `mnist:${join(folder, 'nowhere')}`, '--targets', '0.5x-w4a4', '--out', place);
  expect([status, existsSync(place)]).toEqual([2, false]);
  expect(stderr).toMatch(/nowhere/);
});

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { writeReport } from '../../src/report/write-report.js';
import { exampleResults, exampleVerification, writeRun } from './example-run.js';

let root: string;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'bitloom-report-'))));
afterAll(async () => void (await rm(root, { recursive: true })));

test('writes report.html into the run folder, under the run\'s name', async () => {
  const run = await writeRun(join(root, 'night-7'), { results: exampleResults, verification: exampleVerification });
  expect(await writeReport(run)).toBe(join(run, 'report.html'));
  const page = await readFile(join(run, 'report.html'), 'utf8');
  expect(page).toContain('<title>night-7 \u2013 Bitloom report</title>');
  expect(page).toContain('simulator = Verilator = integer network');
});

test('fields that later versions add are no error', async () => {
  const run = await writeRun(join(root, 'newer'), { results: { ...exampleResults, notes: [1] }, verification: { ...exampleVerification, engines: {} } });
  await writeReport(run);
});

describe('refused with one sentence, nothing written', () => {
  const [conv1, ...others] = exampleResults.layers;
  const [verified, ...more] = exampleVerification.layers;
  test.each<[string, { results?: unknown; verification?: unknown }, string]>([
    ['no results', {}, "results.json: the results of the search can't be read (no such file); check the path"],
    ['cut off', { results: '{"format": "bitloom-sea' }, 'results.json: not valid JSON (Unterminated string in JSON at position 23); repeat the run, or restore the file'],
    ['not an object', { results: 'null' }, 'results.json: expected an object, found null'],
    ['foreign', { results: { format: 'bitloom-network', version: 1 } }, 'results.json: format: expected "bitloom-search", the results of a search, found "bitloom-network"'],
    ['another version', { results: { ...exampleResults, version: 2 } }, 'results.json: version: expected 1, the only one that this Bitloom reads, found 2'],
    ['no layers', { results: { ...exampleResults, layers: [] } }, 'results.json: layers: expected at least one layer, found []'],
    ['bits out of range', { results: { ...exampleResults, layers: [{ ...conv1, weightBits: 9 }, ...others] } }, 'results.json: layers[0].weightBits: expected a whole number in 1..8, found 9'],
    ['accuracy out of range', { results: { ...exampleResults, accuracy: { ...exampleResults.accuracy, float: 98.5 } } }, 'results.json: accuracy.float: expected a number in 0..1, found 98.5'],
    ['history of other layers', { results: { ...exampleResults, history: [{ ...exampleResults.history[0]!, bits: '1x8' }] } }, 'results.json: history[0].bits: expected the bits of 3 layers, found "1x8"'],
    ['no accuracy', { results: { ...exampleResults, accuracy: undefined } }, 'results.json: accuracy: expected an object, found nothing'],
    ['damaged verification', { results: exampleResults, verification: { ...exampleVerification, mismatches: { simulator: -1, verilator: null } } }, 'verification.json: mismatches.simulator: expected a whole number of at least 0, found -1'],
    [
      'verification of another network',
      { results: exampleResults, verification: { ...exampleVerification, layers: [{ ...verified, weightBits: 4 }, ...more] } },
      'verification.json: verifies another network (conv1 4x8, conv2 3x4, dense 5x2) than results.json holds (conv1 1x8, conv2 3x4, dense 5x2); verify the run again, or remove the file',
    ],
  ])('%s', async (name, files, message) => {
    const run = await writeRun(join(root, name), files);
    const failure = await writeReport(run).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as Error).message).toBe(join(run, message));
    expect(await readdir(run)).not.toContain('report.html');
  });
});

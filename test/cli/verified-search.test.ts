import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agrees, resultJson, resultText, verifiedSearch, type VerifiedSearch, type VerifiedSearchOptions } from '../../src/cli/jobs/verified-search.js';
import { defaultParameters as accelerator } from '../../src/hwgen/accelerator/parameters.js';
import { readNetwork } from '../../src/network/network-file.js';
import { lineProgress } from '../../src/search/run/progress.js';
import { defaultParameters } from '../../src/search/search-parameters.js';

const tiny = { ...defaultParameters, backend: 'wasm', floatEpochs: 1, epochs: 1, retrainEpochs: 1, baselines: 1, trainCount: 128, testCount: 20 } as const;

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-start-')); });
afterAll(() => rm(folder, { recursive: true }));

function job(run: string, changes: Partial<VerifiedSearchOptions> = {}): Promise<VerifiedSearch> {
  return verifiedSearch({
    parameters: tiny, hardware: { accelerator, latency: 20 }, runDirectory: join(folder, run), resume: false, images: 2, engines: ['sim'],
    progress: lineProgress(() => {}), signal: new AbortController().signal, ...changes,
  });
}

const share = z.number().min(0).max(1);
const count = z.int().nonnegative();
/** What `bitloom start --json` promises. Further fields are free. */
const contract = z.looseObject({
  layers: z.array(z.looseObject({
    name: z.string(), weightBits: z.int().min(1).max(8), activationBits: z.int().min(1).max(8),
    cycles: z.strictObject({ table: count, simulator: count, verilator: count.nullable() }),
  })).min(1),
  accuracy: z.looseObject({ float: share, quantized: share, integer: share, uniform: z.array(z.looseObject({ name: z.string(), cycles: count, quantized: share, integer: share })) }),
  mismatches: z.strictObject({ simulator: count, verilator: count.nullable() }),
});

describe('the main job', () => {
  let result: VerifiedSearch;
  beforeAll(async () => { result = await job('whole'); }, 60_000);

  it('prints one JSON object of the promised shape', () => {
    const json = resultJson(result, { rtl: 'rtl-out' });
    expect(json).not.toContain('\n');
    const printed = contract.parse(JSON.parse(json));
    expect(printed.layers.map(({ name }) => name)).toEqual(['conv1', 'conv2', 'conv3', 'dense']);
    expect(printed.accuracy.uniform).toHaveLength(1);
    expect(printed).toMatchObject({ mismatches: { simulator: 0, verilator: null }, rtl: 'rtl-out' });
    for (const { cycles } of printed.layers) expect(cycles).toEqual({ table: cycles.table, simulator: cycles.table, verilator: null });
    expect(agrees(result)).toBe(true);
  });

  it('says in its text that Verilator was left out', () => {
    expect(resultText(result)).toMatch(/simulator: 0 mismatches in values and cycles over 2 images\nVerilator: left out/);
  });

  it('leaves all that repeats it', async () => {
    const run = join(folder, 'whole');
    expect(await readdir(run)).toEqual(expect.arrayContaining(['parameters.json', 'cost-table.json', 'network.json', 'weights.bin', 'results.json', 'test-images.npy', 'verification.json']));
    expect((await readNetwork(join(run, 'network.json'))).layers).toEqual(result.search.network.layers);
    expect(JSON.parse(await readFile(join(run, 'parameters.json'), 'utf8'))).toMatchObject({ parameters: tiny, caller: { accelerator, latency: 20 } });
  });

  it('can be broken off in the verification and goes on to the same end', async () => {
    const controller = new AbortController();
    const broken = job('whole', { resume: true, signal: controller.signal, progress: lineProgress((line) => { if (line.startsWith('verify:')) controller.abort(); }) });
    await expect(broken).rejects.toMatchObject({ name: 'Interrupted', message: 'Interrupted in the verification; the searched network is saved.' });
    expect(resultJson(await job('whole', { resume: true })).replaceAll(/"seconds":[\d.e-]+/g, '')).toBe(resultJson(result).replaceAll(/"seconds":[\d.e-]+/g, ''));
  });
});

describe('an accelerator that cannot hold the model', () => {
  it('is refused before any training, and nothing is written', async () => {
    const answers: string[] = [];
    for (const [name, change] of Object.entries({ maps: { activationDepth: 16 }, sums: { accumulatorBits: 16 }, weights: { weightDepth: 16 } })) {
      await job(name, { hardware: { accelerator: { ...accelerator, ...change }, latency: 20 } }).then(() => answers.push(`${name} passed`), (error: Error) => answers.push(`${error.name}: ${error.message}`));
    }
    expect(await readdir(folder)).toEqual(['whole']);
    expect(answers.join('\n')).toMatchInlineSnapshot(`
      "InputError: layer dense: what one row of its output is made of needs 20 words of the activation memory, which has 16; raise activationDepth to 32 in the accelerator configuration, or use fewer activation bits
      InputError: layer conv1: its sums reach 71145, an accumulator of 16 bits holds 32767; raise accumulatorBits to 18 in the accelerator configuration
      InputError: target: the accelerator can't run the uniform network that it is a share of; name one with fewer weight bits, or a number of cycles"
    `);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { flopsTable } from '../../src/search/cost/flops-table.js';
import { readNetwork } from '../../src/network/network-file.js';
import { runSearch, type SearchOptions } from '../../src/search/run-search.js';
import { defaultParameters, readParameters, type SearchParameters } from '../../src/search/search-parameters.js';
import { Interrupted } from '../../src/search/run/interrupted.js';
import { lineProgress } from '../../src/search/run/progress.js';
import type { SearchResult } from '../../src/search/search-result.js';
import { bilinearCost } from './bilinear-cost.js';
import { readEvents } from './read-events.js';

const parameters: SearchParameters = {
  ...defaultParameters,
  backend: 'wasm',
  candidates: [1, 2, 3],
  target: '1x-w2a2',
  floatEpochs: 1,
  epochs: 2,
  retrainEpochs: 1,
  baselines: 1,
  batchSize: 20,
  trainCount: 200,
  testCount: 60,
};

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'bitloom-search-'))));
afterAll(async () => void (await rm(folder, { recursive: true })));

function search(name: string, changes: Partial<Omit<SearchOptions, 'parameters'>> & { parameters?: Partial<SearchParameters> } = {}): Promise<SearchResult> {
  const { parameters: changed, ...rest } = changes;
  return runSearch({ runDirectory: join(folder, name), resume: false, costTable: bilinearCost, progress: lineProgress(() => {}), ...rest, parameters: { ...parameters, ...changed } });
}

/** What two equal searches must agree in: everything but the times. */
function lasting({ layers, accuracy, cycles, history, network }: SearchResult): unknown {
  const withoutTime = (records: readonly object[]): object[] => records.map((record) => ({ ...record, seconds: undefined }));
  return { layers, accuracy: { ...accuracy, uniform: withoutTime(accuracy.uniform) }, cycles, history: withoutTime(history), network };
}

describe('a search', () => {
  let whole: SearchResult;
  const lines: string[] = [];
  beforeAll(async () => {
    whole = await search('whole', { progress: lineProgress((text) => lines.push(text)), caller: { accelerator: 'small' } });
  }, 180_000);

  test('stays within the target and reports both costs of every epoch', () => {
    expect(whole.cycles).toBeLessThanOrEqual(whole.targetCycles);
    expect(whole.layers.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(whole.cycles);
    expect(whole.history).toHaveLength(2);
    for (const { expectedCycles, argmaxCycles } of whole.history) expect(Math.min(expectedCycles, argmaxCycles)).toBeGreaterThan(0);
    expect(lines.some((line) => /search: epoch 2\/2 {2}loss [\d.]+ {2}accuracy [\d.]+ % {2}cycles expected \d+, argmax \d+, target \d+/.test(line))).toBe(true);
  });

  test('learns: far better than chance after a few hundred steps', () => {
    expect(whole.accuracy.float).toBeGreaterThan(0.3);
  });

  test('folds to an integer network that agrees with the trained one', async () => {
    expect(whole.accuracy.agreement).toBeGreaterThanOrEqual(0.96);
    expect(await readNetwork(whole.networkFile)).toEqual(whole.network);
    expect(whole.network.layers.map(({ name, weightBits, activationBits }) => ({ name, weightBits, activationBits }))).toEqual(
      whole.layers.map(({ name, weightBits, activationBits }) => ({ name, weightBits, activationBits })),
    );
  });

  test('trains uniform networks at no more cycles beside it', async () => {
    expect(whole.accuracy.uniform.map(({ name }) => name)).toEqual(['w2a2']);
    const [uniform] = whole.accuracy.uniform;
    expect(uniform!.cycles).toBeLessThanOrEqual(whole.targetCycles);
    const stored = await readNetwork(join(folder, 'whole', 'baselines', 'w2a2', 'network.json'));
    expect(stored.layers[1]!.weightBits).toBe(2);
  });

  test('leaves all that repeats it', async () => {
    const stored = await readParameters(join(folder, 'whole'));
    expect(stored).toEqual({ parameters, caller: { accelerator: 'small' } });
    const results = JSON.parse(await readFile(join(folder, 'whole', 'results.json'), 'utf8')) as Record<string, unknown>;
    expect(results['accuracy']).toEqual(whole.accuracy);
    expect(results['versions']).toMatchObject({ backend: expect.stringMatching(/^(wasm|node)$/) as unknown, tfjs: expect.stringMatching(/^4\.22\.0/) as unknown });
    expect(JSON.parse(await readFile(join(folder, 'whole', 'cost-table.json'), 'utf8'))).toEqual(whole.costTable);
  });

  test('broken off in the middle and resumed gives the same to the last bit', { timeout: 180_000 }, async () => {
    const controller = new AbortController();
    let steps = 0;
    const progress = { ...lineProgress(() => {}), step: () => void (++steps === 17 && controller.abort()) };
    const tensorboard = join(folder, 'curves');
    await expect(search('broken', { progress, signal: controller.signal, tensorboard })).rejects.toThrow(Interrupted);
    // Step 17 of 10 + 2 x 5 lies in the second epoch of the search.
    const { parameters: stored } = await readParameters(join(folder, 'broken'));
    const resumed = await search('broken', { resume: true, parameters: stored, tensorboard });
    expect(lasting(resumed)).toEqual(lasting(whole));
    const events = async (stage: string) => readEvents(await readFile(join(tensorboard, 'broken', stage, 'events.out.tfevents.bitloom')));
    expect((await events('search')).map(({ step, scalars }) => [step, scalars['loss'], scalars['cost/argmax']])).toEqual(
      [[0, undefined, undefined], ...resumed.history.map(({ loss, argmaxCycles }, epoch) => [epoch + 1, Math.fround(loss), argmaxCycles])],
    );
    for (const [stage, steps] of [['float', [0, 1]], ['retrain', [0, 1]], ['uniform-w2a2', [0, 1, 2, 3]]] as const) expect((await events(stage)).map(({ step }) => step), stage).toEqual(steps);
  });

  test('of another seed gives another network', { timeout: 180_000 }, async () => {
    const other = await search('other', { parameters: { seed: 2, baselines: 0 } });
    expect(other.network).not.toEqual(whole.network);
    expect(other.accuracy.uniform).toEqual([]);
  });

  test('leaves no tensors behind', { timeout: 180_000 }, async () => {
    const before = tf.memory().numTensors;
    await search('leak', { parameters: { baselines: 0, epochs: 1 } });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is not resumed with another cost table or other parameters, nor written over', async () => {
    const dearer: SearchOptions['costTable'] = (shapes) => ({ ...bilinearCost(shapes), hash: 'another' });
    await expect(search('whole', { resume: true, costTable: dearer })).rejects.toThrow(/other parameters, data or cost table/);
    await expect(search('whole', { resume: true, parameters: { batchSize: 10 } })).rejects.toThrow(/other parameters, data or cost table/);
    await expect(search('whole')).rejects.toThrow(/holds a search already/);
    await expect(search('nothing', { resume: true })).rejects.toThrow(/holds no search/);
    await writeFile(join(folder, 'whole', 'checkpoints', 'float.ckpt'), 'damaged');
    await expect(search('whole', { resume: true })).rejects.toThrow(/is not a Bitloom checkpoint/);
  });
});

describe('a search with other means', () => {
  test('EBS-Sto on FLOPs with learnt steps; rivals within the same budget, trained for as many epochs', { timeout: 180_000 }, async () => {
    const lines: string[] = [];
    const found = await search('other-means', {
      progress: lineProgress((text) => lines.push(text)),
      parameters: {
        cost: 'flops', method: 'sto', weightQuantizer: 'sawb,conv2=lsq,conv3=pot', activationQuantizer: 'pact,conv1=lsq', weightBias: 1, distillation: 0.5,
        rivals: ['random', 'sensitivity', 'evolution'], evaluations: 20, trainCount: 120, batchSize: 30,
      },
    });
    expect(found.unit).toBe('flops');
    expect(found.cost).toBeLessThanOrEqual(found.targetCycles);
    // The stand-in table has 50 cycles per layer and 1 per 4096 products; FLOPs are products / 64, and count edges in full.
    expect(found.cycles).not.toBe(found.cost);
    expect(found.layers.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(found.cycles);
    expect(found.network.layers.map(({ weightCode, weightBits }) => (weightBits === 1 ? 'one bit' : weightCode))).toEqual(
      found.layers.map(({ name, weightBits }) => (weightBits === 1 ? 'one bit' : name === 'conv2' || name === 'conv3' ? 'signed' : 'dorefa')),
    );
    expect(found.accuracy.agreement).toBeGreaterThanOrEqual(0.95);
    expect(found.history[1]!.strengths.map(({ operand, layer }) => `${operand} ${layer}`)).toEqual(
      ['weights conv1', 'weights conv2', 'weights conv3', 'weights dense', 'maps conv1', 'maps conv2', 'maps conv3'],
    );
    expect(found.accuracy.rivals.map(({ name }) => name)).toEqual(['random', 'sensitivity', 'evolution']);
    for (const { name, layers, agreement } of found.accuracy.rivals) {
      const flops = flopsTable(found.layers.map(({ shape }) => shape)).layers;
      const cost = layers.reduce((sum, { weightBits, activationBits }, i) => sum + flops[i]!.cycles[weightBits - 1]![activationBits - 1]!, 0);
      expect(cost, name).toBeLessThanOrEqual(found.targetCycles);
      expect(agreement, name).toBeGreaterThanOrEqual(0.95);
      const stored = await readNetwork(join(folder, 'other-means', 'baselines', name, 'network.json'));
      expect(stored.layers.map(({ weightBits }) => weightBits)).toEqual(layers.map(({ weightBits }) => weightBits));
    }
    for (const last of ['random: epoch 3/3', 'sensitivity: epoch 3/3', 'shared: epoch 2/2', 'evolution: epoch 1/1']) {
      expect(lines.some((line) => line.startsWith(last)), last).toBe(true);
    }
  });
});

describe('parameters that cannot be used are refused before anything is written', () => {
  test.each<[Partial<SearchParameters>, string]>([
    [{ candidates: [] }, 'search: candidates is []; it must name at least one bitwidth'],
    [{ candidates: [2, 9] }, 'search: candidates has 9; it must hold whole numbers from 1 to 8'],
    [{ candidates: [3, 2] }, 'search: candidates is [3,2]; it must rise, without repetition'],
    [{ weightQuantizer: 'tanh' }, '"tanh" is not a quantizer; use one of: dorefa'],
    [{ weightQuantizer: 'lsq,conv7=sawb' }, 'there is no layer conv7'],
    [{ rivals: ['luck' as never] }, 'search: rivals has "luck"; it must name some of: random, sensitivity, evolution'],
    [{ distillation: 2 }, 'search: distillation is 2; it must be a number from 0 to 1'],
    [{ method: 'dnas' as never }, 'search: method is "dnas"; it must be det or sto'],
    [{ epochs: 0 }, 'search: epochs is 0; it must be a whole number of at least 1'],
    [{ model: 'resnet' }, 'search: model is "resnet"; it must be one of: digits'],
    [{ target: '5', candidates: [2, 3] }, '; raise the target, or give lower candidates'],
    [{ target: 'small' }, 'target "small" is not a target'],
    [{ batchSize: 101 }, 'batch size 101 is larger than the 50 images in one of the 4 folds'],
    [{ data: 'mnist:/nowhere' }, '/nowhere'],
  ])('%j', async (changed, message) => {
    const failure = await search('refused', { parameters: changed }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as Error).message).toContain(message);
    await expect(readParameters(join(folder, 'refused'))).rejects.toThrow(/nothing to resume/);
  });
});

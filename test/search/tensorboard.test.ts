import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { epochScalars, EventFiles } from '../../src/search/run/tensorboard.js';
import { crc32c, readEvents } from './read-events.js';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'bitloom-events-'))));
afterEach(async () => void (await rm(folder, { recursive: true })));

const epochs = (count: number): Record<string, unknown>[] => Array.from({ length: count }, (_, i) => ({ loss: 1 / (i + 1), accuracy: i / 8, seconds: 10, bits: '1x2' }));
const steps = async (files: EventFiles, stage = 'search'): Promise<number[]> => readEvents(await readFile(files.path(stage))).map(({ step }) => step);

test('the reader of these tests knows the checksum of the standard example', () => {
  expect(crc32c(Buffer.from('123456789')).toString(16)).toBe('e3069283');
});

describe('a stage with event files', () => {
  test('has one event per epoch, after the version', async () => {
    const files = await EventFiles.open(folder, 'run', false);
    for (let done = 0; done <= 3; done++) await files.bring('search', epochs(done));
    const [version, ...events] = readEvents(await readFile(files.path('search')));
    expect(version).toMatchObject({ step: 0, version: 'brain.Event:2', scalars: {} });
    expect(events.map(({ step, scalars }) => [step, scalars])).toEqual([
      [1, { loss: 1, accuracy: 0, seconds: 10 }], [2, { loss: 0.5, accuracy: 0.125, seconds: 10 }], [3, { loss: Math.fround(1 / 3), accuracy: 0.25, seconds: 10 }],
    ]);
    expect(Math.abs(events[2]!.wallTime - Date.now() / 1000)).toBeLessThan(60);
  });

  test('that goes on appends, and writes no epoch twice', async () => {
    const before = await EventFiles.open(folder, 'run', false);
    await before.bring('search', epochs(2));
    const bytes = await readFile(before.path('search'));
    const after = await EventFiles.open(folder, 'run', true);
    await after.bring('search', epochs(2));
    expect(await readFile(after.path('search'))).toEqual(bytes);
    await after.bring('search', epochs(4));
    expect((await readFile(after.path('search'))).subarray(0, bytes.length)).toEqual(bytes);
    expect(await steps(after)).toEqual([0, 1, 2, 3, 4]);
  });

  test('that had none before it went on gets those of its earlier epochs, at times as far apart as they were', async () => {
    const files = await EventFiles.open(folder, 'run', true);
    await files.bring('search', epochs(3));
    const times = readEvents(await readFile(files.path('search'))).slice(1).map(({ wallTime }) => wallTime);
    expect([times[1]! - times[0]!, times[2]! - times[1]!].map((seconds) => seconds.toFixed(3))).toEqual(['10.000', '10.000']);
  });

  test('loses an epoch that its checkpoint does not have', async () => {
    const files = await EventFiles.open(folder, 'run', false);
    await files.bring('search', epochs(4));
    await files.bring('search', epochs(3));
    expect(await steps(files)).toEqual([0, 1, 2, 3]);
  });

  test('is whole again wherever its file was cut or damaged', async () => {
    const files = await EventFiles.open(folder, 'run', false);
    await files.bring('search', epochs(3));
    const whole = await readFile(files.path('search'));
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.constantFrom('cut', 'flip', 'append'), async (at, damage) => {
      await writeFile(files.path('search'), whole);
      if (damage === 'cut') await truncate(files.path('search'), at);
      else if (damage === 'append') await appendFile(files.path('search'), whole.subarray(at));
      else await writeFile(files.path('search'), whole.map((byte, i) => (i === at ? byte ^ 4 : byte)));
      await files.bring('search', epochs(4));
      expect(await steps(files)).toEqual([0, 1, 2, 3, 4]);
    }), { numRuns: 60 });
  });

  test('keeps apart from other stages and runs; a new run does not write over another', async () => {
    const files = await EventFiles.open(folder, 'one', false);
    await files.bring('float', epochs(1));
    await (await EventFiles.open(folder, 'two', false)).bring('float', epochs(2));
    expect([await steps(files, 'float'), files.path('float')]).toEqual([[0, 1], join(folder, 'one', 'float', 'events.out.tfevents.bitloom')]);
    await expect(EventFiles.open(folder, 'one', false)).rejects.toThrow(new InputError(`tensorboard ${join(folder, 'one')}: holds the curves of another run; delete it, or choose another folder`));
    await writeFile(join(folder, 'file'), '');
    await expect(EventFiles.open(join(folder, 'file'), 'one', false)).rejects.toThrow(/^tensorboard .*file.one: can't be created \(ENOTDIR.*\); choose another folder$/);
  });
});

test('the scalars of a search: costs beside their target, and the expected bits of every operand', () => {
  const strengths = [{ operand: 'weights', layer: 'conv1', bits: [1, 2, 4], shares: [0.5, 0.25, 0.25] }, { operand: 'maps', layer: 'conv1', bits: [2, 3], shares: [0, 1] }];
  expect(epochScalars({ loss: 0.5, strengthLoss: 0.25, accuracy: 0.75, rate: 0.05, expectedCycles: 1000.5, argmaxCycles: 900, target: 950, lambda: 2, temperature: 0.5, bits: '1x8', seconds: 3, strengths })).toEqual({
    'loss': 0.5, 'accuracy': 0.75, 'learning rate': 0.05, 'seconds': 3, 'search/strength loss': 0.25, 'search/lambda': 2, 'search/temperature': 0.5,
    'cost/expected': 1000.5, 'cost/argmax': 900, 'cost/target': 950, 'bits of weights/conv1': 2, 'bits of maps/conv1': 3,
  });
});

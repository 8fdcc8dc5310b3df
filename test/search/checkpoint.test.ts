import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../src/search/run/checkpoint.js';
import { RandomStream } from '../../src/search/training/random-stream.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'bitloom-checkpoint-'))));
afterAll(async () => void (await rm(folder, { recursive: true })));

const checkpoint: Checkpoint = {
  fingerprint: 'f'.repeat(64),
  stage: 'search',
  epoch: 2,
  epochs: 5,
  random: [1, 2, 3, 0xffff_ffff],
  scalars: { adamSteps: 40, lambdaBase: 0.1 + 0.2 },
  history: [{ loss: 0.1 + 0.7, bits: '8x8' }, { loss: 1 / 3, bits: '8x2' }],
  tensors: new Map([
    ['network/conv1.weights', { shape: [2, 3], values: Float32Array.of(1, -0, 1e-30, 3.4e38, 0.1, 5) }],
    ['strength/maps.conv1', { shape: [1], values: Float32Array.of(-2.5) }],
  ]),
};
const expected = { fingerprint: checkpoint.fingerprint, stage: 'search' };
const message = async (file: string, wanted = expected): Promise<string> => {
  const error = await readCheckpoint(file, wanted).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message.replaceAll(folder, 'RUN');
};

describe('a checkpoint', () => {
  test('comes back as it was written, every bit', async () => {
    const file = join(folder, 'whole.ckpt');
    await writeCheckpoint(file, checkpoint);
    expect(await readCheckpoint(file, expected)).toEqual(checkpoint);
  });

  test('that is not there is none', async () => expect(await readCheckpoint(join(folder, 'absent.ckpt'), expected)).toBeUndefined());

  test('of another search or stage, cut, changed or foreign is refused with the reason', async () => {
    const file = join(folder, 'wrong.ckpt');
    await writeCheckpoint(file, checkpoint);
    const bytes = await readFile(file);
    expect(await message(file, { ...expected, fingerprint: 'e'.repeat(64) })).toMatchInlineSnapshot(`"checkpoint RUN/wrong.ckpt: belongs to a search with other parameters, data or cost table (fingerprint ffffffffffff, expected eeeeeeeeeeee); start a new run"`);
    expect(await message(file, { ...expected, stage: 'retrain' })).toMatchInlineSnapshot(`"checkpoint RUN/wrong.ckpt: is of stage search, expected retrain; put the files of this run back, or start a new run"`);
    await writeFile(file, bytes.subarray(0, bytes.length - 9));
    expect(await message(file)).toMatchInlineSnapshot(`"checkpoint RUN/wrong.ckpt: is damaged (its SHA-256 does not match); delete it to train this stage again"`);
    bytes[bytes.length - 40]! ^= 1;
    await writeFile(file, bytes);
    expect(await message(file)).toContain('is damaged');
    await writeFile(file, 'hello');
    expect(await message(file)).toMatchInlineSnapshot(`"checkpoint RUN/wrong.ckpt: is not a Bitloom checkpoint (5 bytes); delete it to train this stage again"`);
    expect(await message(folder)).toContain("can't be read");
  });
});

describe('a random stream', () => {
  test('goes on from a saved state', () => {
    const stream = RandomStream.from(1, 'a');
    stream.next();
    const { state } = stream;
    const following = [stream.next(), stream.next(), stream.normal()];
    const other = RandomStream.from(2, 'b');
    other.restore(state);
    expect([other.next(), other.next(), other.normal()]).toEqual(following);
  });

  test('differs by seed and by name, and permutes', () => {
    expect(RandomStream.from(1, 'a').next()).not.toBe(RandomStream.from(2, 'a').next());
    expect(RandomStream.from(1, 'a').next()).not.toBe(RandomStream.from(1, 'b').next());
    expect([...RandomStream.from(1, 'a').permutation(20)].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

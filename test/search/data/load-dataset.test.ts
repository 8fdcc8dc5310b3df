import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/search/data/load-dataset.js';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-data-')); });
afterEach(async () => { await rm(folder, { recursive: true }); });

const put = (name: string, bytes: Uint8Array): Promise<void> => writeFile(join(folder, name), bytes);

function idx(magic: number, dimensions: readonly number[], data: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  [magic, ...dimensions].forEach((value, i) => header.writeUInt32BE(value, 4 * i));
  return Buffer.concat([header, Uint8Array.from(data)]);
}

const range = (length: number, first = 0): number[] => Array.from({ length }, (_, i) => (first + i) % 256);
const images = (count: number, first = 0): Buffer => idx(0x803, [count, 2, 3], range(6 * count, first));
const labels = (count: number): Buffer => idx(0x801, [count], range(count).map((i) => i % 10));

/** The message of the InputError that loading gives, without the folder's name. */
async function complaint(spec: string, options = {}): Promise<string> {
  const error = await loadDataset(spec, options).then(() => { throw new Error('loaded'); }, (e: unknown) => e as Error);
  expect(error.name).toBe('InputError');
  return error.message.replaceAll(folder, 'DIR');
}

describe('MNIST', () => {
  it('reads train and t10k files, plain or gzip', async () => {
    await put('train-images-idx3-ubyte', images(3));
    await put('train-labels-idx1-ubyte.gz', gzipSync(labels(3)));
    await put('t10k-images-idx3-ubyte.gz', gzipSync(images(2, 100)));
    await put('t10k-labels-idx1-ubyte', labels(2));
    const { name, classes, shape, train, test } = await loadDataset(`mnist:${folder}`);
    expect({ name, classes, shape }).toEqual({ name: 'mnist', classes: 10, shape: [2, 3, 1] });
    expect([...train.images]).toEqual(range(18));
    expect([...train.labels]).toEqual([0, 1, 2]);
    expect([...test.images]).toEqual(range(12, 100));
    expect([train.count, test.count]).toEqual([3, 2]);
  });

  it('splits the t10k pair 8 to 2 in file order when there is no training file', async () => {
    await put('t10k-images-idx3-ubyte', images(10));
    await put('t10k-labels-idx1-ubyte', labels(10));
    const { train, test } = await loadDataset(`mnist:${folder}`);
    expect([...train.images, ...test.images]).toEqual(range(60));
    expect([[...train.labels], [...test.labels]]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], [8, 9]]);
  });

  it('takes the first images when asked for fewer, and says so when there are not enough', async () => {
    await put('t10k-images-idx3-ubyte', images(10));
    await put('t10k-labels-idx1-ubyte', labels(10));
    const { train, test } = await loadDataset(`mnist:${folder}`, { trainCount: 3, testCount: 1 });
    expect([train.count, [...train.labels], train.images.length, [...test.labels]]).toEqual([3, [0, 1, 2], 18, [8]]);
    expect(await complaint(`mnist:${folder}`, { trainCount: 9 })).toMatchInlineSnapshot(`"data set mnist: 9 training images asked for, found 8; ask for fewer"`);
  });

  it('names the file, what was expected and what was found', async () => {
    const messages = [await complaint(`mnist:${folder}`)];
    await put('t10k-labels-idx1-ubyte', labels(10));
    await put('t10k-images-idx3-ubyte', images(10).subarray(0, 50));
    messages.push(await complaint(`mnist:${folder}`));
    await put('t10k-images-idx3-ubyte', images(10).subarray(0, 9));
    messages.push(await complaint(`mnist:${folder}`));
    await put('t10k-images-idx3-ubyte', labels(20));
    messages.push(await complaint(`mnist:${folder}`));
    await put('t10k-images-idx3-ubyte', images(9));
    messages.push(await complaint(`mnist:${folder}`));
    await put('t10k-labels-idx1-ubyte', idx(0x801, [9], range(9, 5)));
    messages.push(await complaint(`mnist:${folder}`));
    await rm(join(folder, 't10k-images-idx3-ubyte'));
    await put('t10k-images-idx3-ubyte.gz', gzipSync(images(9)).subarray(0, 30));
    messages.push(await complaint(`mnist:${folder}`));
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "DIR/t10k-images-idx3-ubyte: no such file, neither plain nor as .gz; name the folder that holds the MNIST files
      DIR/t10k-images-idx3-ubyte: truncated, expected 76 bytes for 10 x 2 x 3 values, found 50
      DIR/t10k-images-idx3-ubyte: truncated, expected a header of 16 bytes, found 9 bytes
      DIR/t10k-images-idx3-ubyte: not the IDX file it is named after, expected magic number 0x00000803, found 0x00000801
      DIR/t10k-labels-idx1-ubyte: expected 9 labels, one for each image of DIR/t10k-images-idx3-ubyte, found 10
      DIR/t10k-labels-idx1-ubyte: label 5 expected in 0..9, found 10
      DIR/t10k-images-idx3-ubyte.gz: not a complete gzip file (unexpected end of file); download or copy it again"
    `);
  });
});

describe('CIFAR-10', () => {
  const record = (label: number, at: number): Buffer => {
    const bytes = Buffer.alloc(3073);
    bytes[0] = label;
    for (const [plane, value] of [10, 20, 30].entries()) bytes.fill(value, 1 + 1024 * plane, 1 + 1024 * (plane + 1));
    bytes[1 + at] = 99;
    return bytes;
  };

  it('reads the batches in the order of their numbers and interleaves the colour planes', async () => {
    await put('data_batch_2.bin', record(2, 0));
    await put('data_batch_10.bin', record(4, 0));
    await put('data_batch_1.bin', Buffer.concat([record(0, 1), record(1, 1024 + 33)]));
    await put('test_batch.bin', record(9, 3071));
    const { shape, train, test } = await loadDataset(`cifar10:${folder}`);
    expect(shape).toEqual([32, 32, 3]);
    expect([...train.labels]).toEqual([0, 1, 2, 4]);
    expect([...train.images.subarray(0, 6)]).toEqual([10, 20, 30, 99, 20, 30]);
    expect([...train.images.subarray(3072 + 99, 3072 + 102)]).toEqual([10, 99, 30]);
    expect([...test.images.subarray(3069)]).toEqual([10, 20, 99]);
  });

  it('names the file, what was expected and what was found', async () => {
    const messages = [await complaint(`cifar10:${join(folder, 'none')}`), await complaint(`cifar10:${folder}`)];
    await put('data_batch_1.bin', record(0, 0));
    messages.push(await complaint(`cifar10:${folder}`));
    await put('test_batch.bin', record(0, 0).subarray(1));
    messages.push(await complaint(`cifar10:${folder}`));
    await put('test_batch.bin', Buffer.concat([record(0, 0), record(10, 0)]));
    messages.push(await complaint(`cifar10:${folder}`));
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "DIR/none: can't be read as a folder; name the folder that holds data_batch_1.bin and test_batch.bin
      DIR: expected data_batch_1.bin or more of them, found none
      DIR/test_batch.bin: CIFAR-10 data can't be read (no such file); check the path
      DIR/test_batch.bin: truncated or foreign, expected a multiple of 3073 bytes (label and 32 x 32 x 3 pixels), found 3072
      DIR/test_batch.bin: label at byte 3073 expected in 0..9, found 10; this is not CIFAR-10's binary version"
    `);
  });
});

describe('the name of a data set', () => {
  it.each(['imagenet', 'digits:DIR', 'mnist', 'mnist:', ''])('%j is refused with the choices', async (spec) => {
    expect(await complaint(spec)).toBe(`data set "${spec}" is unknown; choose digits, mnist:DIR or cifar10:DIR`);
  });

  it('counts must be whole and positive', async () => {
    expect(await complaint('digits', { trainCount: 0 })).toBe('trainCount is 0; give a whole number of at least 1');
  });
});

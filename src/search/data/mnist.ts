import { access } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { InputError } from '../../errors/input-error.js';
import { readInput } from '../../files/read-input.js';
import { type Dataset, type LabelledImages, sliceImages } from './dataset.js';

/** IDX: two zero bytes, 8 = unsigned byte, then the number of dimensions. */
const imagesMagic = 0x0803;
const labelsMagic = 0x0801;

/**
 * MNIST and its drop-in relatives (Fashion-MNIST ...) from IDX files, plain or `.gz`: `train-images-idx3-ubyte`,
 * `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`. A folder with the t10k pair only is split in
 * file order: the first 80 % train (8,000 of MNIST's), the rest tests.
 *
 * Throws InputError (path, expected, found) for missing, truncated or foreign files.
 */
export async function loadMnist(directory: string): Promise<Dataset> {
  const hasTrain = (await find(directory, 'train-images-idx3-ubyte')) !== undefined;
  const tenThousand = await loadPair(directory, 't10k');
  const whole = hasTrain ? await loadPair(directory, 'train') : undefined;
  if (whole !== undefined && (whole.rows !== tenThousand.rows || whole.columns !== tenThousand.columns)) {
    throw new InputError(
      `${directory}: training images are ${whole.rows} x ${whole.columns}, test images ${tenThousand.rows} x ${tenThousand.columns}; they must be of one size`,
    );
  }
  const split = Math.floor(tenThousand.count * 0.8);
  const { train, test } = whole !== undefined
    ? { train: whole, test: tenThousand }
    : { train: sliceImages(tenThousand, 0, split), test: sliceImages(tenThousand, split, tenThousand.count) };
  return { name: 'mnist', classes: 10, shape: [tenThousand.rows, tenThousand.columns, 1], train: plain(train), test: plain(test) };
}

interface IdxImages extends LabelledImages {
  readonly rows: number;
  readonly columns: number;
}

function plain({ images, labels, count }: LabelledImages): LabelledImages {
  return { images, labels, count };
}

async function loadPair(directory: string, prefix: string): Promise<IdxImages> {
  const imagesFile = await findOrThrow(directory, `${prefix}-images-idx3-ubyte`);
  const labelsFile = await findOrThrow(directory, `${prefix}-labels-idx1-ubyte`);
  const { dimensions: [count, rows, columns], data: images } = await readIdx(imagesFile, imagesMagic, 3);
  const { dimensions: [labelCount], data: labels } = await readIdx(labelsFile, labelsMagic, 1);
  if (labelCount !== count) {
    throw new InputError(`${labelsFile}: expected ${count} labels, one for each image of ${imagesFile}, found ${labelCount}`);
  }
  const wrong = labels.findIndex((label) => label > 9);
  if (wrong >= 0) throw new InputError(`${labelsFile}: label ${wrong} expected in 0..9, found ${labels[wrong]}`);
  return { images, labels, count: count!, rows: rows!, columns: columns! };
}

async function readIdx(file: string, magic: number, rank: number): Promise<{ dimensions: number[]; data: Uint8Array }> {
  const bytes = unpack(file, await readInput(file, 'IDX data'));
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw new InputError(`${file}: truncated, expected a header of ${header} bytes, found ${bytes.length} bytes`);
  const found = bytes.readUInt32BE(0);
  if (found !== magic) {
    throw new InputError(`${file}: not the IDX file it is named after, expected magic number ${hex(magic)}, found ${hex(found)}`);
  }
  const dimensions = Array.from({ length: rank }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  if (dimensions.includes(0)) throw new InputError(`${file}: expected at least one value, found the dimensions ${dimensions.join(' x ')}`);
  const length = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (bytes.length !== header + length) {
    throw new InputError(
      `${file}: ${bytes.length < header + length ? 'truncated' : 'too long'}, expected ${header + length} bytes for ${dimensions.join(' x ')} values, found ${bytes.length}`,
    );
  }
  return { dimensions, data: new Uint8Array(bytes.subarray(header)) };
}

function unpack(file: string, bytes: Buffer): Buffer {
  if (!file.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new InputError(`${file}: not a complete gzip file (${(error as Error).message}); download or copy it again`);
  }
}

async function findOrThrow(directory: string, name: string): Promise<string> {
  const file = await find(directory, name);
  if (file === undefined) throw new InputError(`${join(directory, name)}: no such file, neither plain nor as .gz; name the folder that holds the MNIST files`);
  return file;
}

async function find(directory: string, name: string): Promise<string | undefined> {
  for (const file of [join(directory, name), join(directory, `${name}.gz`)]) {
    if (await access(file).then(() => true, () => false)) return file;
  }
  return undefined;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

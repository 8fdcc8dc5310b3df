import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors/input-error.js';
import { readInput } from '../../files/read-input.js';
import type { Dataset, LabelledImages } from './dataset.js';

const side = 32;
const plane = side * side;
const pixels = 3 * plane;
/** One label byte, then the R, G and B planes row by row. */
const record = 1 + pixels;

/**
 * CIFAR-10, binary version: `data_batch_1.bin` ... (as many as there are, in the order of their numbers) train, `test_batch.bin` tests.
 * Planes become interleaved pixels.
 *
 * Throws InputError (path, expected, found) for missing, truncated or foreign files.
 */
export async function loadCifar10(directory: string): Promise<Dataset> {
  const names = await readdir(directory).catch(() => {
    throw new InputError(`${directory}: can't be read as a folder; name the folder that holds data_batch_1.bin and test_batch.bin`);
  });
  const batches = names
    .filter((name) => /^data_batch_\d+\.bin$/.test(name))
    .sort((a, b) => Number.parseInt(a.slice(11), 10) - Number.parseInt(b.slice(11), 10));
  if (batches.length === 0) throw new InputError(`${directory}: expected data_batch_1.bin or more of them, found none`);
  const train = await readBatches(batches.map((name) => join(directory, name)));
  const test = await readBatches([join(directory, 'test_batch.bin')]);
  return { name: 'cifar10', classes: 10, shape: [side, side, 3], train, test };
}

async function readBatches(files: readonly string[]): Promise<LabelledImages> {
  const batches = [];
  for (const file of files) batches.push({ file, bytes: await readBatch(file) });
  const count = batches.reduce((sum, { bytes }) => sum + bytes.length / record, 0);
  const images = new Uint8Array(count * pixels);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const { file, bytes } of batches) {
    for (let start = 0; start < bytes.length; start += record, image++) {
      const label = bytes[start]!;
      if (label > 9) throw new InputError(`${file}: label at byte ${start} expected in 0..9, found ${label}; this is not CIFAR-10's binary version`);
      labels[image] = label;
      interleave(bytes, start + 1, images, image * pixels);
    }
  }
  return { images, labels, count };
}

async function readBatch(file: string): Promise<Buffer> {
  const bytes = await readInput(file, 'CIFAR-10 data');
  if (bytes.length === 0 || bytes.length % record !== 0) {
    throw new InputError(`${file}: truncated or foreign, expected a multiple of ${record} bytes (label and 32 x 32 x 3 pixels), found ${bytes.length}`);
  }
  return bytes;
}

function interleave(from: Uint8Array, start: number, to: Uint8Array, at: number): void {
  for (let i = 0; i < plane; i++) {
    to[at + 3 * i] = from[start + i]!;
    to[at + 3 * i + 1] = from[start + plane + i]!;
    to[at + 3 * i + 2] = from[start + 2 * plane + i]!;
  }
}

import { InputError } from '../errors/input-error.js';
import type { Network } from '../network/network.js';
import { type NpyData, readNpy } from '../network/npy.js';
import { prepareReference } from '../network/reference.js';
import { type Difference, firstDifference } from './first-difference.js';

/** Output codes that another tool computed, image after image. */
export interface ExpectedOutput {
  readonly file: string;
  readonly data: NpyData;
}

export interface Comparison {
  readonly file: string;
  readonly images: number;
  readonly values: number;
  /** Values, and images, in which the reference differs. */
  readonly mismatches: number;
  readonly wrongImages: number;
  readonly first: (Difference & { readonly image: number }) | null;
}

/** Reads a `.npy` with one output per image, of any shape. Throws InputError if it holds another number of values. */
export async function readExpected(file: string, network: Network, images: number): Promise<ExpectedOutput> {
  const { data, shape } = await readNpy(file);
  const { outputShape } = network.layers.at(-1)!;
  if (data.length !== images * outputShape[0] * outputShape[1] * outputShape[2]) {
    throw new InputError(`${file}: expected ${images} x [${outputShape.join(', ')}] values, one output of network ${network.name} per image, found shape (${shape.join(', ')})`);
  }
  return { file, data };
}

/** Compares the reference's outputs with those of the file. */
export function compareWithFile(network: Network, images: readonly Int32Array[], { file, data }: ExpectedOutput): Comparison {
  const infer = prepareReference(network);
  const { outputShape } = network.layers.at(-1)!;
  const size = data.length / images.length;
  const differences = images.flatMap((image, i) => {
    const difference = firstDifference(outputShape, data.subarray(i * size, (i + 1) * size), infer(image).at(-1)!.codes);
    return difference === undefined ? [] : [{ image: i, ...difference }];
  });
  const mismatches = differences.reduce((sum, { count }) => sum + count, 0);
  return { file, images: images.length, values: data.length, mismatches, wrongImages: differences.length, first: differences[0] ?? null };
}

export function describeComparison({ file, images, values, mismatches, wrongImages, first }: Comparison): string {
  if (first === null) return `reference = ${file}: ${images} ${images === 1 ? 'image' : 'images'}, ${values} values, no difference`;
  const [row, column, channel] = first.at;
  return [
    `reference differs from ${file} in ${mismatches} of ${values} values, ${wrongImages} of ${images} images`,
    `first: image ${first.image}, row ${row}, column ${column}, channel ${channel}: expected ${first.expected}, found ${first.found}`,
  ].join('\n');
}

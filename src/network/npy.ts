import { InputError } from '../errors/input-error.js';
import { readInput } from '../files/read-input.js';
import { writeAtomically } from '../files/write-atomically.js';
import { decodeHeader, type Dtype, dtypeSize, elementCount, encodeHeader } from './npy-header.js';

/** An array in C order. 64-bit integers are held in a Float64Array, which is exact up to 2^53. */
export interface NpyArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: NpyData;
}

export type NpyData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/**
 * Reads one array as numpy.save writes it: versions 1 and 2, C order, the number formats of `dtypes`.
 *
 * Throws InputError for other formats, truncated files, and 64-bit integers beyond +-(2^53-1).
 */
export async function readNpy(file: string): Promise<NpyArray> {
  const bytes = await readInput(file, 'the array');
  const { dtype, shape, dataStart } = decodeHeader(bytes, file);
  const expected = dataStart + elementCount(shape) * dtypeSize(dtype);
  if (bytes.length !== expected) {
    const how = bytes.length < expected ? 'truncated' : 'too long';
    throw new InputError(`${file}: ${how}, expected ${expected} bytes for ${dtype} of shape (${shape.join(', ')}), found ${bytes.length}; write it again`);
  }
  // A copy of its own: typed arrays of more than one byte need an aligned start, which the file's bytes don't have.
  const buffer = Uint8Array.from(bytes.subarray(dataStart)).buffer;
  return { dtype, shape, data: dtype === '<i8' ? exactNumbers(new BigInt64Array(buffer), file) : typedArray(dtype, buffer) };
}

/** Writes an array that numpy.load reads; replaces the file as a whole. Throws InputError if it can't be written. */
export async function writeNpy(file: string, { dtype, shape, data }: NpyArray): Promise<void> {
  if (data.length !== elementCount(shape)) throw new RangeError(`shape (${shape.join(', ')}) does not hold ${data.length} elements`);
  await writeAtomically(file, Buffer.concat([encodeHeader({ dtype, shape }), encodeData(dtype, data)]));
}

function typedArray(dtype: Exclude<Dtype, '<i8'>, buffer: ArrayBuffer): NpyData {
  switch (dtype) {
    case '|u1': return new Uint8Array(buffer);
    case '|i1': return new Int8Array(buffer);
    case '<i2': return new Int16Array(buffer);
    case '<i4': return new Int32Array(buffer);
    case '<f4': return new Float32Array(buffer);
    case '<f8': return new Float64Array(buffer);
  }
}

function exactNumbers(integers: BigInt64Array, file: string): Float64Array {
  const wrong = integers.findIndex((value) => !Number.isSafeInteger(Number(value)));
  if (wrong >= 0) throw new InputError(`${file}: element ${wrong} expected within +-(2^53-1), found ${integers[wrong]}`);
  return Float64Array.from(integers, Number);
}

function encodeData(dtype: Dtype, data: NpyData): Uint8Array {
  const encoded = ((): NpyData | BigInt64Array => {
    switch (dtype) {
      case '|u1': return Uint8Array.from(data);
      case '|i1': return Int8Array.from(data);
      case '<i2': return Int16Array.from(data);
      case '<i4': return Int32Array.from(data);
      case '<i8': return BigInt64Array.from(Array.from(data, BigInt));
      case '<f4': return Float32Array.from(data);
      case '<f8': return Float64Array.from(data);
    }
  })();
  return new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength);
}

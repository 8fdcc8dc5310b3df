import { InputError } from '../errors/input-error.js';

/** Number formats that are read and written, by numpy's names. Little endian where it matters. */
export const dtypes = ['|u1', '|i1', '<i2', '<i4', '<i8', '<f4', '<f8'] as const;
export type Dtype = (typeof dtypes)[number];

export interface NpyHeader {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

const magic = Buffer.from('\x93NUMPY', 'latin1');

/** Bytes per element. */
export function dtypeSize(dtype: Dtype): number {
  return Number(dtype[2]);
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Version 1 header (numpy.lib.format): magic, version 1.0, length in 16 bits, a Python dictionary padded with spaces so that the data
 * starts at a multiple of 64.
 */
export function encodeHeader({ dtype, shape }: NpyHeader): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length, ' ', 'latin1');
  magic.copy(header);
  header.writeUInt8(1, 6);
  header.writeUInt8(0, 7);
  header.writeUInt16LE(length, 8);
  header.write(dictionary, 10, 'latin1');
  header.write('\n', 10 + length - 1, 'latin1');
  return header;
}

/** Reads a header of version 1 or 2 and returns where the data starts. Throws InputError that names `file`. */
export function decodeHeader(bytes: Buffer, file: string): NpyHeader & { readonly dataStart: number } {
  if (bytes.length < 10 || !bytes.subarray(0, 6).equals(magic)) {
    throw new InputError(`${file}: not a .npy file, expected it to start with \\x93NUMPY; write it with numpy.save`);
  }
  const version = bytes.readUInt8(6);
  if (version !== 1 && version !== 2) throw new InputError(`${file}: .npy version expected 1 or 2, found ${version}; write it with numpy.save`);
  const textStart = version === 1 ? 10 : 12;
  const length = bytes.length < textStart ? Infinity : version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const dataStart = textStart + length;
  if (dataStart > bytes.length) throw new InputError(`${file}: truncated in its header, found ${bytes.length} bytes; write it again`);
  const dictionary = bytes.toString('latin1', textStart, dataStart);
  return { ...parseDictionary(dictionary, file), dataStart };
}

function parseDictionary(dictionary: string, file: string): NpyHeader {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(dictionary)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(dictionary)?.[1];
  const tuple = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(dictionary)?.[1];
  if (fortran === undefined || tuple === undefined) {
    throw new InputError(`${file}: its header can't be understood: ${dictionary.trim().slice(0, 80)}; write it with numpy.save`);
  }
  const dtype = dtypes.find((known) => known === descr);
  if (dtype === undefined) {
    throw new InputError(`${file}: dtype ${descr ?? 'with fields'} is not supported, expected one of ${dtypes.join(' ')}; convert with array.astype('<i4')`);
  }
  if (fortran === 'True') throw new InputError(`${file}: it is in Fortran order, expected C order; convert with numpy.ascontiguousarray(array)`);
  return { dtype, shape: tuple.split(',').filter((size) => size.trim() !== '').map(Number) };
}

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type NpyArray, readNpy, writeNpy } from '../../src/network/npy.js';
import { readInputTensor, writeOutputTensor } from '../../src/network/tensor-file.js';
import { runReference } from '../../src/network/reference.js';
import { smallNetwork } from './small-network.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bitloom-npy-'));
  file = join(folder, 'x.npy');
});
afterEach(async () => { await rm(folder, { recursive: true }); });

async function complaint(action: Promise<unknown>): Promise<string> {
  const error = await action.then(() => { throw new Error('no complaint'); }, (e: unknown) => e as Error);
  expect(error.name).toBe('InputError');
  return error.message.replaceAll(folder, 'DIR');
}

/** A .npy as numpy lays it out, from its parts. */
function npy(dictionary: string, data: Uint8Array, version = 1): Buffer {
  const start = version === 1 ? 10 : 12;
  const text = `${dictionary}\n`;
  const head = Buffer.alloc(start);
  head.write('\x93NUMPY', 'latin1');
  head.writeUInt8(version, 6);
  if (version === 1) head.writeUInt16LE(text.length, 8); else head.writeUInt32LE(text.length, 8);
  return Buffer.concat([head, Buffer.from(text), data]);
}

describe('.npy', () => {
  it.each<NpyArray>([
    { dtype: '|u1', shape: [2, 2], data: Uint8Array.of(0, 1, 254, 255) },
    { dtype: '|i1', shape: [3], data: Int8Array.of(-128, 0, 127) },
    { dtype: '<i2', shape: [1, 2], data: Int16Array.of(-32768, 32767) },
    { dtype: '<i4', shape: [2, 1, 1], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) },
    { dtype: '<i8', shape: [2], data: Float64Array.of(-(2 ** 53) + 1, 2 ** 53 - 1) },
    { dtype: '<f4', shape: [2], data: Float32Array.of(0.5, -Infinity) },
    { dtype: '<f8', shape: [], data: Float64Array.of(Math.PI) },
    { dtype: '<f8', shape: [0, 4], data: Float64Array.of() },
  ])('holds $dtype of shape $shape', async (array) => {
    await writeNpy(file, array);
    expect(await readNpy(file)).toEqual(array);
    expect(await readdir(folder)).toEqual(['x.npy']);
  });

  it('has the very bytes that numpy.save writes', async () => {
    await writeNpy(file, { dtype: '<i4', shape: [3], data: Int32Array.of(1, 2, -1) });
    const header = `{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }`;
    expect(await readFile(file)).toEqual(Buffer.concat([
      Buffer.from('934e554d5059' + '0100' + '7600', 'hex'), Buffer.from(`${header.padEnd(117)}\n`), Buffer.from('0100000002000000ffffffff', 'hex'),
    ]));
  });

  it('is read in version 2 and with unaligned data', async () => {
    await writeFile(file, npy(`{'descr': '<i2', 'fortran_order': False, 'shape': (2, ), }`, Uint8Array.of(1, 0, 255, 255), 2));
    expect((await readNpy(file)).data).toEqual(Int16Array.of(1, -1));
  });

  it('is refused with the remedy', async () => {
    const ok = `{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }`;
    const messages = [await complaint(readNpy(file))];
    for (const bytes of [
      Buffer.from('PK\x03\x04 and more bytes'),
      npy(ok, new Uint8Array(4), 3),
      npy(ok, new Uint8Array(4)).subarray(0, 30),
      npy(ok, new Uint8Array(3)),
      npy(ok, new Uint8Array(5)),
      npy(ok.replace('|u1', '>i4'), new Uint8Array(16)),
      npy(ok.replace('|u1', '<c8'), new Uint8Array(32)),
      npy(ok.replace(`'|u1'`, `[('a', '|u1')]`), new Uint8Array(4)),
      npy(ok.replace('False', 'True').replace('(4,)', '(2, 2)'), new Uint8Array(4)),
      npy(ok.replace('(4,)', '4'), new Uint8Array(4)),
      npy(ok.replace('|u1', '<i8').replace('4', '1'), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 127)),
    ]) {
      await writeFile(file, bytes);
      messages.push(await complaint(readNpy(file)));
    }
    messages.push(await complaint(writeNpy(join(folder, 'none', 'y.npy'), { dtype: '|u1', shape: [1], data: Uint8Array.of(1) })));
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "DIR/x.npy: the array can't be read (no such file); check the path
      DIR/x.npy: not a .npy file, expected it to start with \\x93NUMPY; write it with numpy.save
      DIR/x.npy: .npy version expected 1 or 2, found 3; write it with numpy.save
      DIR/x.npy: truncated in its header, found 30 bytes; write it again
      DIR/x.npy: truncated, expected 72 bytes for |u1 of shape (4), found 71; write it again
      DIR/x.npy: too long, expected 72 bytes for |u1 of shape (4), found 73; write it again
      DIR/x.npy: dtype >i4 is not supported, expected one of |u1 |i1 <i2 <i4 <i8 <f4 <f8; convert with array.astype('<i4')
      DIR/x.npy: dtype <c8 is not supported, expected one of |u1 |i1 <i2 <i4 <i8 <f4 <f8; convert with array.astype('<i4')
      DIR/x.npy: dtype with fields is not supported, expected one of |u1 |i1 <i2 <i4 <i8 <f4 <f8; convert with array.astype('<i4')
      DIR/x.npy: it is in Fortran order, expected C order; convert with numpy.ascontiguousarray(array)
      DIR/x.npy: its header can't be understood: {'descr': '|u1', 'fortran_order': False, 'shape': 4, }; write it with numpy.save
      DIR/x.npy: element 0 expected within +-(2^53-1), found 9151314442816847872
      DIR/none/y.npy: can't be written (ENOENT); choose another place or make its folder writable"
    `);
  });
});

describe('a network input', () => {
  it('comes with or without the axis of images, as integers or whole floats', async () => {
    const network = smallNetwork();
    await writeNpy(file, { dtype: '<f4', shape: [4, 5, 2], data: Float32Array.from({ length: 40 }, (_, i) => i % 8) });
    const single = await readInputTensor(file, network);
    expect([single.batched, single.images.length, single.images[0]!.slice(0, 9)]).toEqual([false, 1, Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 0)]);
    await writeNpy(file, { dtype: '|u1', shape: [2, 4, 5, 2], data: Uint8Array.from({ length: 80 }, (_, i) => (i < 40 ? 0 : 7)) });
    const { batched, images } = await readInputTensor(file, network);
    expect([batched, images.length, images[0]!.every((code) => code === 0), images[1]!.every((code) => code === 7)]).toEqual([true, 2, true, true]);
  });

  it('is refused when its shape or a value does not fit', async () => {
    const network = smallNetwork();
    const given = async (array: NpyArray): Promise<string> => {
      await writeNpy(file, array);
      return complaint(readInputTensor(file, network));
    };
    expect([
      await given({ dtype: '|u1', shape: [40], data: new Uint8Array(40) }),
      await given({ dtype: '|u1', shape: [5, 4, 2], data: new Uint8Array(40) }),
      await given({ dtype: '|u1', shape: [0, 4, 5, 2], data: new Uint8Array(0) }),
      await given({ dtype: '|u1', shape: [4, 5, 2], data: new Uint8Array(40).fill(8) }),
      await given({ dtype: '<f4', shape: [4, 5, 2], data: new Float32Array(40).fill(0.5) }),
      await given({ dtype: '<f4', shape: [4, 5, 2], data: new Float32Array(40).fill(NaN) }),
    ].join('\n')).toMatchInlineSnapshot(`
      "DIR/x.npy: expected shape (4, 5, 2) or (N, 4, 5, 2), the input of network small, found (40)
      DIR/x.npy: expected shape (4, 5, 2) or (N, 4, 5, 2), the input of network small, found (5, 4, 2)
      DIR/x.npy: expected shape (4, 5, 2) or (N, 4, 5, 2), the input of network small, found (0, 4, 5, 2)
      DIR/x.npy: element 0 expected a whole number in 0..7 (3 bits, unsigned), found 8
      DIR/x.npy: element 0 expected a whole number in 0..7 (3 bits, unsigned), found 0.5
      DIR/x.npy: element 0 expected a whole number in 0..7 (3 bits, unsigned), found NaN"
    `);
  });
});

describe('a network output', () => {
  it('is written in the smallest fitting format, with the axis of images where the input had it', async () => {
    const network = smallNetwork();
    const outputs = [0, 3].map((code) => runReference(network, new Array(40).fill(code)));
    const [conv, dense] = network.layers;
    await writeOutputTensor(file, dense!, outputs.map((layers) => layers[1]!), true);
    expect(await readNpy(file)).toEqual({ dtype: '<i4', shape: [2, 1, 1, 2], data: Int32Array.from(outputs.flatMap((layers) => [...layers[1]!.codes])) });
    await writeOutputTensor(file, conv!, [outputs[1]![0]!], false);
    expect(await readNpy(file)).toEqual({ dtype: '|u1', shape: [2, 3, 3], data: Uint8Array.from(outputs[1]![0]!.codes) });
  });
});

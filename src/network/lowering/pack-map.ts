import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { Layer, MapShape } from '../network.js';
import type { Rows } from './band.js';
import { mapBeats } from './map-layout.js';
import type { Stored } from './descriptor-steps.js';

/** Visits every place of a map in memory: the bit offset of plane 0 of (y, x, c), and the distance from plane to plane. */
function forEachCode(
  [height, width, channels]: MapShape,
  bits: number,
  parameters: AcceleratorParameters,
  visit: (index: number, firstBit: number, planeDistance: number) => void,
): void {
  const { dm, dn, portBits } = parameters;
  const chunkBits = geometry(parameters).beats.chunk * portBits;
  const groups = Math.ceil(width / dn);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        const chunk = ((Math.floor(c / dm) * height + y) * groups + Math.floor(x / dn)) * bits;
        visit((y * width + x) * channels + c, chunk * chunkBits + (x % dn) * dm + (c % dm), chunkBits);
      }
    }
  }
}

/** Codes [y][x][c] as the accelerator reads them: chunks [channel tile][row][column group][plane], bit pixel * dm + channel. */
function packMap(codes: ArrayLike<number>, shape: MapShape, bits: number, parameters: AcceleratorParameters): Uint8Array {
  const bytes = new Uint8Array(mapBeats(shape, bits, parameters) * geometry(parameters).beatBytes);
  forEachCode(shape, bits, parameters, (index, firstBit, distance) => {
    const code = codes[index]!;
    for (let plane = 0; plane < bits; plane++) {
      const bit = firstBit + plane * distance;
      if ((code >> plane) & 1) bytes[bit >> 3]! |= 1 << (bit & 7);
    }
  });
  return bytes;
}

/** Some rows of codes [y][x][c] as a map of their own. */
export function packRows(codes: ArrayLike<number>, [, width, channels]: MapShape, { from, to }: Rows, bits: number, parameters: AcceleratorParameters): Uint8Array {
  const rowCodes = width * channels;
  return packMap(Array.prototype.slice.call(codes, from * rowCodes, to * rowCodes), [to - from, width, channels], bits, parameters);
}

/** The inverse of `packMap`; signed codes come back as negative numbers. */
function unpackMap(bytes: Uint8Array, shape: MapShape, bits: number, signed: boolean, parameters: AcceleratorParameters): Int32Array {
  const codes = new Int32Array(shape[0] * shape[1] * shape[2]);
  forEachCode(shape, bits, parameters, (index, firstBit, distance) => {
    let code = 0;
    for (let plane = 0; plane < bits; plane++) {
      const bit = firstBit + plane * distance;
      code |= ((bytes[bit >> 3]! >> (bit & 7)) & 1) << plane;
    }
    codes[index] = signed && code >> (bits - 1) ? code - 2 ** bits : code;
  });
  return codes;
}

/** Raw results from memory: rows [channel tile][row][column tile][channel] of dn values of 32 bits. */
function unpackRaw(bytes: Uint8Array, shape: MapShape, parameters: AcceleratorParameters): Int32Array {
  const { dm, dn } = parameters;
  const { beats, beatBytes } = geometry(parameters);
  const [height, width, channels] = shape;
  const rowBytes = beats.rawRow * beatBytes;
  const tiles = Math.ceil(width / dn);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Int32Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        const row = ((Math.floor(c / dm) * height + y) * tiles + Math.floor(x / dn)) * dm + (c % dm);
        values[(y * width + x) * channels + c] = view.getInt32(row * rowBytes + (x % dn) * 4, true);
      }
    }
  }
  return values;
}

/** A stored output, or a band of its rows, as codes or raw results [y][x][c]. It may have been stored with more planes than its codes have bits. */
export function unpackOutput(bytes: Uint8Array, shape: MapShape, output: Layer['output'], store: Stored, parameters: AcceleratorParameters): Int32Array {
  return store.kind === 'raw' || output.kind === 'raw'
    ? unpackRaw(bytes, shape, parameters)
    : unpackMap(bytes, shape, store.bits, output.signed, parameters);
}

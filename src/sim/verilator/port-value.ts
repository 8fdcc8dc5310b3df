import { InputError } from '../../errors/input-error.js';
import { type Type, typeName, valueRange } from '../../hwgen/ir/type.js';
import type { PortInfo } from '../simulator.js';

/** Bytes of a value in the protocol: as many as its width needs, little endian, 0 above the width. */
export function valueBytes(type: Type): number {
  return Math.ceil(type.width / 8);
}

/** @throws InputError, naming port and value, when the value is not an integer in the range of the port's type. */
export function checkValue(port: PortInfo, value: number | bigint): void {
  const { width, sign } = port.type;
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new InputError(`Value ${value} for port \`${port.name}\` is not an exact integer; use a bigint`);
    // 2^52 and below are exact, and most ports are narrow: rows of millions of values pass here.
    if (width <= 52) {
      const half = 2 ** (width - 1);
      if (sign === 'signed' ? value >= -half && value < half : value >= 0 && value < 2 * half) return;
    }
  }
  const { min, max } = valueRange(port.type);
  if (BigInt(value) < min || BigInt(value) > max) {
    throw new InputError(`Value ${value} does not fit port \`${port.name}\`, a ${typeName(port.type)}: ${min} to ${max}`);
  }
}

/** Writes the bits of a checked value at `offset`; returns the offset behind it. */
export function writeValue(buffer: Buffer, offset: number, type: Type, value: number | bigint): number {
  const bytes = valueBytes(type);
  if (type.width <= 32) {
    const mask = type.width === 32 ? 0xffffffff : 2 ** type.width - 1;
    // `&` gives a signed 32-bit number, `>>> 0` reads it as unsigned.
    buffer.writeUIntLE((Number(value) & mask) >>> 0, offset, bytes);
    return offset + bytes;
  }
  let rest = BigInt.asUintN(type.width, BigInt(value));
  for (let at = 0; at < bytes; at += 4) {
    const size = Math.min(4, bytes - at);
    buffer.writeUIntLE(Number(rest & 0xffffffffn), offset + at, size);
    rest >>= 32n;
  }
  return offset + bytes;
}

/** Reads a value by its type: signed ones may be negative. */
export function readValue(buffer: Buffer, offset: number, type: Type): bigint {
  const bytes = valueBytes(type);
  let bits = 0n;
  for (let end = bytes; end > 0; end -= 4) {
    const start = Math.max(0, end - 4);
    bits = (bits << BigInt((end - start) * 8)) | BigInt(buffer.readUIntLE(offset + start, end - start));
  }
  return type.sign === 'signed' ? BigInt.asIntN(type.width, bits) : bits;
}

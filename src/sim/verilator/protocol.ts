import type { PortInfo } from '../simulator.js';
import { valueBytes, writeValue } from './port-value.js';

/** The harness protocol, TypeScript side; `testbench/harness.cpp` is the other one, docs/verilator.md the description. */
export const PROTOCOL_VERSION = 1;

const HELLO = 0, POKE = 1, PEEK = 2, RUN = 3, RUN_UNTIL = 4, DRIVE = 5, HASH = 6, OPEN_TRACE = 7, CLOSE_TRACE = 8, WRITE_COVERAGE = 9;

/** A port and its number in the harness's table. */
export interface NumberedPort extends PortInfo {
  readonly number: number;
}

/** A request, ready to be sent, and its name for messages. */
export interface Request {
  readonly name: string;
  readonly frame: Buffer;
}

/** Reply: u32 protocol version, u32 ports, `rst` among them. */
export const hello = (): Request => request('hello', HELLO, 0);

/** Reply: empty. */
export function poke(values: ReadonlyMap<NumberedPort, number | bigint>): Request {
  let size = 4;
  for (const port of values.keys()) size += 4 + valueBytes(port.type);
  return request('poke', POKE, size, (frame, start) => {
    let at = frame.writeUInt32LE(values.size, start);
    for (const [port, value] of values) at = writeValue(frame, frame.writeUInt32LE(port.number, at), port.type, value);
  });
}

/** Reply: the value. */
export const peek = (port: NumberedPort): Request =>
  request('peek', PEEK, 4, (frame, at) => frame.writeUInt32LE(port.number, at));

/** Reply: u64 cycles run, fewer than asked when half a second is over. */
export const run = (cycles: number): Request =>
  request('run', RUN, 8, (frame, at) => frame.writeBigUInt64LE(BigInt(cycles), at));

/** Reply: u64 cycles run, u8 whether the value was reached; both less than asked when half a second is over. */
export const runUntil = (port: NumberedPort, value: number | bigint, limit: number): Request =>
  request('runUntil', RUN_UNTIL, 12 + valueBytes(port.type), (frame, start) => {
    const at = frame.writeUInt32LE(port.number, frame.writeBigUInt64LE(BigInt(limit), start));
    writeValue(frame, at, port.type, value);
  });

/** Reply: per row the values of `recorded`. */
export function drive(driven: readonly NumberedPort[], rows: readonly (readonly (number | bigint)[])[], recorded: readonly NumberedPort[]): Request {
  const size = 12 + 4 * (driven.length + recorded.length) + rows.length * rowBytes(driven);
  return request('drive', DRIVE, size, (frame, start) => {
    let at = start;
    for (const count of [rows.length, driven.length, recorded.length]) at = frame.writeUInt32LE(count, at);
    for (const port of [...driven, ...recorded]) at = frame.writeUInt32LE(port.number, at);
    for (const row of rows) {
      for (let column = 0; column < driven.length; column++) at = writeValue(frame, at, driven[column]!.type, row[column]!);
    }
  });
}

export function rowBytes(ports: readonly PortInfo[]): number {
  return ports.reduce((sum, port) => sum + valueBytes(port.type), 0);
}

/** Reply: u64. */
export const hash = (): Request => request('hash', HASH, 0);

/** Reply: empty. The path is absolute. */
export const openTrace = (path: string): Request => withPath('openTrace', OPEN_TRACE, path);

/** Reply: empty. The path is absolute. */
export const writeCoverage = (path: string): Request => withPath('writeCoverage', WRITE_COVERAGE, path);

/** Reply: empty. */
export const closeTrace = (): Request => request('closeTrace', CLOSE_TRACE, 0);

function withPath(name: string, command: number, path: string): Request {
  const text = Buffer.from(path, 'utf8');
  return request(name, command, text.length, (frame, at) => text.copy(frame, at));
}

/** A frame: u32 length of what follows, u8 command, payload. */
function request(name: string, command: number, size: number, write?: (frame: Buffer, start: number) => void): Request {
  const frame = Buffer.alloc(5 + size);
  frame.writeUInt8(command, frame.writeUInt32LE(1 + size, 0));
  write?.(frame, 5);
  return { name, frame };
}

/** Cuts a stream of bytes into frames, whatever the pieces in which it comes. */
export class FrameReader {
  private pieces: Buffer[] = [];
  private size = 0;

  /** Takes a piece of the stream; gives the frames that are whole now, without their lengths. */
  *push(piece: Buffer): Generator<Buffer> {
    this.pieces.push(piece);
    this.size += piece.length;
    for (;;) {
      if (this.size < 4) return;
      if (this.pieces[0]!.length < 4) this.join();
      const length = this.pieces[0]!.readUInt32LE(0);
      if (this.size < 4 + length) return;
      this.join();
      const all = this.pieces[0]!;
      this.pieces = [all.subarray(4 + length)];
      this.size -= 4 + length;
      yield all.subarray(4, 4 + length);
    }
  }

  private join(): void {
    if (this.pieces.length > 1) this.pieces = [Buffer.concat(this.pieces)];
  }
}

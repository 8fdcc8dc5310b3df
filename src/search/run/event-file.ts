import crc32c from 'crc-32/crc32c.js';
import protobuf from 'protobufjs';

/**
 * TensorBoard's event files: a sequence of TFRecords, each one protobuf `Event`. A record is
 *
 *     length (uint64) | masked CRC-32C of the length's bytes | data | masked CRC-32C of the data        all little endian
 *
 * (tensorflow/core/lib/io/record_writer.h). The part of `Event` and `Summary` that scalars need, with the field numbers of
 * tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
 */
const eventType = protobuf.parse(`
  syntax = "proto3";
  message Event {
    double wall_time = 1;
    int64 step = 2;
    oneof what { string file_version = 3; Summary summary = 5; }
  }
  message Summary {
    message Value { string tag = 1; optional float simple_value = 2; }
    repeated Value value = 1;
  }`, { keepCase: true }).root.lookupType('Event');

/** Scalars of one step, by tag. Stored as float32. */
export interface ScalarEvent {
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly scalars: Readonly<Record<string, number>>;
}

/** The first record of every file. */
export function versionRecord(wallTime: number): Buffer {
  return record(eventType.encode({ wall_time: wallTime, file_version: 'brain.Event:2' }).finish());
}

export function scalarRecord({ step, wallTime, scalars }: ScalarEvent): Buffer {
  const value = Object.entries(scalars).map(([tag, number]) => ({ tag, simple_value: number }));
  return record(eventType.encode({ wall_time: wallTime, step, summary: { value } }).finish());
}

/**
 * The complete records at the start of a file, with the offset at which each ends; what follows is damaged or was cut off when a process
 * was killed. `step` is 0 for the version.
 */
export function* completeRecords(bytes: Buffer): Generator<{ readonly step: number; readonly end: number }> {
  for (let start = 0; start + frameBytes <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(start));
    const end = start + frameBytes + length;
    if (end > bytes.length || bytes.readUInt32LE(start + 8) !== maskedChecksum(bytes.subarray(start, start + 8))) return;
    const data = bytes.subarray(start + 12, end - 4);
    if (bytes.readUInt32LE(end - 4) !== maskedChecksum(data)) return;
    yield { step: Number((eventType.decode(data) as unknown as { step: unknown }).step), end };
    start = end;
  }
}

const frameBytes = 16;

function record(data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(frameBytes + data.length);
  bytes.writeBigUInt64LE(BigInt(data.length), 0);
  bytes.writeUInt32LE(maskedChecksum(bytes.subarray(0, 8)), 8);
  bytes.set(data, 12);
  bytes.writeUInt32LE(maskedChecksum(data), 12 + data.length);
  return bytes;
}

/** Rotated and offset, so that the checksum of data that holds checksums stays good (tensorflow/core/lib/hash/crc32c.h). */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c.buf(bytes) >>> 0;
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}

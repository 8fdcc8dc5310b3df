import protobuf from 'protobufjs';

/*
 * A reader of event files that shares nothing with the writer: framing, checksums bit by bit, and protobuf by field numbers
 * (event.proto: 1 wall_time, 2 step, 3 file_version, 5 summary; summary.proto: 1 value, in it 1 tag and 2 simple_value).
 */
export interface ReadEvent {
  wallTime: number;
  step: number;
  version: string | undefined;
  scalars: Record<string, number>;
}

/** Throws an Error at the first byte that is not as it should be, the end of a cut record included. */
export function readEvents(bytes: Buffer): ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    check(bytes.subarray(at, at + 8), bytes.readUInt32LE(at + 8));
    const data = bytes.subarray(at + 12, at + 12 + length);
    check(data, bytes.readUInt32LE(at + 12 + length));
    events.push(readEvent(protobuf.Reader.create(data)));
    at += 16 + length;
  }
  return events;
}

function readEvent(reader: protobuf.Reader): ReadEvent {
  const event: ReadEvent = { wallTime: NaN, step: 0, version: undefined, scalars: {} };
  fields(reader, reader.len, {
    1: () => (event.wallTime = reader.double()),
    2: () => (event.step = Number(reader.int64())),
    3: () => (event.version = reader.string()),
    5: () => fields(reader, endOf(reader), { 1: () => {
      let [tag, value] = ['', NaN];
      fields(reader, endOf(reader), { 1: () => (tag = reader.string()), 2: () => (value = reader.float()) });
      event.scalars[tag] = value;
    } }),
  });
  return event;
}

/** Of the message whose length comes next. */
function endOf(reader: protobuf.Reader): number {
  const length = reader.uint32();
  return reader.pos + length;
}

/** Reads fields up to `end`; one without a reader is an error. */
function fields(reader: protobuf.Reader, end: number, readers: Record<number, () => unknown>): void {
  while (reader.pos < end) {
    const key = reader.uint32();
    const read = readers[key >>> 3];
    if (read === undefined) throw new Error(`field ${key >>> 3} at byte ${reader.pos}`);
    read();
  }
}

function check(data: Buffer, stored: number): void {
  const checksum = crc32c(data);
  const masked = (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
  if (masked !== stored) throw new Error(`checksum ${masked.toString(16)}, stored ${stored.toString(16)}`);
}

/** Castagnoli's polynomial, reflected. */
export function crc32c(data: Uint8Array): number {
  let checksum = 0xffffffff;
  for (const byte of data) {
    checksum ^= byte;
    for (let bit = 0; bit < 8; bit++) checksum = (checksum >>> 1) ^ (checksum & 1 ? 0x82f63b78 : 0);
  }
  return ~checksum >>> 0;
}

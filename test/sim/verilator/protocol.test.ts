import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Type, valueRange } from '../../../src/hwgen/ir/type.js';
import { parseClassList } from '../../../src/sim/verilator/class-list.js';
import { isTooOld } from '../../../src/sim/verilator/find-verilator.js';
import { parsePorts } from '../../../src/sim/verilator/port-table.js';
import { checkValue, readValue, valueBytes, writeValue } from '../../../src/sim/verilator/port-value.js';
import { FrameReader, drive } from '../../../src/sim/verilator/protocol.js';

const types: fc.Arbitrary<Type> = fc.record({ sign: fc.constantFrom('unsigned', 'signed'), width: fc.integer({ min: 1, max: 200 }) });
const typed = types.chain((type) => fc.bigInt(valueRange(type)).map((value) => ({ type, value })));

describe('port values', () => {
  it('come back as they went, in as few bytes as the width needs, 0 above the width', () => {
    fc.assert(fc.property(typed, ({ type, value }) => {
      const buffer = Buffer.alloc(valueBytes(type) + 2, 0xff);
      expect(writeValue(buffer, 1, type, value)).toBe(1 + Math.ceil(type.width / 8));
      expect(readValue(buffer, 1, type)).toBe(value);
      expect([buffer[0], buffer.at(-1)]).toEqual([0xff, 0xff]);
      expect(readValue(buffer, 1, { sign: 'unsigned', width: valueBytes(type) * 8 })).toBe(BigInt.asUintN(type.width, value));
    }));
  });

  it('numbers are written as bigints are', () => {
    fc.assert(fc.property(typed.filter(({ value }) => Number.isSafeInteger(Number(value))), ({ type, value }) => {
      const write = (what: number | bigint) => {
        const buffer = Buffer.alloc(valueBytes(type));
        writeValue(buffer, 0, type, what);
        return buffer;
      };
      expect(write(Number(value))).toEqual(write(value));
    }));
  });

  it('are checked against the range of the type, numbers and bigints alike', () => {
    fc.assert(fc.property(types, fc.integer({ min: -3, max: 3 }), fc.boolean(), (type, offset, top) => {
      const { min, max } = valueRange(type);
      const value = (top ? max : min) + BigInt(offset);
      const candidates: (number | bigint)[] = Number.isSafeInteger(Number(value)) ? [value, Number(value)] : [value];
      for (const candidate of candidates) {
        const check = () => checkValue({ name: 'p', type }, candidate);
        if (value >= min && value <= max) expect(check).not.toThrow();
        else expect(check).toThrow(`Value ${value} does not fit port \`p\``);
      }
    }));
  });
});

describe('frames', () => {
  it('are the same whatever the pieces of the stream', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 }), fc.array(fc.nat({ max: 9 })), (payloads, cuts) => {
      const stream = Buffer.concat(payloads.flatMap((payload) => {
        const length = Buffer.alloc(4);
        length.writeUInt32LE(payload.length);
        return [length, Buffer.from(payload)];
      }));
      const reader = new FrameReader();
      const frames: Buffer[] = [];
      let at = 0;
      for (const size of [...cuts, stream.length]) {
        frames.push(...reader.push(stream.subarray(at, at + size)));
        at = Math.min(stream.length, at + size);
      }
      expect(frames.map((frame) => [...frame])).toEqual(payloads.map((payload) => [...payload]));
    }));
  });

  it('drive, byte by byte', () => {
    const port = (name: string, number: number, width: number) => ({ name, number, type: { sign: 'signed', width } as const });
    const { frame } = drive([port('a', 0, 5), port('b', 2, 12)], [[-1, 2], [3, -4n]], [port('c', 7, 40)]);
    expect(frame.toString('hex').match(/../g)!.join(' ')).toBe(
      '1f 00 00 00 05 02 00 00 00 02 00 00 00 01 00 00 00 00 00 00 00 02 00 00 00 07 00 00 00 1f 02 00 03 fc 0f',
    );
  });
});

describe("reading Verilator's files", () => {
  it('ports, mangled names included', () => {
    const header = 'VL_IN8(&clk,0,0);\n VL_IN8(&a___05Fb,3,0);\n VL_IN8(&__SYM__delete,0,0);\n VL_OUT(&w,20,0);\n VL_OUTW(&x,199,0,7);\n VL_OUT64(&y,63,0);';
    expect([...parsePorts(header)].map(([name, { direction, width, member }]) => `${direction} ${name} ${width} ${member}`)).toEqual([
      'input clk 1 clk', 'input a__b 4 a___05Fb', 'input delete 1 __SYM__delete', 'output w 21 w', 'output x 200 x', 'output y 64 y',
    ]);
  });

  it('the list of classes', () => {
    const makefile = 'VM_TRACE = 1\nVM_PARALLEL_BUILDS = 0\nVM_CLASSES_FAST += \\\n\tVdesign \\\n\tVdesign_1 \\\n\n# Slow\nVM_CLASSES_SLOW += \\\n\nVM_SUPPORT_SLOW += \\\n\tVdesign__Syms \\\n\nVM_GLOBAL_FAST += \\\n\tverilated \\\n\n';
    expect(parseClassList(makefile)).toMatchObject({ fast: ['Vdesign', 'Vdesign_1'], slow: ['Vdesign__Syms'], runtime: ['verilated'], parallel: false });
    expect(parseClassList(makefile).defines).toContain('-DVM_TRACE=1');
  });

  it('versions in their order', () => {
    expect(['4.228', '5.005', '5.006', '5.050', '6.000'].map(isTooOld)).toEqual([true, true, false, false, false]);
  });
});

import { expect, test } from 'vitest';
import { dump } from '../../../src/hwgen/ir/dump.js';
import { deserialise, sameDesign, serialise } from '../../../src/hwgen/ir/serialise.js';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { bitDot } from '../language/examples.js';
import { lanes, packetSum, scratch } from './designs.js';

const designs = [bitDot({ lanes: 32, maxShift: 14, accBits: 32 }), packetSum({ words: 5 }), scratch({ depth: 12 }), lanes()];

test.each(designs.map(({ name, ir }) => ({ name, ir })))('$name survives JSON: same text, same Verilog, frozen', ({ ir }) => {
  const back = deserialise(serialise(ir));
  expect(sameDesign(back, ir)).toBe(true);
  expect(printDesign(back)).toEqual(printDesign(ir));
  expect(Object.isFrozen(back.ports[0])).toBe(true);
  expect(JSON.parse(serialise(ir))).toMatchObject({ format: 'bitloom-ir', version: 1, top: ir.name });
});

test('another format is refused', () => {
  expect(() => deserialise('{"format":"bitloom-ir","version":2}')).toThrow('expected bitloom-ir version 1');
});

test('the dump has one line per node', () => {
  expect(dump(packetSum({ words: 5 }).ir)).toMatchInlineSnapshot(`
    "module packet_sum
      input cancel: uint(1)
      input in_valid: uint(1)
      output in_ready: uint(1)
      input in_data: uint(8)
      output out_valid: uint(1)
      input out_ready: uint(1)
      output out_data: uint(16)
      register phase: uint(2) reset 0 states IDLE RUN DONE
      register left: uint(3)
      register total: uint(16)
      in phase IDLE
        total <= 0:uint(16)
        left <= 5:uint(3)
        phase <= 1:uint(2)
      in phase RUN
        when and(in_valid, in_ready)
          total <= uint(16)(add(total, in_data))
          left <= uint(3)(uint(4)(subtract(left, 1:uint(1))))
        when cancel
          phase <= 0:uint(2)
        when and(equal(left, 1:uint(1)), and(in_valid, in_ready))
          phase <= 2:uint(2)
      in phase DONE
        when out_ready
          phase <= 0:uint(2)
      output in_ready = equal(phase, 1:uint(2))
      output out_valid = equal(phase, 2:uint(2))
      output out_data = total
      check 'never more than a packet': lessEqual(left, 5:uint(3))
      cover 'cancel while running': and(cancel, equal(phase, 1:uint(2)))
    "
  `);
  expect(dump(lanes().ir)).toMatchInlineSnapshot(`
    "module lanes
      input xs: uint(30)
      input y: sint(6)
      input en: uint(1)
      input choice: uint(3)
      output chosen: sint(12)
      output all_busy: uint(1)
      output back: sint(13)
      wire feedback: sint(6) = sint(6)(single_p)
      instance row[5]: lane
        x <- each xs
        y <- y
        en <- en
        p -> row_p
        busy -> row_busy
      instance single: lane
        x <- feedback
        y <- mux(en, y, -1:sint(6))
        en <- 1:uint(1)
        p -> single_p
        busy -> single_busy
      output chosen = pick(row_p, choice, sint(12))
      output all_busy = all(cat(row_busy, en))
      output back = subtract(single_p, 1:sint(2))
    "
  `);
});

import { expect, test } from 'vitest';
import { fold } from '../../../src/hwgen/verilog/fold.js';

test('a chain of choices breaks before its colons, a concatenation after its commas', () => {
  const chain = Array.from({ length: 9 }, (_, i) => `(address == 8'd${i}) ? register_${i}`).join(' : ');
  const list = Array.from({ length: 20 }, (_, i) => `byte_${i}[7:0]`).join(', ');
  expect([...fold(`  wire [31:0] word = ${chain} : 32'd0;`), ...fold(`  assign all = {${list}};`)].join('\n')).toMatchInlineSnapshot(`
    "  wire [31:0] word = (address == 8'd0) ? register_0 : (address == 8'd1) ? register_1 : (address == 8'd2) ? register_2
            : (address == 8'd3) ? register_3 : (address == 8'd4) ? register_4 : (address == 8'd5) ? register_5
            : (address == 8'd6) ? register_6 : (address == 8'd7) ? register_7 : (address == 8'd8) ? register_8 : 32'd0;
      assign all = {byte_0[7:0], byte_1[7:0], byte_2[7:0], byte_3[7:0], byte_4[7:0], byte_5[7:0], byte_6[7:0], byte_7[7:0],
            byte_8[7:0], byte_9[7:0], byte_10[7:0], byte_11[7:0], byte_12[7:0], byte_13[7:0], byte_14[7:0], byte_15[7:0],
            byte_16[7:0], byte_17[7:0], byte_18[7:0], byte_19[7:0]};"
  `);
});

test('short lines, strings and comments stay', () => {
  const long = 'x'.repeat(130);
  for (const line of ['  a <= b;', `  $display("${long}");`, `  input wire a, // ${long}`]) expect(fold(line)).toEqual([line]);
});

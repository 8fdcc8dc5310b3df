import { describe, expect, test } from 'vitest';
import { popcountProof, runProof } from '../../../bench/popcount-proof.js';
import { popcountFiles } from '../../../src/hwgen/verilog/popcount-module.js';
import { lut6Model } from '../../../src/hwgen/verilog/lut6-2.js';
import type { Target } from '../../../src/hwgen/verilog/target.js';

const prove = (target: Target, ands: boolean, widths: readonly number[], change?: (text: string) => string) =>
  runProof(popcountProof(widths.map((width) => ({ width, ands })), target, change));

// A sample; `npm run prove:popcount` proves 1 to 256 bits.
test.each([
  ['generic', false, [1, 2, 5, 13, 32, 33]],
  ['xilinx7', true, [1, 2, 5, 8, 13, 32]],
  ['xilinx7', true, [33, 72]],
  ['xilinx7', false, [8, 32]],
  ['ice40', false, [8, 32]],
  ['ecp5', false, [8, 32]],
  ['ecp5', false, [33, 72]],
] as const)('yosys: %s, ANDs %s, equals the plain sum of %j bits', { timeout: 60_000 }, async (target, ands, widths) => {
  const { proved, log } = await prove(target, ands, widths);
  expect(log).toBe('');
  expect(proved).toBe(true);
});

/** The text with the first match replaced, in the file that has it. */
const planted = (from: string, to: string) => {
  let left = 1;
  return (text: string): string => (left > 0 && text.includes(from) ? (left--, text.replace(from, to)) : text);
};

describe('a fault in the text is found', () => {
  test.each<[string, Target, boolean, number, string, string]>([
    ['a bit counted twice', 'ecp5', false, 16, 'bits[3]', 'bits[4]'],
    ['a table with a wrong bit', 'xilinx7', true, 8, "64'h8777", "64'h8377"],
    ['a block of other bits', 'ice40', false, 70, 'bits[63:32]', 'bits[62:31]'],
    ['the ANDs of other pairs', 'xilinx7', true, 70, '.b(b[31:0])', '.b({b[0], b[31:1]})'],
    ['a difference for a sum', 'ecp5', false, 70, "n3} + {5'd0", "n3} - {5'd0"],
    ['a function that leaves a bit out', 'generic', false, 40, '{24\'d0, pc_bits}', '{25\'d0, pc_bits[38:0]}'],
  ])('%s', { timeout: 60_000 }, async (_title, target, ands, width, from, to) => {
    const change = planted(from, to);
    let changed = false;
    const { proved, log } = await prove(target, ands, [width], (text) => {
      const after = change(text);
      changed ||= after !== text;
      return after;
    });
    expect(changed).toBe(true);
    expect(proved).toBe(false);
    expect(log).toContain('proof did fail');
  });
});

test('the model of LUT6_2 ships with what uses it, and with nothing else', () => {
  expect(popcountFiles({ width: 8, ands: true }, 'xilinx7').get('LUT6_2.v')).toBe(lut6Model);
  expect([...popcountFiles({ width: 8, ands: false }, 'ice40').keys()]).toEqual(['popcount_8.v']);
});

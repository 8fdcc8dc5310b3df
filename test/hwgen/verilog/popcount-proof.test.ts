import { expect, test } from 'vitest';
import { provePopcounts } from '../../../bench/popcount-proof.js';
import { popcountFiles } from '../../../src/hwgen/verilog/popcount-module.js';
import { lut6Model } from '../../../src/hwgen/verilog/lut6-2.js';

// A sample; `npm run prove:popcount` proves 1 to 256 bits.
test.each([
  ['generic', false],
  ['xilinx7', true],
  ['ice40', false],
  ['ecp5', false],
] as const)('yosys: %s, ANDs %s, equals the plain sum', async (target, ands) => {
  const { proved, log } = await provePopcounts([1, 2, 5, 8, 13, 32, 33, 72].map((width) => ({ width, ands })), target);
  expect(log).toBe('');
  expect(proved).toBe(true);
});

test('the model of LUT6_2 ships with what uses it, and with nothing else', () => {
  expect(popcountFiles({ width: 8, ands: true }, 'xilinx7').get('LUT6_2.v')).toBe(lut6Model);
  expect([...popcountFiles({ width: 8, ands: false }, 'ice40').keys()]).toEqual(['popcount_8.v']);
});

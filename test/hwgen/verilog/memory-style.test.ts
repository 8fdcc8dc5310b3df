import { expect, test } from 'vitest';
import { memory, module, uint, when, bool } from '../../../src/hwgen/language/hardware.js';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import type { Target } from '../../../src/hwgen/verilog/target.js';

const ram = module('ram',
  ({ apart }: { readonly apart: boolean }) => ({
    doc: 'a port that writes and one that reads',
    inputs: { address: uint(8), to: uint(8), data: uint(16), write: bool },
    outputs: { word: uint(16) },
    state: { words: memory(uint(16), 256, { read: 'sync', style: 'block', apart }) },
  }),
  (s) => {
    when(s.write, () => { s.words.write(s.to, s.data); });
    return { word: s.words.read(s.address) };
  },
);

const attributes = (apart: boolean, target: Target): string | undefined => printDesign(ram({ apart }).ir, { target }).get('ram.v')!.match(/\(\* (.*) \*\) reg/)?.[1];

test('block memory on iCE40 is told that words read and written in one cycle are not used, where that is so', () => {
  expect(attributes(true, 'ice40')).toBe('no_rw_check, ram_style = "block"');
  expect(attributes(false, 'ice40')).toBe('ram_style = "block"');
  // Other families' block memories know the old word.
  for (const target of ['generic', 'xilinx7', 'ecp5'] as const) expect(attributes(true, target)).toBe('ram_style = "block"');
});

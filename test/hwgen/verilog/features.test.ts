import { describe, expect, test } from 'vitest';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { features } from './features.js';
import { icarus, lint, oracle, type Row } from './icarus.js';
import { Random } from './random-expression.js';
import { yosysRemarks } from './yosys.js';

const designs = features.map(({ name, ir }) => ({ name, ir }));

describe.each(designs)('$name', ({ ir }) => {
  test('prints as before', async () => {
    for (const [file, text] of printDesign(ir)) await expect(text).toMatchFileSnapshot(`golden/features/${file}`);
  });

  test('is right in Icarus, and silent', () => {
    const random = new Random(13);
    const inputs = ir.ports.filter(({ direction }) => direction === 'input');
    const rows = Array.from({ length: 100 }, (_, cycle): Row => ({
      rst: cycle === 0 || random.below(30) === 0 ? 1n : 0n, ...Object.fromEntries(inputs.map(({ name, type }) => [name, random.value(type)])),
    }));
    // The assertions are about inputs that random values break.
    if (ir.assertions.length === 0) expect(icarus(ir, rows)).toEqual(oracle(ir, rows));
    expect(lint(ir)).toBe('');
  });
});

test('yosys has nothing to say', { timeout: 120_000 }, async () => {
  expect(await yosysRemarks(designs.map(({ ir }) => ir))).toBe('');
});

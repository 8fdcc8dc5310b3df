import { describe, expect, test } from 'vitest';
import { keep, module, uint, when, bool } from '../../../src/hwgen/language/hardware.js';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { targets } from '../../../src/hwgen/verilog/target.js';
import { bitDot } from '../language/examples.js';
import { icarus, lint, oracle } from './icarus.js';
import { Random } from './random-expression.js';

/** Popcounts in all places: kept, inline in a register, of bits, of an AND kept and inline, sliced, small. */
const counts = module(
  'counts',
  ({ width }: { width: number }) => {
    const ones = uint(width.toString(2).length);
    return {
      inputs: { a: uint(width), b: uint(width), en: bool },
      outputs: { of_bits: ones, of_ands: ones, next: ones, some: bool, few: uint(2), total: uint(ones.width + 1) },
      state: { next: ones },
    };
  },
  ({ a, b, en, next }) => {
    const hits = a.and(b);
    const of_ands = hits.popcount();
    const inline = a.or(b).popcount();
    keep({ hits, of_ands });
    when(en, () => { next.next = b.xor(a).popcount(); });
    return { of_bits: a.popcount(), of_ands, next, some: inline.any(), few: a.slice(2, 0).popcount(), total: inline.add(of_ands) };
  },
);

describe.each(targets)('target %s', (target) => {
  const print: typeof printDesign = (module) => printDesign(module, { target });

  test.each([4, 5, 9, 23, 33, 64, 70])('%i bits: Icarus agrees with the oracle, linters are silent', (width) => {
    const { ir } = counts({ width });
    const random = new Random(width);
    const rows = Array.from({ length: 40 }, (_, i) => {
      const corner = i === 0 ? 0n : i === 1 ? (1n << BigInt(width)) - 1n : undefined;
      return { a: corner ?? random.bits(width), b: corner ?? random.bits(width), en: 1n };
    });
    expect(icarus(ir, rows, print)).toEqual(oracle(ir, rows));
    expect(lint(ir, [], print)).toBe('');
  });

  test('prints as before', async () => {
    for (const [file, text] of printDesign(bitDot({ lanes: 16, maxShift: 3, accBits: 16 }).ir, { target }))
      await expect(text).toMatchFileSnapshot(`golden/${target}/${file}`);
  });
});

test('the modules of a popcount have names that no other module may take', () => {
  for (const name of ['popcount_8', 'popcount_and_8', 'LUT6_2'])
    expect(() => module(name, () => ({ inputs: { a: bool }, outputs: { y: bool } }), ({ a }) => ({ y: a }))()).toThrow(`'${name}' is a reserved word`);
});

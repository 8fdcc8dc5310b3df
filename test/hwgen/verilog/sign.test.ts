import { expect, test } from 'vitest';
import { bool, cat, module, mux, sint, uint } from '../../../src/hwgen/language/hardware.js';
import { icarus, lint, oracle } from './icarus.js';
import { Random } from './random-expression.js';

/** The places where Verilog's rule "one unsigned operand makes everything unsigned" would change a value. */
const traps = module(
  'traps',
  () => ({
    inputs: { a: uint(8), b: uint(8), s: sint(8), t: sint(8), c: bool, i: uint(3) },
    outputs: {
      reread_less: bool, reread_greater: bool, cut_less: bool, mixed_less: bool, picked_less: bool, natural_less: bool,
      chosen_shift: sint(8), chosen_shift_2: sint(8), summed_shift: sint(9), masked_shift: sint(8), nested: sint(8), joined: uint(16), product: sint(16), grown: sint(12), limited: sint(4),
    },
  }),
  ({ a, b, s, t, c, i }) => ({
    reread_less: a.asSigned().lt(b.asSigned()),
    reread_greater: s.asUnsigned().gt(t.asUnsigned()),
    cut_less: s.wrap(4).lt(t.wrap(5)),
    mixed_less: a.asSigned().lt(s),
    picked_less: a.pick(i, sint(2)).lt(t.slice(3, 2).asSigned()),
    natural_less: s.asUnsigned().lt(a),
    chosen_shift: mux(c, s.shr(1), a.asSigned()),
    chosen_shift_2: mux(c, b.asSigned(), a.asSigned().shr(i)),
    summed_shift: s.shr(i).add(a.wrap(7).toSigned()).wrap(9),
    masked_shift: s.shr(i).and(a.asSigned()),
    nested: mux(c, mux(a.bit(0), s, b.asSigned()), s.shr(2).xor(a.asSigned())).shr(i),
    joined: cat(s.shr(1), a.asSigned().shr(i)),
    product: a.asSigned().mul(s),
    grown: a.asSigned().extend(12),
    limited: a.asSigned().saturate(4),
  }),
);

test('signs survive mixtures: Icarus agrees with the oracle', () => {
  const { ir } = traps();
  const random = new Random(11);
  const inputs = ir.ports.filter(({ direction }) => direction === 'input');
  const rows = Array.from({ length: 400 }, () => Object.fromEntries(inputs.map(({ name, type }) => [name, random.value(type)])));
  expect(icarus(ir, rows)).toEqual(oracle(ir, rows));
  expect(lint(ir)).toBe('');
});

test('a compound reread as signed can not be extended without a name', () => {
  const grown = module('grown', () => ({ inputs: { a: uint(8), b: uint(8) }, outputs: { y: sint(12) } }), ({ a, b }) => ({ y: a.and(b).asSigned().extend(12) }));
  expect(grown).toThrow('sign extension of the result of');
});

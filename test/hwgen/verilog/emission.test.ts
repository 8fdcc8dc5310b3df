import { describe, expect, test } from 'vitest';
import { bool, cat, constant, keep, module, mux, sint, states, uint, when, type Interface, type Signal } from '../../../src/hwgen/language/hardware.js';
import { symbolTable } from '../../../src/hwgen/language/symbol-table.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { icarus, lint, oracle } from './icarus.js';
import { Random } from './random-expression.js';

type Inputs = Record<'a' | 'b' | 's' | 't' | 'c' | 'i', Signal>;

/** The right-hand side that an expression over a, b: uint(8), s: sint(8), t: sint(5), c: bool, i: uint(2) prints as. */
function printed(build: (inputs: Inputs) => Signal): string {
  let type = { sign: 'unsigned', width: 1 };
  const inputs = { a: uint(8), b: uint(8), s: sint(8), t: sint(5), c: bool, i: uint(2) };
  const make = (outputs: Interface['outputs'], logic: (signals: Inputs) => unknown) => module('m', () => ({ inputs, outputs: outputs! }), logic as never)().ir;
  make({}, (signals) => { ({ type } = build(signals).node); return {}; });
  const ir = make({ y: type.sign === 'signed' ? sint(type.width) : uint(type.width) }, (signals) => ({ y: build(signals) }));
  return /assign y\s+= (.*?);/s.exec(printModule(ir))![1]!;
}

describe('rule 2: signs and extensions are written out', () => {
  test.each<[string, (x: Inputs) => Signal]>([
    ["{1'd0, a} + {1'd0, b}", ({ a, b }) => a.add(b)],
    ["$signed({s[7], s}) + $signed({{4{t[4]}}, t})", ({ s, t }) => s.add(t)],
    ["$signed({1'd0, a} - {1'd0, b})", ({ a, b }) => a.sub(b)],
    ["$signed({{5{s[7]}}, s}) * $signed({{8{t[4]}}, t})", ({ s, t }) => s.mul(t)],
    ["-$signed({s[7], s})", ({ s }) => s.neg()],
    ["s < $signed({{3{t[4]}}, t})", ({ s, t }) => s.lt(t)],
    ["$signed(a) >>> i", ({ a, i }) => a.asSigned().shr(i)],
    ["$signed({1'd0, a})", ({ a }) => a.toSigned()],
    ["{s, t}", ({ s, t }) => cat(s, t)],
    ["c ? $signed(a) : s", ({ c, a, s }) => mux(c, a.asSigned(), s)],
  ])('%s', (text, build) => expect(printed(build)).toBe(text));
});

describe('rule 4: wraps print at the width of the target, comparisons inside bitwise operators in parentheses', () => {
  test.each<[string, (x: Inputs) => Signal]>([
    ["a + 8'd1", ({ a }) => a.add(1).wrap(8)],
    ["a[3:0] - b[3:0]", ({ a, b }) => a.sub(b).asUnsigned().wrap(4)],
    ["a + b + 8'd3", ({ a, b }) => a.add(b).add(3).wrap(8)],
    ["(a == b) & c", ({ a, b, c }) => a.eq(b).and(c)],
    ["c | !(s > 8'sd3)", ({ c, s }) => c.or(s.gt(3).not())],
    ["(a & b) ^ 8'd255", ({ a, b }) => a.and(b).xor(255)],
    ["|(a & b)", ({ a, b }) => a.and(b).any()],
  ])('%s', (text, build) => expect(printed(build)).toBe(text));
});

describe('wiring reads as wiring', () => {
  test.each<[string, (x: Inputs) => Signal]>([
    ["{a, 3'd0}", ({ a }) => a.shl(3)],
    ["{3'd0, a} << i", ({ a, i }) => a.shl(i)],
    ['a >> 3', ({ a }) => a.shr(3)],
    ['a[5]', ({ a }) => a.slice(6, 4).bit(1)],
    ['{4{c}}', ({ c }) => c.repeat(4)],
    ["a[{i, 1'd0} +: 2]", ({ a, i }) => a.pick(i, uint(2))],
    ['a[3:2]', ({ a }) => a.pick(1, uint(2))],
    ["{1'd0, i} < 3'd3 ? 1'd1 : 1'd0", ({ i }) => mux(i.extend(3).lt(3), constant(bool, 1), 0)],
    ["i < 2'd2 ? a[{i[0], 2'd0} +: 4] : 4'd0", ({ a, i }) => a.pick(i, uint(4))],
    ["1'd1", ({ a }) => a.ge(0)],
    ["8'd7", ({ c }) => mux(true, constant(uint(8), 7), c.extend(8))],
    ["a > 8'd15 ? 4'd15 : a[3:0]", ({ a }) => a.saturate(4)],
  ])('%s', (text, build) => expect(printed(build)).toBe(text));
});

describe('rule 5 and around', () => {
  test('clk and rst only where something needs them', () => {
    const shape = (state: Interface['state']) => ({ inputs: { a: uint(2) }, outputs: { r: uint(2) }, state: state! });
    const wires = module('wires', () => ({ inputs: { a: uint(2) }, outputs: { y: uint(2) } }), ({ a }) => ({ y: a.not() }))();
    const free = module('free', () => shape({ r: uint(2) }), ({ a, r }) => { (r as any).next = a; return { r: r as Signal }; })();
    const held = module('held', () => shape({ r: uint(2).reset(1) }), ({ a, r }) => { (r as any).next = a; return { r: r as Signal }; })();
    const parent = module('parent', () => ({ inputs: { a: uint(2) }, outputs: { y: uint(2) } }), ({ a }) => ({ y: held.place('inner', { a }).r }))();
    const ports = (text: string) => [...text.matchAll(/input {2}wire +(clk|rst)/g)].map(([, name]) => name);
    expect([wires, free, held, parent].map(({ ir }) => ports(printModule(ir)))).toEqual([[], ['clk'], ['clk', 'rst'], ['clk', 'rst']]);
  });

  test('states of two machines that share a name carry the name of their register', () => {
    const two = module(
      'two',
      () => ({ outputs: { y: bool }, state: { left: states('IDLE', 'GO'), right: states('IDLE', 'STOP') } }),
      ({ left, right }) => {
        when(left.is('IDLE'), () => left.go('GO')).otherwise(() => left.go('IDLE'));
        when(right.is('IDLE'), () => right.go('STOP')).otherwise(() => right.go('IDLE'));
        return { y: left.is('GO').and(right.is('STOP')) };
      },
    )();
    const names = [...printModule(two.ir).matchAll(/localparam (?:\[\d+:0\] )?(\w+)/g)].map(([, name]) => name);
    expect(names).toEqual(['LEFT_IDLE', 'GO', 'RIGHT_IDLE', 'STOP']);
    expect(lint(two.ir)).toBe('');
  });

  test('unread bits are gathered in a net that linters know', () => {
    const low = module('low', () => ({ inputs: { a: uint(8), b: uint(4) }, outputs: { y: uint(4) } }), ({ a }) => ({ y: a.slice(5, 2) }))();
    expect(printModule(low.ir)).toContain("wire _unused = &{1'd0, a[1:0], a[7:6], b};");
    expect(lint(low.ir)).toBe('');
  });

  test('an alias is a wire that equals what it shows', () => {
    const twice = module('twice', () => ({ inputs: { a: uint(8) }, outputs: { y: uint(8) } }), ({ a }) => {
      const inverted = a.not();
      keep({ inverted, again: inverted });
      return { y: inverted };
    })();
    expect(printModule(twice.ir)).toContain('wire [7:0] again    = inverted;');
  });

  test('the symbol table names the line of each net', () => {
    const { modules } = symbolTable(module('m', () => ({ inputs: { a: uint(8) }, outputs: { y: uint(8) } }), ({ a }) => {
      const inverted = a.not();
      keep({ inverted });
      return { y: inverted };
    })().ir);
    expect(modules['m']).toMatchObject([
      { net: 'a', kind: 'input', type: 'uint(8)' },
      { net: 'y', kind: 'output', type: 'uint(8)' },
      { net: 'inverted', kind: 'wire', type: 'uint(8)', file: 'test/hwgen/verilog/emission.test.ts', line: expect.any(Number), column: 7 },
    ]);
  });
});

test('rule 7: popcount of any width is a function, right and silent', () => {
  const widths = [1, 2, 3, 4, 5, 8, 24, 31, 32, 33, 64, 100];
  const counts = module(
    'counts',
    () => ({ inputs: Object.fromEntries(widths.map((n) => [`x${n}`, uint(n)])), outputs: Object.fromEntries(widths.map((n) => [`y${n}`, uint(n.toString(2).length)])) }),
    (signals) => Object.fromEntries(widths.map((n) => [`y${n}`, (signals as Record<string, Signal>)[`x${n}`]!.popcount()])),
  )();
  const random = new Random(3);
  const rows = Array.from({ length: 100 }, () => Object.fromEntries(widths.map((n) => [`x${n}`, random.bits(n)])));
  expect(icarus(counts.ir, rows)).toEqual(oracle(counts.ir, rows));
  expect(lint(counts.ir)).toBe('');
});

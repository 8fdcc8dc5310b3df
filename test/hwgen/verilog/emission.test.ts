import { describe, expect, test } from 'vitest';
import { bool, cat, constant, each, keep, match, memory, module, mux, sint, states, uint, when, type Interface, type Signal } from '../../../src/hwgen/language/hardware.js';
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

describe('rule 1: one table of reserved words, a clash is an error', () => {
  const named = (key: string) => module('m', () => ({ inputs: { a: uint(4) }, outputs: { y: uint(4) } }), ({ a }) => {
    const value = a.not();
    keep({ [key]: value });
    return { y: value };
  });

  test.each(['wire', 'case', 'matches', 'logic', 'unique0', 'int', 'class', 'clk', 'rst', 'popcount_8'])('%s', (word) => {
    expect(named(word)).toThrow(`'${word}' is a reserved word`);
  });

  test('a word beside them is none', () => {
    for (const word of ['wires', 'case_', 'Matches', 'clk2', 'popcount']) expect(lint(named(word)().ir), word).toBe('');
  });
});

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

describe('rule 3: only a name can be sliced or extended', () => {
  const lane = module('lane', () => ({ inputs: { x: uint(4) }, outputs: { y: uint(4) } }), ({ x }) => ({ y: x.not() }))();

  test.each<[string, (x: Inputs, name: (value: Signal) => Signal) => Signal]>([
    ['slice', ({ a, b }, name) => name(a.mul(b)).slice(9, 6)],
    ['sign extension', ({ a, b }, name) => name(a.and(b).asSigned()).extend(12)],
    ['pick', ({ a, b, i }, name) => name(a.add(b).wrap(8)).pick(i, uint(2))],
    ['each', ({ a, b }, name) => lane.placeArray('row', 2, { x: each(name(a.add(b).wrap(8)).asUnsigned()) }).y],
  ])('%s', (_use, build) => {
    const named: string[] = [];
    const name = (value: Signal): Signal => {
      named.push('part');
      keep({ part: value });
      return value;
    };
    expect(() => printed((x) => build(x, (value) => value))).toThrow('write keep({ … }) with it');
    expect(() => printed((x) => build(x, name))).not.toThrow();
    expect(named.length).toBeGreaterThan(0);
  });

  test('no net is the printer\'s own but those of unread bits and unread instance outputs', () => {
    const text = printModule(module('own', () => ({ inputs: { a: uint(8), b: uint(8) }, outputs: { y: uint(4) } }), ({ a, b }) => {
      const total = a.add(b);
      keep({ total });
      return { y: total.slice(7, 4) };
    })().ir);
    expect([...text.matchAll(/^ {2}(?:wire|reg) .*?(\w+) +=/gm)].map(([, name]) => name)).toEqual(['total', '_unused']);
  });
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

describe('rule 5: the shape of a file', () => {
  const text = printModule(module('whole', () => ({
    inputs: { go: bool.doc('starts it'), amount: sint(12) }, outputs: { count: uint(8), total: sint(13), idle: bool },
    state: { count: uint(8).reset(7), phase: states('IDLE', 'RUN'), words: memory(uint(8), 4, { read: 'sync' }) },
  }), ({ go, amount, count, phase, words }) => {
    const next = count.add(1).wrap(8);
    const sum = amount.add(3);
    keep({ next, sum });
    words.write(count.wrap(2), next);
    match(phase, { IDLE: () => when(go, () => phase.go('RUN')), RUN: () => { count.next = next.xor(words.read(next.wrap(2))); } });
    return { count, total: sum, idle: phase.is('IDLE') };
  })().ir);
  const lines = text.split('\n');
  const columnsOf = (start: RegExp, mark: RegExp): number[] => lines.filter((line) => start.test(line)).map((line) => line.search(mark));

  test('`default_nettype none, and back to wire behind the module', () => {
    expect(lines[0]).toBe('`default_nettype none');
    expect(lines.slice(lines.indexOf('endmodule'))).toEqual(['endmodule', '', '`default_nettype wire', '']);
  });

  test('ports in the order of their declaration, clock and reset first', () => {
    expect([...text.matchAll(/^ {2}(?:input|output) .*?(\w+),?(?: +\/\/.*)?$/gm)].map(([, name]) => name)).toEqual(['clk', 'rst', 'go', 'amount', 'count', 'total', 'idle']);
  });

  test('output reg where the output is the register, output wire elsewhere', () => {
    expect([...text.matchAll(/output (wire|reg ) .*?(\w+),?$/gm)].map(([, kind, name]) => `${kind!.trim()} ${name}`)).toEqual(['reg count', 'wire total', 'wire idle']);
    expect(text).not.toMatch(/assign count/);
  });

  test('ports, wires and assigns stand in columns', () => {
    for (const columns of [columnsOf(/^ {2}(input|output)/, /\w+,?( +\/\/.*)?$/), columnsOf(/^ {2}wire/, /=/), columnsOf(/^ {2}assign/, /=/)]) {
      expect(columns.length).toBeGreaterThan(1);
      expect(new Set(columns).size).toBe(1);
    }
  });

  test('constants have a size', () => {
    // Shift amounts, indices and ranges count, they have no width.
    const values = text.replace(/\/\/.*|\[[^\]]*\]|(<<|>>>?) \d+/g, '').match(/(?<![\w'])\d+(?!')\b/g) ?? [];
    expect(values).toEqual([]);
    expect(text).toContain("8'd7");
  });

  test('states are localparams', () => {
    expect([...text.matchAll(/localparam (\w+) += 1'd(\d)/g)].map(([, name, code]) => `${name} ${code}`)).toEqual(['IDLE 0', 'RUN 1']);
    expect(text).toContain('phase <= RUN;');
    expect(text).toContain('assign idle  = phase == IDLE;');
  });

  test('one always for the registers, one for each memory', () => {
    expect(text.match(/always @\(posedge clk\)/g)).toHaveLength(2);
  });
});

describe('around rule 5', () => {
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
});

test('rule 6: the symbol table beside the Verilog has file, line, column, name and type of each net', () => {
  const { modules } = symbolTable(module('m', () => ({ inputs: { a: uint(8) }, outputs: { y: uint(8) } }), ({ a }) => {
    const inverted = a.not();
    keep({ inverted });
    return { y: inverted };
  })().ir);
  expect(modules['m']).toMatchObject([
    { net: 'a', kind: 'input', type: 'uint(8)' },
    { net: 'y', kind: 'output', type: 'uint(8)' },
    { net: 'inverted', kind: 'wire', type: 'uint(8)', file: 'test/hwgen/verilog/emission.test.ts', line: expect.any(Number), column: 5 },
  ]);
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

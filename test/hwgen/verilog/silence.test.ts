import { describe, expect, test } from 'vitest';
import { KnownBits } from '../../../src/hwgen/ir/known-bits.js';
import { modulesOf } from '../../../src/hwgen/ir/hierarchy.js';
import { bool, cat, constant, keep, match, memory, module, sint, states, uint, when } from '../../../src/hwgen/language/hardware.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { interpret } from '../ir-interpreter.js';
import { randomDesign } from '../proof/random-design.js';
import { inputsOf } from '../proof/batch.js';
import { lint } from './icarus.js';
import { Random } from './random-expression.js';

describe('without a word from linters, and without waivers', () => {
  test('an output that nothing reads has a net', () => {
    const pair = module('pair', () => ({ inputs: { a: bool }, outputs: { x: bool, y: bool } }), ({ a }) => ({ x: a, y: a.not() }))();
    const top = module('top', () => ({ inputs: { a: bool }, outputs: { y: bool } }), ({ a }) => ({ y: pair.place('one', { a }).x }))().ir;
    const text = printModule(top);
    expect(text).toContain('.y (one_y)');
    expect(text).toContain("wire _unused = &{1'd0, one_y};");
    expect(text).not.toContain('lint_off');
    expect(lint(top)).toBe('');
  });

  test('a shift by more than 32 bits is limited to the width of what it shifts', () => {
    const child = module('wide_shift', () => ({ inputs: { a: uint(8), by: uint(40) }, outputs: { y: uint(8) } }), ({ a, by }) => ({ y: a.shr(by) }))();
    const top = module('tied', () => ({ inputs: { a: uint(8) }, outputs: { y: uint(8) } }), ({ a }) => ({ y: child.place('shifter', { a, by: constant(uint(40), 2n ** 36n) }).y }))().ir;
    expect(printModule(child.ir)).toContain("assign y = a >> (by > 40'd8 ? 4'd8 : by[3:0]);");
    expect(lint(top)).toBe('');
  });

  test('a comparison with one outcome is that outcome, also through wires and extensions', () => {
    const folded = module('folded', () => ({ inputs: { a: uint(4) }, outputs: { x: bool, y: bool } }), ({ a }) => {
      const limit = constant(uint(4), 0);
      keep({ limit });
      return { x: a.lt(limit), y: a.extend(6).gt(15) };
    })().ir;
    const text = printModule(folded);
    expect([...text.matchAll(/assign ([xy]) = (.*);/g)].map(([, port, value]) => `${port} = ${value}`)).toEqual(["x = 1'd0", "y = 1'd0"]);
    expect(lint(folded)).toBe('');
  });

  test('a branch that never runs stays when only it reads some net or bits of it', () => {
    const design = module('kept', () => ({ inputs: { a: bool, d: uint(4) }, outputs: { r: uint(4) }, state: { r: uint(4) } }), ({ a, d, r }) => {
      when(d.lt(0), () => { r.next = d; }).elseWhen(a, () => { r.next = cat(d.slice(2, 0), a); });
      return { r };
    })().ir;
    expect(printModule(design)).toContain('r <= d;');
    expect(lint(design)).toBe('');
    const narrowed = module('narrowed', () => ({ inputs: { d: uint(4) }, outputs: { y: uint(3), r: bool }, state: { r: bool } }), ({ d, r }) => {
      const e = d.add(1);
      keep({ e });
      when(false, () => { r.next = e.bit(4); }).elseWhen(e.bit(3), () => { r.next = r.not(); });
      return { y: e.wrap(3), r };
    })().ir;
    expect(lint(narrowed)).toBe('');
  });

  test('what only the condition of an empty branch reads is not read', () => {
    const idle = module('idle', () => ({ inputs: { a: bool, d: uint(4) }, outputs: { y: uint(4), r: bool }, state: { r: bool } }), ({ a, d, r }) => {
      const e = d.add(1);
      keep({ e });
      when(a, () => { r.next = r.not(); }).elseWhen(e.bit(4), () => {});
      return { y: e.wrap(4), r };
    })().ir;
    expect(printModule(idle)).toContain("wire _unused = &{1'd0, e[4]};");
    expect(lint(idle)).toBe('');
  });

  test('an element is what all elements are, and zero past the last one', () => {
    const picked = module('picked', () => ({ inputs: { a: bool, at: uint(2) }, outputs: { x: bool, y: bool } }), ({ a, at }) => {
      const zeros = constant(uint(3), 0);
      const ones = constant(uint(3), 7);
      keep({ zeros, ones });
      return { x: zeros.pick(at, uint(1)).gt(a), y: ones.pick(at, uint(1)).ge(a) };
    })().ir;
    expect(printModule(picked)).toContain("assign x = 1'd0;");
    // Index 3 gives 0.
    expect(printModule(picked)).not.toContain("assign y = 1'd1;");
    expect(lint(picked)).toBe('');
  });

  test('zero stays zero, however far it is shifted', () => {
    const still = module('still', () => ({ inputs: { a: bool, by: uint(3) }, outputs: { x: bool } }), ({ a, by }) => {
      const zero = constant(uint(1), 0).shr(by);
      keep({ zero });
      return { x: a.ge(zero) };
    })().ir;
    expect(printModule(still)).toContain("assign x = 1'd1;");
    expect(lint(still)).toBe('');
  });

  test('the address of a single word is compared with 0', () => {
    const one = module('one', () => ({ inputs: { at: uint(2), d: uint(4) }, outputs: { y: uint(4) }, state: { m: memory(uint(4), 1, { read: 'async' }) } }), ({ at, d, m }) => {
      m.write(at, d);
      return { y: m.read(at) };
    })().ir;
    expect(printModule(one)).toContain("if (at == 2'd0) begin");
    expect(lint(one)).toBe('');
  });

  test('a branch that never runs is not there, one that always runs stands by itself', () => {
    const design = module('live', () => ({ inputs: { a: bool, d: uint(4) }, outputs: { r: uint(4), s: uint(4), y: uint(4) }, state: { r: uint(4), s: uint(4), m: memory(uint(4), 4, { read: 'sync', mask: 2 }) } }), ({ a, d, r, s, m }) => {
      when(false, () => { r.next = 0; }).elseWhen(a, () => { r.next = 1; }).elseWhen(d.ge(0), () => { r.next = d; }).otherwise(() => { r.next = 2; });
      // -1 in one signed bit is 1.
      when(constant(sint(1), -1).asUnsigned(), () => { m.write(d.slice(1, 0), d, { mask: constant(uint(2), 2) }); });
      // The only driver of s stays, though it never runs.
      when(d.lt(0), () => { s.next = d; }).otherwise(() => { when(a, () => { r.next = 3; }); });
      return { r, s, y: m.read(d.slice(3, 2), { enable: true }) };
    })().ir;
    const text = printModule(design);
    expect(text.slice(text.indexOf('  always'), text.indexOf('endmodule'))).toMatchInlineSnapshot(`
      "  always @(posedge clk) begin
          if (a) begin
            r <= 4'd1;
          end else begin
            r <= d;
          end
          if (a) begin
            r <= 4'd3;
          end
          if (1'd0) begin
            s <= d;
          end
        end

        always @(posedge clk) begin
          m[d[1:0]][3:2] <= d[3:2];
          m_read <= m[d[3:2]];
        end

      "
    `);
    expect(lint(design)).toBe('');
  });

  test('a branch that only another process needs leaves no empty one behind', () => {
    const split = module('split', () => ({ inputs: { a: bool, b: bool, d: uint(4) }, outputs: { r: uint(4), y: uint(4) }, state: { r: uint(4), m: memory(uint(4), 4, { read: 'async' }) } }), ({ a, b, d, r, m }) => {
      when(a, () => { m.write(d.slice(1, 0), d); }).elseWhen(b, () => { r.next = d; });
      return { r, y: m.read(d.slice(3, 2)) };
    })().ir;
    const text = printModule(split);
    expect(text).toContain('if (!a & b) begin\n      r <= d;');
    expect(text).not.toMatch(/begin\n\s*end/);
    expect(lint(split)).toBe('');
  });
});

test('known bits are what the oracle sees, in the tops of 60 random designs', () => {
  let known = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const design = randomDesign(seed);
    const bits = new KnownBits(design.wires);
    const random = new Random(seed);
    const run = interpret(design);
    for (let cycle = 0; cycle < 4; cycle++) {
      for (const { name, type } of inputsOf(design)) run.set(name, random.value(type));
      for (const wire of design.wires) {
        const { mask, bits: expected } = bits.of(wire.value);
        expect(BigInt.asUintN(wire.type.width, run.get(wire.name)) & mask, `${design.name}.${wire.name}`).toBe(expected);
        if (mask !== 0n) known++;
      }
      run.tick();
    }
  }
  expect(known).toBeGreaterThan(500);
});

describe('stable', () => {
  const counter = (edit: 'none' | 'register' | 'statement') =>
    module('stable', () => ({
      inputs: { en: bool, d: uint(8) }, outputs: { count: uint(8) },
      state: { count: uint(8).reset(0), phase: states('IDLE', 'RUN'), ...(edit === 'register' && { extra: uint(8).reset(3) }) },
    }), (signals) => {
      const { en, d, count, phase } = signals;
      const next = count.add(d).wrap(8);
      keep({ next });
      match(phase, { IDLE: () => void when(en, () => phase.go('RUN')), RUN: () => { count.next = next; when(en.not(), () => phase.go('IDLE')); } });
      if (edit === 'statement') when(d.eq(7), () => { count.next = 1; });
      if (edit === 'register') (signals as unknown as { extra: typeof count }).extra.next = d;
      return { count };
    })().ir;
  const changed = (left: string, right: string): string[] => {
    const lines = (text: string): string[] => text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
    const before = lines(left);
    return lines(right).filter((line) => line !== '' && !before.includes(line));
  };

  test('the same source gives the same bytes', () => {
    for (let seed = 1; seed <= 20; seed++)
      expect(modulesOf(randomDesign(seed)).map(printModule)).toEqual(modulesOf(randomDesign(seed)).map(printModule));
  });

  test('an edit changes its own lines and the spaces of their columns', () => {
    const text = printModule(counter('none'));
    expect(changed(text, printModule(counter('statement')))).toEqual(["if (d == 8'd7) begin", "count <= 8'd1;"]);
    const extra = printModule(counter('register'));
    // Nothing reads the new register, which the module says at its end.
    expect(changed(text, extra).sort()).toEqual(['// Bits that nothing reads.', "extra <= 8'd3;", 'extra <= d;', 'reg [7:0] extra;', "wire _unused = &{1'd0, extra};"]);
  });
});

import { describe, expect, test } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { bool, cat, each, keep, match, memory, module, mux, sint, states, stream, uint, when, type Definition, type Signal } from '../../../src/hwgen/language/hardware.js';
import { fifo } from '../../../src/hwgen/library/fifo.js';
import { simulate } from '../../../src/sim/testing/simulate.js';
import { icarus, lint, oracle, type Row } from '../verilog/icarus.js';
import { Random } from '../verilog/random-expression.js';

/** Outputs of every cycle from the project's engine. */
function engine(ir: Module, rows: readonly Row[]): Record<string, bigint>[] {
  const t = simulate(ir);
  const outputs = ir.ports.filter(({ direction }) => direction === 'output');
  return rows.map((row) => {
    t.set(row);
    const settled = Object.fromEntries(outputs.map(({ name }) => [name, t.get(name)]));
    t.tick();
    return settled;
  });
}

/** Random values for every input; one cycle of reset, as `simulate` begins. */
function randomRows(ir: Module, count: number): Row[] {
  const random = new Random(11);
  const inputs = ir.ports.filter(({ direction }) => direction === 'input');
  return Array.from({ length: count }, () => Object.fromEntries([['rst', 0n] as const, ...inputs.map(({ name, type }) => [name, random.value(type)] as const)]));
}

const twoPorts = (read: 'sync' | 'async') =>
  module(
    `two_ports_${read}`,
    () => ({
      inputs: { left: uint(3), right: uint(3), w0: bool, w1: bool, at0: uint(3), at1: uint(3), d0: sint(12), d1: sint(12), m0: uint(3), hold: bool },
      outputs: { a: sint(12), b: sint(12) },
      state: { words: memory(sint(12), 6, { read, mask: 4, initial: [5, -7, 2047] }).doc('two of each port') },
    }),
    ({ left, right, w0, w1, at0, at1, d0, d1, m0, hold, words }) => {
      const a = words.read(left);
      const b = read === 'sync' ? words.read(right, { enable: hold.not() }) : words.read(right);
      keep({ word_a: a, word_b: b });
      when(w0, () => words.write(at0, d0, { mask: m0 })).elseWhen(w1, () => words.write(at1, d1));
      return { a, b };
    },
  )();

/** Three queues as one array, words dealt and gathered side by side. */
const queues = module(
  'queues',
  () => ({ inputs: { valid: uint(3), words: uint(15), ready: bool }, outputs: { full: uint(3), some: uint(3), firsts: uint(15), levels: uint(6) } }),
  ({ valid, words, ready }) => {
    const row = fifo({ width: 5, depth: 2 }).placeArray('row', 3, { in_: { valid: each(valid), data: each(words) }, out: { ready } });
    return { full: row.in_.ready.not(), some: row.out.valid, firsts: row.out.data, levels: row.level };
  },
)();

/** A function that makes state's next value, in a module with nested match and when. */
const step = (value: Signal<'unsigned', 4>, up: Signal<'unsigned', 1>): Signal<'unsigned', 4> => mux(up, value.add(1).wrap(4), value.sub(1).asUnsigned().wrap(4));

const walker = module(
  'walker',
  () => ({
    inputs: { go: bool, up: bool },
    outputs: { place: uint(4), moving: bool, code: uint(6) },
    state: { walk: states('REST', 'MOVE', 'TURN'), mood: states('CALM', 'WILD'), place: uint(4).reset(7) },
  }),
  ({ go, up, walk, mood, place }) => {
    match(walk, {
      REST: () => when(go, () => walk.go('MOVE')).otherwise(() => mood.go('CALM')),
      MOVE: () => {
        place.next = step(place, up);
        match(mood, { CALM: () => when(up, () => mood.go('WILD')), WILD: () => walk.go('TURN') });
      },
      TURN: () => walk.go('REST'),
    });
    return { place, moving: walk.is('MOVE', 'TURN'), code: cat(walk, mood, place.slice(2, 0)) };
  },
)();

describe('the surface in the engine, in Icarus and in the oracle', () => {
  test.each([twoPorts('sync'), twoPorts('async'), queues, walker] as Pick<Definition, 'name' | 'ir'>[])('$name', ({ ir }) => {
    const rows = randomRows(ir, 150);
    const expected = oracle(ir, [{ ...rows[0], rst: 1n }, ...rows]);
    expect(icarus(ir, [{ ...rows[0], rst: 1n }, ...rows])).toEqual(expected);
    // `simulate` has had its cycle of reset, with zeros at the inputs: only memories' words could tell.
    expect(engine(ir, rows).slice(2)).toEqual(oracle(ir, [{ rst: 1n }, ...rows]).slice(3));
    expect(lint(ir)).toBe('');
  });
});

test('an array stays an array in the IR', () => {
  expect(queues.ir.instances).toMatchObject([{ kind: 'instance', name: 'row', count: 3 }]);
});

test('streams have a comment of their own beside that of their data', () => {
  const pass = module('pass', () => ({ sinks: { in_: stream(uint(4).doc('low nibble')).doc('from the host') }, sources: { out: stream(uint(4)) } }), ({ in_, out }) => ({ in_: { ready: out.ready }, out: in_ }));
  expect(pass().ir.ports.map(({ name, doc }) => `${name}: ${doc}`).slice(0, 3)).toEqual(['in_valid: from the host', 'in_ready: ', 'in_data: low nibble']);
});

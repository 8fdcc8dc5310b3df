import { describe, expect, test } from 'vitest';
import { bool, module, sint, stream, uint, type Definition } from '../../../src/hwgen/language/hardware.js';
import { axiLiteSlavePorts } from '../../../src/hwgen/library/axi-bundles.js';
import { axiLiteRegisters } from '../../../src/hwgen/library/axi-lite-registers.js';
import { dualPortRam } from '../../../src/hwgen/library/dual-port-ram.js';
import { popcountPipeline } from '../../../src/hwgen/library/popcount-pipeline.js';
import { typeScriptDriver } from '../../../src/hwgen/library/register-driver.js';
import { cHeader } from '../../../src/hwgen/library/register-header.js';
import type { RegisterMap } from '../../../src/hwgen/library/register-map.js';
import { markdownTable } from '../../../src/hwgen/library/register-table.js';
import { registerSlice } from '../../../src/hwgen/library/register-slice.js';
import { addSaturated, divideRounded, subtractSaturated } from '../../../src/hwgen/library/rounding.js';
import { roundRobinArbiter } from '../../../src/hwgen/library/round-robin-arbiter.js';
import { narrow, widen } from '../../../src/hwgen/library/width-converter.js';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { lockstep } from '../../../src/sim/lockstep.js';
import { createVerilator } from '../../../src/sim/verilator/create-verilator.js';
import { itWithVerilator } from '../../with-verilator.js';
import { interpret } from '../ir-interpreter.js';
import { icarus, lint, oracle, type Row } from '../verilog/icarus.js';
import { Random } from '../verilog/random-expression.js';

const map = {
  name: 'timer', addressBits: 6,
  registers: [
    { name: 'CONTROL', offset: 0, access: 'pulse', bits: 2, doc: 'bit 0: start' },
    { name: 'LIMIT', offset: 4, access: 'read-write', bits: 12, reset: 7, doc: 'cycles' },
    { name: 'COUNT', offset: 8, access: 'read-only', doc: 'cycles so far' },
  ],
} as const satisfies RegisterMap;

const arithmetic = module(
  'arithmetic',
  () => ({
    inputs: { a: sint(8), b: sint(8), u: uint(8), v: uint(8) },
    outputs: { sum: sint(8), difference: uint(8), down: sint(5), up: sint(6), even: sint(6), even_u: uint(6) },
  }),
  ({ a, b, u, v }) => ({
    sum: addSaturated(a, b, 8, 'exact_sum'),
    difference: subtractSaturated(u, v, 8, 'exact_difference'),
    down: divideRounded(a, 3, 'down', 'lower'),
    up: divideRounded(a, 3, 'half up', 'upper'),
    even: divideRounded(a, 3, 'half to even', 'nearest'),
    even_u: divideRounded(u, 3, 'half to even', 'natural'),
  }),
);

const designs: readonly Pick<Definition, 'name' | 'ir'>[] = [
  registerSlice({ width: 8 }), roundRobinArbiter({ requesters: 2 }), roundRobinArbiter({ requesters: 5 }), widen({ narrow: 4, ratio: 2 }), widen({ narrow: 4, ratio: 3 }),
  narrow({ narrow: 4, ratio: 3 }), dualPortRam({ width: 16, depth: 12, unit: 8, initial: [1, 2, 3] }), dualPortRam({ width: 5, depth: 8 }),
  popcountPipeline({ width: 40 }), axiLiteRegisters(map), arithmetic(),
];

function randomRows(ir: Definition['ir'], seed: number, cycles: number): Row[] {
  const random = new Random(seed);
  const inputs = ir.ports.filter(({ direction }) => direction === 'input');
  return Array.from({ length: cycles }, (_, cycle): Row => ({
    rst: cycle === 0 || random.below(50) === 0 ? 1n : 0n,
    ...Object.fromEntries(inputs.map(({ name, type }) => [name, name.endsWith('wstrb') ? (random.below(4) > 0 ? 15n : 7n) : name.endsWith('addr') ? BigInt(4 * random.below(4)) : random.value(type)])),
  }));
}

describe.each(designs.map(({ name, ir }) => ({ name, ir })))('$name', ({ ir }) => {
  test('Icarus agrees with the oracle, linters are silent', () => {
    const rows = randomRows(ir, 5, 150);
    expect(icarus(ir, rows)).toEqual(oracle(ir, rows));
    expect(lint(ir)).toBe('');
  });
});

/** One of each, so that Verilator builds once. */
const shelf = module(
  'shelf',
  () => ({
    inputs: { request: uint(5), write: uint(2), address: uint(4), word: uint(16), a: uint(40), b: uint(40), x: sint(8), y: sint(8) },
    sinks: { in_: stream(uint(4)) },
    sources: { out: stream(uint(4)) },
    outputs: { index: uint(3), ram: uint(16), ones: uint(6), sum: sint(8), even: sint(6), limit: uint(12) },
    bundles: { s_axi: axiLiteSlavePorts(6) },
    wires: { wide_ready: bool, narrow_ready: bool },
  }),
  (s) => {
    const arbiter = roundRobinArbiter({ requesters: 5 }).place('arbiter', { request: s.request, accept: s.in_.valid });
    const ram = dualPortRam({ width: 16, depth: 12, unit: 8, initial: [1, 2, 3] }).place('ram_block', {
      write: s.write, write_address: s.address, write_data: s.word, read: s.in_.valid, read_address: s.address,
    });
    const count = popcountPipeline({ width: 40 }).place('count', { advance: s.out.ready, a: s.a, b: s.b });
    const math = arithmetic().place('math', { a: s.x, b: s.y, u: s.word.slice(7, 0), v: s.word.slice(15, 8) });
    const up = widen({ narrow: 4, ratio: 3 }).place('up', { in_: s.in_, out: { ready: s.wide_ready } });
    const down = narrow({ narrow: 4, ratio: 3 }).place('down', { in_: up.out, out: { ready: s.narrow_ready } });
    const slice = registerSlice({ width: 4 }).place('slice', { in_: down.out, out: { ready: s.out.ready } });
    s.wide_ready.assign(down.in_.ready);
    s.narrow_ready.assign(slice.in_.ready);
    const timer = axiLiteRegisters(map).place('timer_block', { s_axi: s.s_axi, count: s.a.slice(31, 0) });
    return {
      index: arbiter.index, ram: ram.word, ones: count.ones, sum: math.sum, even: math.even,
      in_: { ready: up.in_.ready }, out: slice.out, s_axi: timer.s_axi, limit: timer.limit,
    };
  },
);

itWithVerilator('the engine and Verilator agree on one of each', async () => {
  const { ir } = shelf();
  const rows = randomRows(ir, 11, 400);
  const names = ['rst', ...ir.ports.filter(({ direction }) => direction === 'input').map(({ name }) => name)];
  const result = await lockstep(async () => createEngine(ir), () => createVerilator({ top: ir.name, ports: ir.ports, files: printDesign(ir) }), { cycles: rows.length, names, row: (cycle) => names.map((name) => rows[cycle]![name]!) });
  expect(result).toMatchObject({ equal: true, cycles: rows.length });
});

test('the arbiter serves everyone who keeps asking, in turn', () => {
  const run = interpret(roundRobinArbiter({ requesters: 5 }).ir);
  run.reset();
  run.set('request', 0b10111n);
  run.set('accept', 1);
  const served = Array.from({ length: 8 }, () => {
    const index = run.get('index');
    expect(run.get('grant')).toBe(1n << index);
    run.tick();
    return Number(index);
  });
  expect(served).toEqual([0, 1, 2, 4, 0, 1, 2, 4]);
});

test('wide words come out as they went in', () => {
  const run = interpret(widen({ narrow: 4, ratio: 3 }).ir);
  run.reset();
  run.set('in_valid', 1);
  run.set('out_ready', 1);
  const words: bigint[] = [];
  for (let i = 1; i <= 6; i++) {
    run.set('in_data', i);
    if (run.get('out_valid') === 1n) words.push(run.get('out_data'));
    run.tick();
  }
  expect(words).toEqual([0x321n, 0x654n]);
});

test('rounding and saturation, every value', () => {
  const run = interpret(arithmetic().ir);
  for (let a = -128; a < 128; a++) {
    run.set('a', BigInt(a));
    run.set('b', 100n);
    run.set('u', BigInt(a + 128));
    run.set('v', 50n);
    const even = (value: number): bigint => { const down = Math.floor(value); const rest = value - down; return BigInt(rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down); };
    expect([run.get('sum'), run.get('difference'), run.get('down'), run.get('up'), run.get('even'), run.get('even_u')]).toEqual([
      BigInt(Math.min(127, a + 100)), BigInt(Math.max(0, a + 78)), BigInt(Math.floor(a / 8)), BigInt(Math.floor(a / 8 + 0.5)), even(a / 8), even((a + 128) / 8),
    ]);
  }
});

test('a register map is refused with the rule', () => {
  const build = (register: object) => () => axiLiteRegisters({ ...map, registers: [...map.registers, { name: 'X', offset: 12, access: 'read-write', doc: '', ...register }] } as RegisterMap);
  expect(build({ offset: 4 })).toThrow('register map timer: X and LIMIT are both at 4; move one');
  expect(build({ offset: 64 })).toThrow('register map timer: X is at 64; give a multiple of 4 below 64, or more addressBits');
  expect(build({ name: 'LIMIT' })).toThrow('register map timer: two registers are named LIMIT; rename one');
  expect(build({ bits: 33 })).toThrow('register map timer: X has 33 bits; give 1 to 32');
});

test('parameters are refused with the rule', () => {
  expect(() => roundRobinArbiter({ requesters: 1 })).toThrow('round-robin arbiter: requesters is 1; give a whole number from 2 to 64');
  expect(() => widen({ narrow: 8, ratio: 1.5 })).toThrow('widen: ratio is 1.5; give a whole number from 2 to 256');
});

test('documents of a register map', () => {
  expect([cHeader(map), typeScriptDriver(map), markdownTable(map)].join('\n')).toMatchSnapshot();
});

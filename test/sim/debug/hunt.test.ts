import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineSide, verilatorSide } from '../../../src/sim/debug/side.js';
import { hunt } from '../../../src/sim/debug/hunt.js';
import { huntText } from '../../../src/sim/debug/hunt-text.js';
import { VcdReader } from '../../../src/sim/debug/vcd-reader.js';
import { courseOf, type Stimulus } from '../../../src/sim/lockstep.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { itWithVerilator } from '../../with-verilator.js';
import { type Fault, invertCondition, invertNext, invertWire, plantFault, replaceConstant, stickWire, wrongAddress } from './plant-fault.js';
import { tally } from './tally.js';

const good = tally().ir;
/** Rounds of sums with different words. The first is without a word that could show a fault early. */
const stimulus: Stimulus = {
  cycles: 400, names: ['rst', 'start', 'words'],
  row: (cycle) => [cycle < 2 ? 1 : 0, cycle % 16 === 5 ? 1 : 0, (cycle * 2654435761) % 65536],
};

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'bitloom-hunt-')); });
afterEach(() => { rmSync(folder, { recursive: true }); });

/** The first cycle in which any named signal differs, told by the interpreter alone, and the signals that do. */
function oracle(faulty: typeof good): { cycle: number; differing: string[] } {
  const names = createEngine(good).names.filter((name) => name !== 'rst');
  const [a, b] = [interpret(good), interpret(faulty)];
  for (let cycle = 0; cycle < stimulus.cycles; cycle++) {
    stimulus.names.forEach((name, index) => {
      a.set(name, stimulus.row(cycle)[index]!);
      b.set(name, stimulus.row(cycle)[index]!);
    });
    const differing = names.filter((name) => a.get(name) !== b.get(name));
    if (differing.length > 0) return { cycle, differing };
    a.tick();
    b.tick();
  }
  throw new Error('the fault shows in no signal');
}

const channels = ['channels[0]', 'channels[1]'];
const faults: readonly { what: string; path: string[]; fault: Fault; expected: string[] }[] = [
  { what: 'a wire inverted', path: ['channels', 'adder'], fault: invertWire('scaled'), expected: channels.map((each) => `${each}.adder.scaled`) },
  { what: 'a wire stuck', path: ['channels', 'adder'], fault: stickWire('next_total', 12), expected: channels.map((each) => `${each}.adder.next_total`) },
  { what: 'a register that takes a wrong value', path: ['channels'], fault: invertNext('held'), expected: channels.map((each) => `${each}.held`) },
  { what: 'an enable inverted', path: ['channels', 'adder'], fault: invertCondition(0), expected: channels.map((each) => `${each}.adder.total`) },
  { what: 'a write to a wrong address', path: ['channels', 'adder'], fault: wrongAddress('sums'), expected: channels.map((each) => `${each}.adder.sums_word`) },
  { what: 'a register of the top', path: [], fault: invertNext('shown'), expected: ['shown'] },
];

for (const { what, path, fault, expected } of faults) {
  test(`${what}, ${path.join('.') || 'top'}: the hunt names the cycle and the signal`, async () => {
    const faulty = plantFault(good, path, fault);
    const truth = oracle(faulty);
    const found = await hunt(courseOf(stimulus), engineSide(good, 'good'), engineSide(faulty, 'bad'), { module: good, folder, block: 64, before: 4 });
    expect(found!.cycle).toBe(truth.cycle);
    expect([...found!.differing].sort()).toEqual(truth.differing.sort());
    // Of both channels those whose words show it in this cycle.
    expect(found!.causes.length).toBeGreaterThan(0);
    const plain = expected.map((name) => (name.endsWith('_word') ? createEngine(good).names.find((each) => each.startsWith(name.replace('sums_word', 'sums')))! : name));
    for (const { name, place, a, b } of found!.causes) {
      expect(plain).toContain(name);
      expect(place?.file).toBe('test/sim/debug/tally.ts');
      expect(a).not.toBe(b);
    }
    expect(readdirSync(folder).sort()).toEqual(['bad.gtkw', 'bad.vcd', 'good.gtkw', 'good.vcd']);
  });
}

test('a fault that breaks a check before it reaches an output: the signal is named, with the check', async () => {
  // The last word is left out: one cycle too early the slot does not rest.
  const faulty = plantFault(good, [], replaceConstant(7n, 6n));
  const found = await hunt(courseOf(stimulus), engineSide(good, 'good'), engineSide(faulty, 'bad'), { module: good, folder, before: 4 });
  const truth = oracle(faulty);
  expect([found!.cycle, found!.causes.map(({ name }) => name), found!.output]).toEqual([truth.cycle, ['phase'], undefined]);
  expect(found!.stopped).toMatch(/^tally: check 'slot rests in KEEP' does not hold at cycle \d+ \(test\/sim\/debug\/tally\.ts:\d+:\d+\)$/);
  expect(huntText(found!)).toMatch(/^first difference at cycle \d+: phase is SUM in good, KEEP in bad\n/);
  expect(huntText(found!)).toContain(` signals differ in this cycle\n  ${found!.stopped!}\n`);
});

test('a check that both sides break alike is the error', async () => {
  const broken: Stimulus = { ...stimulus, row: (cycle) => [cycle < 2 ? 1 : 0, 1, cycle] };
  await expect(hunt(courseOf(broken), engineSide(good), engineSide(good, 'again'), { module: good, folder })).rejects.toThrow(/^tally: assume 'start is low in SHOW' is broken by the inputs at cycle \d+/);
  expect(readdirSync(folder)).toEqual([]);
});

test('equal designs: nothing found, nothing written', async () => {
  expect(await hunt(courseOf(stimulus), engineSide(good), engineSide(good, 'again'), { module: good, folder: join(folder, 'none') })).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test('the report, and a save file whose first signal is the differing one and whose signals the trace has', async () => {
  const faulty = plantFault(good, ['channels', 'adder'], stickWire('scaled', 6));
  const found = await hunt(courseOf(stimulus), engineSide(good, 'good'), engineSide(faulty, 'bad'), { module: good, folder, before: 4 });
  expect(huntText(found!).replaceAll(folder, 'DIR')).toMatchInlineSnapshot(`
    "first difference at cycle 0: channels[0].adder.scaled is 1 in good, 65 in bad
      wire of 9 bits, declared in test/sim/debug/tally.ts:4:21, driven in test/sim/debug/tally.ts:12:24; what it is computed from is equal
    and at cycle 0: channels[1].adder.scaled is 1 in good, 65 in bad
      wire of 9 bits, declared in test/sim/debug/tally.ts:4:21, driven in test/sim/debug/tally.ts:12:24; what it is computed from is equal
      4 signals differ in this cycle; it reaches output result at cycle 16: 1172 in good, 1428 in bad
      traces of cycles 0 to 32: DIR/good.vcd, DIR/bad.vcd
      to look at them: gtkwave DIR/good.vcd DIR/good.gtkw; gtkwave DIR/bad.vcd DIR/bad.gtkw"
  `);
  const save = readFileSync(join(folder, 'good.gtkw'), 'utf8');
  const shown = save.split('\n').filter((line) => line.startsWith('tally.')).map((line) => line.replace(/\[\d+:0\]$/, ''));
  expect(shown[0]).toBe('tally.channels[0].element.adder.scaled');
  const traced = new Set(new VcdReader(join(folder, 'good.vcd')).variables.map(({ name }) => name));
  for (const name of shown) expect(traced).toContain(name.replace('tally.', '').replaceAll('].element.', '].'));
});

itWithVerilator('engine against Verilator: the fault is in what Verilator runs', async () => {
  const faulty = plantFault(good, ['channels', 'adder'], invertWire('scaled'));
  const truth = oracle(faulty);
  const found = await hunt(courseOf(stimulus), engineSide(good), verilatorSide(faulty, { optimize: '-O0' }), { module: good, folder, before: 4 });
  expect(found!.cycle).toBe(truth.cycle);
  expect(found!.causes.map(({ name }) => name)).toEqual(channels.map((each) => `${each}.adder.scaled`));
  expect(found!.files.map(({ side }) => side)).toEqual(['sim', 'verilator']);
  const names = (side: string): Set<string> => new Set(new VcdReader(join(folder, `${side}.vcd`)).variables.map(({ name }) => name));
  // What the engine shows beyond the Verilog: ports of instances that nobody reads, and nothing else.
  expect([...names('sim')].filter((name) => !names('verilator').has(name))).toEqual([]);
  expect(readFileSync(join(folder, 'verilator.gtkw'), 'utf8')).toContain('\nTOP.tally.channels[0].element.adder.scaled[8:0]\n');
}, 120_000);

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { traceWindow } from '../../../src/sim/debug/hunt.js';
import { engineSide, verilatorSide } from '../../../src/sim/debug/side.js';
import { filterVcd } from '../../../src/sim/debug/filter-vcd.js';
import { nearestScopes, signalFilter } from '../../../src/sim/debug/signal-glob.js';
import { VcdReader } from '../../../src/sim/debug/vcd-reader.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { courseOf } from '../../../src/sim/lockstep.js';
import { itWithVerilator } from '../../with-verilator.js';
import { Draws, randomModule } from '../engine/random-module.js';
import { tally } from './tally.js';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'bitloom-trace-')); });
afterEach(() => { rmSync(folder, { recursive: true }); });

/** A VCD reader of the test's own: word by word, as the standard has it. Value of each full path at any time. */
function parse(text: string): { paths: string[]; at(path: string, time: number): string | undefined } {
  const words = text.split(/\s+/);
  const scopes: string[] = [];
  const codes = new Map<string, string>();
  const events = new Map<string, [number, string][]>();
  let time = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '$scope') scopes.push(words[i + 2]!);
    else if (word === '$upscope') scopes.pop();
    else if (word === '$var') codes.set([...scopes, words[i + 4]].join('/'), words[i + 3]!);
    if (['$scope', '$upscope', '$var', '$version', '$timescale', '$date', '$enddefinitions'].includes(word)) {
      while (words[i] !== '$end') i++;
    } else if (/^#\d+$/.test(word)) time = Number(word.slice(1));
    else if (/^b[01]+$/.test(word)) {
      const code = words[++i]!;
      events.set(code, [...(events.get(code) ?? []), [time, word.slice(1)]]);
    } else if (/^[01]./.test(word)) events.set(word.slice(1), [...(events.get(word.slice(1)) ?? []), [time, word[0]!]]);
  }
  return { paths: [...codes.keys()], at: (path, when) => events.get(codes.get(path)!)?.findLast(([since]) => since <= when)?.[1] };
}

const slashed = (top: string, name: string): string => `${top}/${name.replace(/\]\./g, '].element.').replaceAll('.', '/')}`;

test('random modules: the trace of a window shows what is peeked in every cycle, under the Verilog\'s paths', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.nat(600), async (seed, size) => {
    const module = randomModule(new Draws(seed, size), 2);
    const draws = new Draws(seed + 1, 2000);
    const engine = createEngine(module);
    const names = ['rst', ...engine.inputs.map(({ name }) => name)];
    const rows = Array.from({ length: 14 }, () => [BigInt(draws.below(4) === 0), ...engine.inputs.map(({ type }) => draws.value(type))]);
    const file = join(folder, 't.vcd');
    await traceWindow(courseOf({ cycles: 14, names, row: (cycle) => rows[cycle]! }), engineSide(module), file, 5, 6);
    const vcd = parse(readFileSync(file, 'utf8'));
    expect(vcd.paths.length).toBe(engine.names.length + 1);
    const widths = new Map(new VcdReader(file).variables.map(({ name, width }) => [name, width]));
    await engine.drive(names, rows.slice(0, 5), []);
    for (let cycle = 5; cycle < 11; cycle++) {
      names.forEach((name, i) => engine.poke(name, rows[cycle]![i]!));
      for (const name of engine.names) {
        const path = slashed(module.name, name);
        const bits = vcd.at(path, 10 * cycle + 4)!;
        expect([name, cycle, BigInt(`0b${bits}`)]).toEqual([name, cycle, BigInt.asUintN(widths.get(name)!, engine.peekInternal(name))]);
      }
      await engine.run(1);
    }
  }), { numRuns: 15, interruptAfterTimeLimit: 5000 });
}, 30_000);

itWithVerilator('the engine\'s and Verilator\'s trace of one window say the same of every signal in every cycle; filtered, of those that are left', async () => {
  const module = tally().ir;
  const course = courseOf({ cycles: 120, names: ['rst', 'start', 'words'], row: (cycle) => [cycle < 2 ? 1 : 0, cycle % 16 === 5 ? 1 : 0, (cycle * 40503) % 65536] });
  const [own, other] = [join(folder, 'sim.vcd'), join(folder, 'verilator.vcd')];
  await traceWindow(course, engineSide(module), own, 40, 50);
  await traceWindow(course, verilatorSide(module, { optimize: '-O0' }), other, 40, 50);
  const [a, b] = [parse(readFileSync(own, 'utf8')), parse(readFileSync(other, 'utf8'))];
  const paths = a.paths.filter((path) => path !== 'tally/clk');
  expect(paths.length).toBeGreaterThan(30);
  for (const path of paths) {
    for (let cycle = 40; cycle < 90; cycle++) {
      const value = (vcd: typeof a, at: string): bigint => BigInt(`0b${vcd.at(at, 10 * cycle + 4)!}`);
      expect([path, cycle, value(b, `TOP/${path}`)]).toEqual([path, cycle, value(a, path)]);
    }
  }
  const few = join(folder, 'few.vcd');
  filterVcd(other, few, signalFilter(['channels[1].adder.*', 'phase']));
  const left = parse(readFileSync(few, 'utf8'));
  const adder = b.paths.filter((path) => path.startsWith('TOP/tally/channels[1]/element/adder/'));
  expect(adder.length).toBeGreaterThan(5);
  expect(left.paths.sort()).toEqual([...adder, 'TOP/tally/clk', 'TOP/tally/phase'].sort());
  for (const path of left.paths) expect(left.at(path, 10 * 77 + 4)).toBe(b.at(path, 10 * 77 + 4));
}, 120_000);

test('patterns: * within a step, ** across steps, brackets as they stand', () => {
  const names = ['rst', 'a.b', 'a.b.c', 'a.x[2].c', 'a.x[3].c', 'ab.c'];
  const fit = (...patterns: string[]): string[] => names.filter(signalFilter(patterns));
  expect(fit('a.*')).toEqual(['a.b']);
  expect(fit('a.**')).toEqual(['a.b', 'a.b.c', 'a.x[2].c', 'a.x[3].c']);
  expect(fit('**.c')).toEqual(['a.b.c', 'a.x[2].c', 'a.x[3].c', 'ab.c']);
  expect(fit('a.x[2].c', 'r?t')).toEqual(['rst', 'a.x[2].c']);
  expect(fit('a.x[*].c')).toEqual(['a.x[2].c', 'a.x[3].c']);
  expect(fit('A.b', 'a')).toEqual([]);
  expect(nearestScopes(names, 'a.x[4].c')).toEqual(['a', 'a.b', 'a.x[2]', 'a.x[3]']);
  expect(nearestScopes(names, 'zzz')).toEqual(['a', 'ab']);
});

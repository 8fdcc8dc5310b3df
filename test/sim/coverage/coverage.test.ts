import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { coverEngine } from '../../../src/sim/coverage/cover-engine.js';
import { type Coverage, mergeCoverage, parseCoverage } from '../../../src/sim/coverage/coverage.js';
import { ones, summarise, unseen } from '../../../src/sim/coverage/coverage-summary.js';
import { lcovText } from '../../../src/sim/coverage/lcov.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { Draws, randomModule } from '../engine/random-module.js';
import { tally } from '../debug/tally.js';

const bits = (value: bigint, width: number): string => BigInt.asUintN(width, value).toString(2).padStart(width, '0');

/** Toggles of every named value, counted on the interpreter: bit by bit, on text. */
function countedByPeeking(module: Module, rows: readonly (readonly bigint[])[]): Map<string, { rose: string; fell: string }> {
  const oracle = interpret(module);
  const engine = createEngine(module);
  const inputs = ['rst', ...engine.inputs.map(({ name }) => name)];
  const names = engine.names.filter((name) => name !== 'rst');
  const widths = new Map(coverEngine(module).coverage().signals.map(({ name, width }) => [name, width]));
  const history = rows.map((row) => {
    inputs.forEach((name, i) => oracle.set(name, row[i]!));
    const values = names.map((name) => bits(oracle.get(name), widths.get(name)!));
    oracle.tick();
    return values;
  });
  return new Map(names.map((name, index) => {
    const edges = (from: string, to: string): string => {
      const mask = [...history[0]![index]!].map((_, bit) => (history.some((row, cycle) => cycle > 0 && history[cycle - 1]![index]![bit] === from && row[index]![bit] === to) ? '1' : '0'));
      return BigInt(`0b${mask.join('')}`).toString(16);
    };
    return [name, { rose: edges('0', '1'), fell: edges('1', '0') }];
  }));
}

test('random modules: toggles of every named value are those counted by peeking, whatever calls ran the cycles', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.nat(800), async (seed, size) => {
    const module = randomModule(new Draws(seed, size), 2);
    const draws = new Draws(seed + 1, 1000);
    const covered = coverEngine(module);
    const { simulator } = covered;
    const names = ['rst', ...simulator.inputs.map(({ name }) => name)];
    const row = (): bigint[] => [draws.below(4) === 0 ? 1n : 0n, ...simulator.inputs.map(({ type }) => draws.value(type))];
    const rows: bigint[][] = [];
    // Rows with and without recording, single cycles, runs with steady inputs.
    for (let turn = 0; turn < 4; turn++) {
      const some = [row(), row(), row()];
      rows.push(...some);
      await simulator.drive(names, some, turn % 2 === 0 ? simulator.outputs.map(({ name }) => name) : []);
      const steady = row();
      rows.push(steady, steady, steady);
      names.forEach((name, i) => simulator.poke(name, steady[i]!));
      await simulator.run(3);
    }
    const coverage = covered.coverage();
    expect(coverage.cycles).toBe(rows.length);
    const expected = countedByPeeking(module, rows);
    for (const { name, rose, fell } of coverage.signals) expect({ name, rose, fell }).toEqual({ name, ...expected.get(name) });
    expect(coverage.signals.length).toBe(expected.size);
    // The run itself is the same as without.
    const plain = createEngine(module);
    await plain.drive(names, rows, []);
    expect(await simulator.hash()).toBe(await plain.hash());
  }), { numRuns: 40, interruptAfterTimeLimit: 8000 });
}, 30_000);

async function tallied(cycles: number, starts: (cycle: number) => boolean): Promise<Coverage> {
  const { simulator, coverage } = coverEngine(tally().ir);
  await simulator.drive(['rst', 'start', 'words'], Array.from({ length: cycles }, (_, cycle) => [cycle < 2 ? 1 : 0, starts(cycle) ? 1 : 0, (cycle * 40503) % 65536]), []);
  return coverage();
}

test('states, transitions and cover points of a machine; the same from the interpreter', async () => {
  const starts = (cycle: number): boolean => cycle % 20 === 5;
  const coverage = await tallied(100, starts);
  const oracle = interpret(tally().ir);
  const phases: number[] = [];
  for (let cycle = 0; cycle < 100; cycle++) {
    oracle.set('rst', cycle < 2);
    oracle.set('start', starts(cycle));
    oracle.set('words', (cycle * 40503) % 65536);
    phases.push(Number(oracle.get('phase')));
    oracle.tick();
  }
  const [machine] = coverage.machines;
  expect(machine!.states.map(({ cycles }) => cycles)).toEqual([0, 1, 2, 3].map((code) => phases.filter((phase) => phase === code).length));
  expect(machine!.transitions).toEqual([['IDLE', 'SUM', 0, 1], ['SUM', 'KEEP', 1, 2], ['KEEP', 'SHOW', 2, 3], ['SHOW', 'IDLE', 3, 0]].map(([from, to, a, b]) => ({
    from, to, allowed: true, count: phases.filter((phase, cycle) => phase === b && phases[cycle - 1] === a).length,
  })));
  expect(coverage.covers.map(({ name, count }) => [name, count])).toEqual([['a second round', oracle.covered.get('tally: a second round')]]);
  expect(summarise(coverage).total).toMatchObject({ states: { seen: 4, all: 4 }, transitions: { seen: 4, all: 4 }, covers: { seen: 1, all: 1 } });
});

test('what was never seen is named with its place; merged with a run that saw it, it is not', async () => {
  const idle = await tallied(50, () => false);
  expect(unseen(idle).slice(0, 9)).toMatchInlineSnapshot(`
    [
      "cover 'a second round' never held (test/sim/debug/tally.ts:59:5)",
      "phase was never SUM (test/sim/debug/tally.ts:46:45)",
      "phase was never KEEP (test/sim/debug/tally.ts:46:45)",
      "phase was never SHOW (test/sim/debug/tally.ts:46:45)",
      "phase never went from IDLE to SUM (test/sim/debug/tally.ts:46:45)",
      "phase never went from SUM to KEEP (test/sim/debug/tally.ts:46:45)",
      "phase never went from KEEP to SHOW (test/sim/debug/tally.ts:46:45)",
      "phase never went from SHOW to IDLE (test/sim/debug/tally.ts:46:45)",
      "start never moved (test/sim/debug/tally.ts:36:22)",
    ]
  `);
  const merged = mergeCoverage(idle, await tallied(400, (cycle) => cycle % 20 === 5));
  expect(merged.cycles).toBe(450);
  expect(unseen(merged).filter((line) => line.startsWith('phase') || line.startsWith('cover'))).toEqual([]);
  for (const [index, { rose, fell }] of merged.signals.entries()) {
    expect(ones(rose)).toBeGreaterThanOrEqual(ones(idle.signals[index]!.rose));
    expect(ones(fell)).toBeGreaterThanOrEqual(ones(idle.signals[index]!.fell));
  }
});

test('coverage survives its file; other files and other designs are refused', async () => {
  const coverage = await tallied(30, () => false);
  expect(parseCoverage(JSON.stringify(coverage), 'c.json')).toEqual(JSON.parse(JSON.stringify(coverage)));
  expect(() => parseCoverage('{', 'c.json')).toThrowErrorMatchingInlineSnapshot(`[InputError: c.json: not valid JSON; give a coverage.json that bitloom coverage wrote]`);
  expect(() => parseCoverage('{"format":"x"}', 'c.json')).toThrowErrorMatchingInlineSnapshot(`[InputError: c.json: expected format bitloom-coverage, version 1, found "x"; give a coverage.json that bitloom coverage wrote]`);
  const { coverage: other } = coverEngine(randomModule(new Draws(1, 100), 1));
  expect(() => mergeCoverage(coverage, other())).toThrow('are of different designs; merge runs of one design only');
});

test('lcov: lines of the TypeScript, branches for rises, falls and transitions, cover points as functions', async () => {
  const text = lcovText(await tallied(100, (cycle) => cycle % 20 === 5));
  expect(text).toMatch(/^TN:\nSF:test\/sim\/debug\/tally\.ts\nFN:\d+,tally: a second round\nFNDA:\d+,tally: a second round\nFNF:1\nFNH:1\n/);
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  expect(text).toContain(`\nLF:${count(/^DA:/gm)}\n`);
  expect(text).toContain(`\nLH:${count(/^DA:\d+,[1-9]/gm)}\n`);
  expect(text).toContain(`\nBRF:${count(/^BRDA:/gm)}\n`);
  expect(text).toContain(`\nBRH:${count(/^BRDA:\d+,0,\d+,[1-9]/gm)}\n`);
  expect(text.endsWith('end_of_record\n')).toBe(true);
});

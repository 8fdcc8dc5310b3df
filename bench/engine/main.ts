/**
 * `npm run bench:engine`: the engine against Verilator. Builds both sides, proves them equal by the hash of all outputs in the same run,
 * times short slices by turns and ends with one line of JSON. Verilator builds take minutes when the cache is empty.
 *
 *   --only <text>      only cases whose name contains it (may be repeated)
 *   --largest <n>      arrays up to n x n; default 32. Large Verilator builds are slow
 *   --rounds <n>       slices per contender, default 7, at least 5
 *   --engine-only      no Verilator: figures without ratios, and without proof
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { requireCompiler } from '../../src/sim/verilator/find-compiler.js';
import { requireVerilator } from '../../src/sim/verilator/find-verilator.js';
import { engine, verilators } from './contender.js';
import { firstCycleTime } from './first-cycle-time.js';
import { measure } from './measure.js';
import { caseResult, caseText, mcps, rounded, type CaseResult } from './report.js';
import { stepping } from './stepping.js';
import { arrayWorkload, idleWorkload, layerWorkload, type Workload } from './workload.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    largest: { type: 'string', default: '32' },
    rounds: { type: 'string', default: '7' },
    'engine-only': { type: 'boolean', default: false },
  },
});
const rounds = Math.max(5, Number(options.rounds));
const largest = Number(options.largest);
const print = (text: string): void => { process.stdout.write(`${text}\n`); };

// 1. What is compared, with versions.
const contenders = options['engine-only'] ? [engine] : [engine, ...verilators];
print(`Node ${process.versions.node}, V8 ${process.versions.v8}; ${cpus()[0]?.model ?? process.arch}, ${cpus().length} processors`);
if (!options['engine-only']) {
  print(`${(await requireVerilator()).versionLine}, --cc -O3 --x-assign unique --x-initial unique --assert, Verilog as shipped`);
  for (const compiler of ['g++', 'clang++']) print((await requireCompiler(compiler)).versionLine);
}
print('A figure is million simulated clock cycles per second of wall time, without hashing, all in one call; best and median of '
  + `${rounds} slices, contenders by turns.\n`);

// 2. The cases.
const layer = layerWorkload({ name: 'accelerator 8x64x8', shape: [32, 32, 16], weightBits: 2, activationBits: 2, layers: 4 });
const sizes = [2, 4, 8, 16, 32];
const all: Workload[] = [
  layer,
  layerWorkload({ name: 'accelerator 8x64x8, last stage', shape: [8, 8, 64], weightBits: 2, activationBits: 2, layers: 8 }),
  idleWorkload,
  ...sizes.filter((size) => size <= largest).map((size) => arrayWorkload(size, size)),
];
const chosen = all.filter(({ name }) => options.only?.some((text) => name.includes(text)) ?? true);
const skipped = sizes.filter((size) => size > largest).map((size) => `array ${size}x64x${size}`);
if (skipped.length > 0) print(`Skipped by --largest: ${skipped.join(', ')}\n`);

// 3. Proof and time of each.
const results: CaseResult[] = [];
for (const workload of chosen) {
  const design = workload.design();
  const speeds = await measure(workload, design, contenders, { rounds, slice: 150 });
  if (options['engine-only']) {
    print(`${workload.name}: best ${mcps(speeds[0]!.best)}, median ${mcps(speeds[0]!.median)} Mcycles/s`);
    continue;
  }
  const result = caseResult(workload.name, contenders, speeds);
  results.push(result);
  print(`${caseText(workload.definition, contenders, speeds, result)}\n`);
}

// 4. One cycle per call, and the first cycle of all.
const step = await stepping(layer, layer.design(), rounds);
print(`One cycle per call from TypeScript, ${layer.name}: best ${mcps(step.best)}, median ${mcps(step.median)} Mcycles/s`);
const first = await firstCycleTime(rounds);
print(`First cycle of the accelerator in a fresh process: ${first.total.toFixed(0)} ms = elaborate ${first.elaborate.toFixed(0)} + IR passes `
  + `${first.lower.toFixed(0)} + code and instance ${first.code.toFixed(0)}; loading the modules before that ${first.load.toFixed(0)}; the faster loops, of runs beyond 1000 cycles, ${first.divide.toFixed(0)}`);

// 5. For machines.
print(JSON.stringify({ engine: { cases: results, stepMcps: rounded(step.best), firstCycleMs: rounded(first.total) } }));

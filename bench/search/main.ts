/**
 * `npm run bench:search -- --mnist DIR --cifar10 DIR`: the figures of the search. Long: hours. Run by run resumable: broken off and started again it
 * goes on where it was. Keeps parameters, seeds and results in bench/results and ends with one line of JSON.
 *
 *   --mnist DIR, --cifar10 DIR   the data, see README.md
 *   --runs DIR                   run folders with checkpoints; default runs/bench-search (runs/bench-search-quick)
 *   --only mnist|cifar10|step    one part (may be repeated)
 *   --processes N                searches at a time, default 2
 *   --no-verilator               leave Verilator out
 *   --quick                      small sizes that prove the code and no figure; drawn digits where a data folder is missing
 */
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runPool } from '../../src/cli/jobs/run-pool.js';
import { writePlan } from '../../src/cli/jobs/sweep-plan.js';
import { writeAtomically } from '../../src/files/write-atomically.js';
import { interruptSignal } from '../../src/search/run/interrupted.js';
import type { SearchReport } from '../../src/search/search-result.js';
import { experiments, plannedRuns } from './plan.js';
import { stepCosts, type StepCost } from './step-cost.js';
import { type BudgetSummary, cycleAgreement, integerGap, readReport, type Spread, summarise } from './summary.js';

const { values: options } = parseArgs({
  options: {
    mnist: { type: 'string' }, cifar10: { type: 'string' }, runs: { type: 'string' }, only: { type: 'string', multiple: true },
    processes: { type: 'string', default: '2' }, 'no-verilator': { type: 'boolean', default: false }, quick: { type: 'boolean', default: false },
  },
});
const { mnist, cifar10, quick } = options;
const wanted = (part: string): boolean => options.only?.includes(part) ?? true;
const print = (text: string): void => void process.stdout.write(`${text}\n`);
for (const part of ['mnist', 'cifar10'] as const) {
  if (wanted(part) && !quick && options[part] === undefined) throw new Error(`bench:search: --${part} DIR is missing; README.md says what lies in it. --quick does without.`);
}
const folder = options.runs ?? (quick ? 'runs/bench-search-quick' : 'runs/bench-search');

// 1. All searches, two at a time. One sweep plan keeps the parameters: other ones need another folder.
const chosen = experiments({ mnist, cifar10, quick }).filter(({ name }) => wanted(name));
// The longest first, so that none is left alone at the end.
const runs = chosen.toReversed().flatMap((experiment) => plannedRuns(experiment, quick ? 1 : 20, !options['no-verilator']));
const { signal, dispose } = interruptSignal();
if (runs.length > 0) await runPool(await writePlan(folder, runs), { folder, processes: Number(options.processes), line: (line) => void process.stderr.write(`${line}\n`), signal });
dispose();

// 2. Accuracy at equal cycles, (a) and (b).
const parts: { name: string; title: string; parameters: readonly string[]; budgets: BudgetSummary[] }[] = [];
const reports: SearchReport[] = [];
for (const { name, title, targets, seeds, parameters } of chosen) {
  const budgets = await Promise.all(targets.map(async (target) => {
    const found = await Promise.all(seeds.map((seed) => readReport(folder, `${name}-${target}-s${seed}`)));
    reports.push(...found);
    return summarise(target, found);
  }));
  parts.push({ name, title, parameters, budgets });
  print(`\n${title}: accuracy of integer networks in percent, mean +- deviation over ${seeds.length} seeds; all trained for as many epochs in all`);
  for (const budget of budgets) {
    print(`${budget.target}, ${budget.budget} cycles: ${[['float', budget.float], ['searched', budget.searched], ['best uniform', budget.bestUniform], ...Object.entries(budget.rivals)]
      .map(([contestant, spread]) => `${contestant as string} ${text(spread as Spread)}`).join(', ')}; searched - best uniform ${text(budget.lead)} points`);
  }
}

// 3. (c) What a step costs.
let step: { backend: string; model: string; batch: number; costs: StepCost[] } | undefined;
if (wanted('step')) {
  const size = quick ? { model: 'resnet8', width: 4, batchSize: 4, rounds: 3 } : { model: 'resnet8', width: 16, batchSize: 32, rounds: 15 };
  const { backend, costs } = await stepCosts({ ...size, backend: 'auto', supernet: true });
  step = { backend, model: `${size.model}, width ${size.width}`, batch: size.batchSize, costs };
  print(`\nOne training step of ${step.model}, batch ${step.batch}, backend ${backend}; 5 x 5 candidates; best and median time, median processor time, most bytes of tensors at a time`);
  for (const { name, bestMs, medianMs, processorMs, peakBytes } of costs) {
    print(`${name.padEnd(18)} ${bestMs.toFixed(1).padStart(8)} ms ${medianMs.toFixed(1).padStart(8)} ms (x ${(medianMs / costs[0]!.medianMs).toFixed(2)}) ${processorMs.toFixed(1).padStart(8)} ms (x ${(processorMs / costs[0]!.processorMs).toFixed(2)})  ${(peakBytes / 1e6).toFixed(1).padStart(7)} MB (x ${(peakBytes / costs[0]!.peakBytes).toFixed(2)})`);
  }
}

// 4. (d) cycles, (e) integers.
const cycles = runs.length === 0 ? undefined : await cycleAgreement(folder, runs.map(({ name }) => name));
const integer = runs.length === 0 ? undefined : integerGap(reports);
if (cycles && integer) {
  print(`\nCycles of the chosen networks, ${cycles.layers} layers: table = simulator ${cycles.simulator}, = Verilator ${cycles.verilator ?? 'not run'}`);
  print(`Integer against trained networks, ${integer.networks} networks: at most ${integer.points.toFixed(2)} points apart`);
}

// 5. For the record and for machines.
const result = { search: { quick, parts, step: step ?? null, cycles: cycles ?? null, integer: integer ?? null } };
// Quick figures are none: they stay with their runs.
const place = quick ? folder : 'bench/results';
await mkdir(place, { recursive: true });
const versions = reports[0]?.versions ?? { node: process.version };
// Where the data lay is of no interest to others.
const anywhere = (text: string): string => [mnist, cifar10].reduce<string>((all, place) => (place === undefined ? all : all.replaceAll(JSON.stringify(place).slice(1, -1), 'DIR')), text);
await writeAtomically(`${place}/search${options.only ? `-${options.only.join('-')}` : ''}.json`, `${anywhere(JSON.stringify({ ...result.search, versions, runs }, null, 2))}\n`);
print(anywhere(JSON.stringify(result)));

function text({ mean, deviation }: Spread): string {
  return deviation === null ? mean.toFixed(2) : `${mean.toFixed(2)} +- ${deviation.toFixed(2)}`;
}

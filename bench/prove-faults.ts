/**
 * `npm run prove:faults -- [--each N] [--seed 1] [--only text] [--jobs 2] [--resume]`: faults planted one by one in the accelerator's own modules and
 * its AXI masters: swapped operators and arms, bounds off by one, stuck bits, lost operands, inversions and assignments, tied enables: every
 * one there is, or, with --each, so many of every class per module.
 *
 * A fault is found when the block differs from its reference in TypeScript (test/hwgen/blocks), or a whole accelerator in a value, a
 * cycle, a counter or an outcome: a good network, then hostile chains. It is none where yosys proves that the circuit is the same. What is left is
 * explained (test/sim/robust/explained-faults.ts) or needs a better test: then the exit status is 1, as where an explained fault is found. Findings are kept in
 * runs/prove-faults.jsonl; --resume takes those of modules that are the same as then, and goes on.
 */
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { parseArgs } from 'node:util';
import type { Finding } from './faults/find-fault.js';
import { plannedFaults, stampOf, textOf } from './faults/planned-faults.js';
import { explanationOf } from '../test/sim/robust/explained-faults.js';

const { values } = parseArgs({ options: {
  each: { type: 'string', default: 'Infinity' }, seed: { type: 'string', default: '1' }, only: { type: 'string', default: '' }, jobs: { type: 'string', default: '2' },
  resume: { type: 'boolean', default: false },
} });
const plan = { each: Number(values.each), seed: Number(values.seed), only: values.only };
const file = 'runs/prove-faults.jsonl';

// 1. What is to be found, and what is found already.
const faults = plannedFaults(plan);
const findings = new Map<string, Finding>();
const stamps = new Map(faults.map(({ module }) => [module, stampOf(module)]));
const explanation = (index: number): string | undefined => explanationOf(faults[index]!.module.name, textOf(faults[index]!.site));
const placed = (name: string): string => name.replace(/ \([^()]*:\d+\)$/, '');
const kept = new Map<string, Finding>();
if (values.resume && existsSync(file)) {
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n').filter(Boolean)) {
    const { stamp, name, ...finding } = JSON.parse(line) as { stamp: string; name: string } & Finding;
    kept.set(`${stamp} ${name}`, finding);
  }
} else {
  mkdirSync('runs', { recursive: true });
  writeFileSync(file, '');
}
for (const [index, { module, name }] of faults.entries()) {
  const finding = kept.get(`${stamps.get(module)!} ${placed(name)}`);
  // What no one found is looked for again.
  if (finding !== undefined && finding.kind !== 'survived' && (finding.kind !== 'explained' || explanation(index) !== undefined)) findings.set(name, finding);
}
// The whole accelerator last: its faults take a run each.
const left = faults.flatMap(({ name }, index) => (findings.has(name) ? [] : [index])).sort((a, b) => Number(faults[a]!.path.length === 0) - Number(faults[b]!.path.length === 0));
console.log(`${faults.length} faults, ${faults.length - left.length} found before`);

// 2. The rest, in workers.
await Promise.all(Array.from({ length: Number(values.jobs) }, async () => {
  const worker = new Worker(new URL('./faults/worker.js', import.meta.url), { workerData: plan });
  for (let index = left.shift(); index !== undefined; index = left.shift()) {
    worker.postMessage(index);
    const [finding] = (await once(worker, 'message')) as [Finding];
    const { name, module } = faults[index]!;
    findings.set(name, finding);
    appendFileSync(file, `${JSON.stringify({ stamp: stamps.get(module), name: placed(name), kind: finding.kind, text: finding.text.slice(0, 300) })}\n`);
    if (finding.kind !== 'reference') console.log(`${finding.kind.padEnd(14)} ${name}${finding.text && `: ${finding.text.slice(0, 120).replace(/\n/g, ' ')}`}`);
  }
  await worker.terminate();
}));

// 3. The table: modules and what found their faults.
const kinds = ['reference', 'good chain', 'counters', 'descriptor', 'hostile chain', 'refused', 'same circuit', 'explained', 'survived'];
const rows = new Map<string, Map<string, number>>();
for (const { module, name } of faults) {
  const row = rows.get(module.name) ?? new Map<string, number>();
  const { kind } = findings.get(name)!;
  rows.set(module.name, row.set(kind, (row.get(kind) ?? 0) + 1).set('faults', (row.get('faults') ?? 0) + 1));
}
const line = (name: string, cell: (column: string) => string): void => console.log(`${name.padEnd(34)}${['faults', ...kinds].map((column) => cell(column).padStart(column.length + 2)).join('')}`);
line('module', (column) => column);
for (const [name, row] of rows) line(name, (column) => String(row.get(column) ?? ''));
line('all', (column) => String([...rows.values()].reduce((sum, row) => sum + (row.get(column) ?? 0), 0)));
const survivors = faults.filter(({ name }) => findings.get(name)!.kind === 'survived');
for (const { name } of survivors) console.log(`unexplained: ${name}`);
// An explanation says that nothing can find the fault.
const wrong = faults.filter(({ name }, index) => findings.get(name)!.kind !== 'explained' && findings.get(name)!.kind !== 'survived' && explanation(index) !== undefined);
for (const { name } of wrong) console.log(`explained, but found (${findings.get(name)!.kind}): ${name}`);
console.log(`${faults.length} faults, ${survivors.length} unexplained, ${wrong.length} explained but found`);
process.exitCode = survivors.length + wrong.length > 0 ? 1 : 0;

/**
 * `npm run prove:faults -- [--each N] [--seed 1] [--only text]... [--jobs 2] [--minutes M] [--resume]`: faults planted one by one in the accelerator's
 * modules: swapped operators and arms, bounds off by one, stuck bits, lost operands, inversions and assignments, tied enables: every
 * one there is, or, with --each, so many of every class per module.
 *
 * A fault is one site in one build's netlist (test/sim/robust/fault-builds.ts): plain, with thresholds, requantising digit by digit, lean. A wire or statement
 * that reads the same in several builds is planted in the first of them, and only runs of that very build count. A fault is found when the block differs from its
 * reference in TypeScript (test/hwgen/blocks), or the whole accelerator in a value, a cycle, a counter or an outcome: good networks, then hostile chains. It is none
 * where yosys proves that the circuit is the same. What is left is explained (test/sim/robust/explained-faults.ts) or needs a better test: then the exit status is 1, as
 * where an explained fault is found, or where some are left open after --minutes. Findings are kept in runs/prove-faults.jsonl; --resume takes those of modules that
 * are the same as then, and goes on.
 */
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { parseArgs } from 'node:util';
import type { Finding } from './faults/find-fault.js';
import { plannedFaults, stampOf } from './faults/planned-faults.js';
import { faultTable } from './faults/fault-table.js';
import { explanationOf } from '../test/sim/robust/explained-faults.js';

const { values } = parseArgs({ options: {
  each: { type: 'string', default: 'Infinity' }, seed: { type: 'string', default: '1' }, only: { type: 'string', multiple: true, default: [] }, jobs: { type: 'string', default: '2' },
  minutes: { type: 'string', default: 'Infinity' }, resume: { type: 'boolean', default: false },
} });
const plan = { each: Number(values.each), seed: Number(values.seed), only: values.only };
const file = 'runs/prove-faults.jsonl';
const end = Date.now() + Number(values.minutes) * 60_000;

// 1. What is to be found, and what is found already.
const faults = plannedFaults(plan);
const findings = new Map<string, Finding>();
const stamps = new Map(faults.map((fault) => [fault.module, stampOf(fault)]));
const explanation = (index: number): string | undefined => explanationOf(faults[index]!.build.name, faults[index]!.module.name, faults[index]!.site);
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
  if (finding === undefined) continue;
  // What no one found is looked for again, unless it is explained by now.
  const reason = finding.kind === 'survived' || finding.kind === 'explained' ? explanation(index) : undefined;
  if (reason !== undefined) findings.set(name, { kind: 'explained', text: reason });
  else if (finding.kind !== 'survived' && finding.kind !== 'explained') findings.set(name, finding);
}
// The whole accelerator last: its faults take a run each.
const left = faults.flatMap(({ name }, index) => (findings.has(name) ? [] : [index])).sort((a, b) => Number(faults[a]!.path.length === 0) - Number(faults[b]!.path.length === 0));
console.log(`${faults.length} faults, ${faults.length - left.length} found before`);

// 2. The rest, in workers.
await Promise.all(Array.from({ length: Math.min(Number(values.jobs), left.length) }, async () => {
  const worker = new Worker(new URL('./faults/worker.js', import.meta.url), { workerData: plan });
  for (let index = left.shift(); index !== undefined && Date.now() < end; index = left.shift()) {
    worker.postMessage(index);
    const [finding] = (await once(worker, 'message')) as [Finding];
    const { name, module } = faults[index]!;
    findings.set(name, finding);
    appendFileSync(file, `${JSON.stringify({ stamp: stamps.get(module), name: placed(name), kind: finding.kind, text: finding.text.slice(0, 300) })}\n`);
    if (finding.kind !== 'reference') console.log(`${finding.kind.padEnd(14)} ${name}${finding.text && `: ${finding.text.slice(0, 120).replace(/\n/g, ' ')}`}`);
  }
  await worker.terminate();
}));

// 3. What found the faults of each module, and what is left to do.
for (const line of faultTable(faults, findings)) console.log(line);
const of = (...kinds: readonly string[]) => faults.filter(({ name }) => kinds.includes(findings.get(name)?.kind ?? 'open'));
for (const { name } of of('survived')) console.log(`survived: ${name}`);
// An explanation says that nothing can find the fault.
const wrong = faults.filter(({ name }, index) => findings.has(name) && !of('explained', 'survived').some((fault) => fault.name === name) && explanation(index) !== undefined);
for (const { name } of wrong) console.log(`explained, but found (${findings.get(name)!.kind}): ${name}`);
const [proved, explained, survived, open] = [of('same circuit').length, of('explained').length, of('survived').length, of('open').length];
console.log(`${faults.length} planted, ${faults.length - proved - explained - survived - open} caught, ${proved} proved to be none, ${explained} explained, ${survived} survived, ${open} open; ${wrong.length} explained but found`);
process.exitCode = survived + open + wrong.length > 0 ? 1 : 0;

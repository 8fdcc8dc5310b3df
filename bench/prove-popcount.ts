/**
 * `npm run prove:popcount -- [--to 256] [--jobs 2] [--restart]`: yosys proves every popcount construction of every target equal to the plain
 * sum, for 1 bit to `to` bits. What is proved is kept in .cache/prove-popcount.json by the hash of all that yosys read, so a run that
 * was stopped goes on, and a changed construction is proved again. Ends with a table; exits with 1 when a proof fails.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { blockBits } from '../src/hwgen/verilog/popcount-blocks.js';
import { countsAnds } from '../src/hwgen/verilog/popcount-module.js';
import { popcountModuleName, type PopcountModule } from '../src/hwgen/verilog/popcount-part.js';
import { targets, type Target } from '../src/hwgen/verilog/target.js';
import { popcountProof, type ProofResult, type ProofTask } from './popcount-proof.js';

const FILE = '.cache/prove-popcount.json';
/** Widths per run of yosys: a run costs seconds to start, and what is done when it is stopped is lost. */
const BATCH = 8;

const { values } = parseArgs({
  options: { to: { type: 'string', default: '256' }, jobs: { type: 'string', default: '2' }, restart: { type: 'boolean', default: false } },
});
const [to, jobs] = (['to', 'jobs'] as const).map((name) => {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} ${values[name]}; give a whole number from 1`);
  return value;
}) as [number, number];

interface Job {
  readonly form: string;
  readonly parts: readonly PopcountModule[];
  readonly task: ProofTask;
  readonly key: string;
}

// 1. What there is to prove, and what of it is.
const forms = targets.flatMap((target) => (countsAnds(target) ? [false, true] : [false]).map((ands) => ({ target, ands, name: `${target.padEnd(8)} ${ands ? 'of a & b' : 'of bits '}` })));
const all = forms.flatMap(({ target, ands, name }) => batches(to).map((widths) => jobOf(name, target, widths.map((width) => ({ width, ands })))));
const proved = new Set(kept());
const pending = all.filter(({ key }) => !proved.has(key));
let failures = 0;

// 2. The rest, in workers.
await Promise.all(Array.from({ length: Math.min(jobs, pending.length) }, work));

// 3. The table.
for (const { name } of forms) {
  const widths = all.filter(({ form, key }) => form === name && proved.has(key)).reduce((sum, { parts }) => sum + parts.length, 0);
  console.log(`${name} ${widths} of ${to} widths proved equal to the plain sum`);
}
process.exitCode = failures > 0 ? 1 : 0;

async function work(): Promise<void> {
  const worker = new Worker(new URL('./popcount-worker.js', import.meta.url));
  for (let job = pending.shift(); job; job = pending.shift()) {
    const begin = performance.now();
    worker.postMessage(job.task);
    const [result] = (await once(worker, 'message')) as [ProofResult];
    const [first, last] = [job.parts[0]!, job.parts.at(-1)!];
    const title = `${job.form}: ${first.width} to ${last.width} bits`;
    if (result.proved) {
      proved.add(job.key);
      mkdirSync('.cache', { recursive: true });
      writeFileSync(FILE, JSON.stringify([...proved]));
      console.log(`${title}, ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    } else {
      failures++;
      console.error(`${title}: not proved, one of ${popcountModuleName(first)} to ${popcountModuleName(last)}\n${result.log}`);
    }
  }
  await worker.terminate();
}

function jobOf(form: string, target: Target, parts: readonly PopcountModule[]): Job {
  const task = popcountProof(parts, target);
  return { form, parts, task, key: createHash('sha256').update(`${task.script}\n${task.source}`).digest('hex') };
}

/** 1 to `last` in runs of `BATCH`, none across the end of the first block. */
function batches(last: number): number[][] {
  const found: number[][] = [];
  for (let first = 1; first <= last; ) {
    const end = Math.min(last, first + BATCH - 1, first <= blockBits ? blockBits : last);
    found.push(Array.from({ length: end - first + 1 }, (_, i) => first + i));
    first = end + 1;
  }
  return found;
}

function kept(): string[] {
  if (values.restart) return [];
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as string[];
  } catch {
    return [];
  }
}

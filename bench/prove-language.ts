/**
 * `npm run prove:language -- [--modules 20000] [--first 1] [--cycles 24] [--batch 75] [--jobs 2] [--restart]`: random modules of the
 * language run the same vectors in the engine, Verilator and Icarus; remarks of Verilator (-Wall) and Icarus about the Verilog count too.
 * Module n is made from seed n, so a mismatch is told by its number.
 * Progress is kept in .cache/prove-language.json: a run that was stopped goes on where it was. Exits with 1 after a mismatch.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { batchOf } from '../test/hwgen/proof/batch.js';
import { mismatchText, proveBatch } from '../test/hwgen/proof/prove-batch.js';
import { randomDesign } from '../test/hwgen/proof/random-design.js';

interface Progress {
  readonly first: number;
  readonly cycles: number;
  readonly batch: number;
  /** First seeds of the batches that are done. */
  readonly done: number[];
  modules: number;
  moduleCycles: number;
  readonly mismatches: string[];
  readonly remarks: string[];
}

const FILE = '.cache/prove-language.json';

const { values } = parseArgs({
  options: {
    modules: { type: 'string', default: '20000' }, first: { type: 'string', default: '1' }, cycles: { type: 'string', default: '24' },
    batch: { type: 'string', default: '75' }, jobs: { type: 'string', default: '2' }, restart: { type: 'boolean', default: false },
  },
});
const [modules, first, cycles, batch, jobs] = (['modules', 'first', 'cycles', 'batch', 'jobs'] as const).map((name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} ${values[name]}; give a whole number from 1`);
  return value;
}) as [number, number, number, number, number];

const progress = resume();
const seeds = Array.from({ length: Math.ceil(modules / batch) }, (_, i) => first + i * batch).filter((seed) => !progress.done.includes(seed));
const begin = performance.now();
const before = progress.modules;
await Promise.all(Array.from({ length: jobs }, work));
console.log(`${progress.modules} modules, ${progress.moduleCycles} cycles, ${progress.mismatches.length} mismatches, ${progress.remarks.length} remarks of linters`);
for (const text of [...progress.mismatches, ...progress.remarks]) console.log(`  ${text}`);
process.exitCode = progress.mismatches.length + progress.remarks.length > 0 ? 1 : 0;

async function work(): Promise<void> {
  for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
    const count = Math.min(batch, first + modules - seed);
    const { mismatches, remarks } = await prove(seed, count);
    progress.done.push(seed);
    progress.modules += count;
    progress.moduleCycles += count * cycles;
    progress.mismatches.push(...mismatches);
    progress.remarks.push(...remarks);
    writeFileSync(FILE, JSON.stringify(progress));
    const perSecond = (progress.modules - before) / ((performance.now() - begin) / 1000);
    console.log(`${progress.modules} of ${modules} modules, ${progress.mismatches.length} mismatches, ${progress.remarks.length} remarks, ${perSecond.toFixed(1)} modules/s`);
  }
}

/** Mismatches as text; what the printer, the engine or a simulator refuses counts as one. */
async function prove(seed: number, count: number): Promise<{ readonly mismatches: readonly string[]; readonly remarks: readonly string[] }> {
  try {
    const batch = batchOf(Array.from({ length: count }, (_, i) => randomDesign(seed + i)), seed, cycles);
    const { mismatches, remarks } = await proveBatch(batch, { keepBuild: false });
    return { mismatches: mismatches.map(mismatchText), remarks };
  } catch (error) {
    return { mismatches: [`modules ${seed} to ${seed + count - 1}: ${String(error)}`], remarks: [] };
  }
}

/** What an earlier run of the same seeds and vectors did; nothing otherwise. */
function resume(): Progress {
  mkdirSync('.cache', { recursive: true });
  const fresh: Progress = { first, cycles, batch, done: [], modules: 0, moduleCycles: 0, mismatches: [], remarks: [] };
  if (values.restart) return fresh;
  try {
    const kept = JSON.parse(readFileSync(FILE, 'utf8')) as Progress;
    return kept.first === first && kept.cycles === cycles && kept.batch === batch ? kept : fresh;
  } catch {
    return fresh;
  }
}

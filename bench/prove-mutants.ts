/**
 * `npm run prove:mutants -- [--modules 600] [--only text]`: faults planted one by one in the printer and the engine; each must change an
 * output of the random modules of the proof, or be refused. Prints what found each; exits with 1 when one survived, or is stale: its text is
 * no longer in the sources.
 */
import { parseArgs } from 'node:util';
import { engineMutants } from '../test/hwgen/proof/mutants/engine-mutants.js';
import { Hunt, type Verdict } from '../test/hwgen/proof/mutants/hunt.js';
import type { Mutant } from '../test/hwgen/proof/mutants/mutant.js';
import { printerMutants } from '../test/hwgen/proof/mutants/printer-mutants.js';

const { values } = parseArgs({ options: { modules: { type: 'string', default: '600' }, only: { type: 'string', default: '' } } });
const hunt = new Hunt(Number(values.modules));
const counts = { value: 0, refused: 0, survived: 0, stale: 0 };
const survivors: string[] = [];

try {
  await all('printer', printerMutants, (mutant) => hunt.printer(mutant));
  await all('engine', engineMutants, (mutant) => hunt.engine(mutant));
} finally {
  hunt.end();
}
const total = Object.values(counts).reduce((sum, count) => sum + count);
console.log(`${total} mutants: ${counts.value} caught by a value, ${counts.refused} refused, ${counts.survived} survived, ${counts.stale} stale`);
for (const name of survivors) console.log(`  ${name}`);
process.exitCode = survivors.length > 0 ? 1 : 0;

async function all(part: string, mutants: readonly Mutant[], test: (mutant: Mutant) => Promise<Verdict>): Promise<void> {
  for (const mutant of mutants) {
    const name = `${part}: ${mutant.name}`;
    if (!name.includes(values.only)) continue;
    const verdict = await test(mutant);
    counts[verdict.kind]++;
    if (verdict.kind === 'survived' || verdict.kind === 'stale') survivors.push(`${verdict.kind}: ${name}`);
    console.log(`${verdict.kind.padEnd(8)} ${name}: ${verdict.text.slice(0, 240)}`);
  }
}

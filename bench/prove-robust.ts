/**
 * `npm run prove:robust -- [--chains 10000] [--first 1] [--systems 10]`: hostile chains on small accelerators on the engine: random and damaged descriptors,
 * addresses outside, sizes of zero, no end, bus errors, resets in the middle, starts while busy, pauses, a memory that answers no more.
 * After each the good chain must give the reference's results in the model's cycles. Chain n is always the same one. Prints chains by kind,
 * outcomes by error code, the longest, and what must not have been; exits with 1 if there was any.
 */
import { parseArgs } from 'node:util';
import { errorCodes } from '../src/hwgen/accelerator/error-codes.js';
import { hostileCases } from '../test/sim/robust/hostile-cases.js';
import { kinds } from '../test/sim/robust/hostile-chain.js';
import { kindOf } from '../test/sim/robust/hostile-kinds.js';
import { HostileRunner } from '../test/sim/robust/hostile-runner.js';

const { values } = parseArgs({ options: { chains: { type: 'string', default: '10000' }, first: { type: 'string', default: '1' }, systems: { type: 'string', default: '10' } } });
const [chains, first, systems] = [values.chains, values.first, values.systems].map(Number) as [number, number, number];
const codes = Object.keys(errorCodes);
const table = new Map(kinds.map((kind) => [kind, { chains: 0, outcomes: new Map<string, number>(), longest: 0 }]));
let violated = 0;
const began = performance.now();

const cases = hostileCases(systems);
for (const [index, experiment] of cases.entries()) {
  const runner = await HostileRunner.open(experiment);
  for (let chain = first; chain < first + chains; chain++) {
    if (chain % systems !== index) continue;
    const kind = kindOf(chain);
    const { error, cycles, violations } = await runner.run(kind, chain);
    const row = table.get(kind)!;
    row.chains++;
    row.outcomes.set(codes[error] ?? `${error}`, (row.outcomes.get(codes[error] ?? `${error}`) ?? 0) + 1);
    row.longest = Math.max(row.longest, cycles);
    if (violations.length > 0) {
      violated++;
      console.log(`chain ${chain}, ${kind}, system ${index}: ${violations.join('; ')}`);
    }
  }
  await runner.close();
  console.error(`system ${index + 1} of ${systems}: ${JSON.stringify(experiment.parameters)}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

for (const [kind, { chains: count, outcomes, longest }] of table) {
  const ends = [...outcomes].sort(([, a], [, b]) => b - a).map(([name, n]) => `${name} ${n}`).join(', ');
  console.log(`${kind.padEnd(17)} ${String(count).padStart(6)} chains, longest ${String(longest).padStart(7)} cycles: ${ends}`);
}
console.log(JSON.stringify({ robust: { chains, first, systems, violations: violated, seconds: Math.round((performance.now() - began) / 1000) } }));
process.exitCode = violated > 0 ? 1 : 0;

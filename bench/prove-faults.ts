/**
 * `npm run prove:faults -- [--each 1] [--seed 1] [--only text] [--part 1/2]`: faults planted one by one in the accelerator's own modules and its AXI
 * masters: swapped operators and arms, bounds off by one, stuck bits, lost operands, inversions and assignments, tied enables. Of every class
 * `each` faults are drawn per module. Each must change a value, a cycle, a counter or an outcome of short runs: a good network, then
 * hostile chains. Prints what found each, and the survivors with their lines: those that are explained, and those that need a
 * better test. Exits with 1 if there are any of the latter.
 */
import { parseArgs } from 'node:util';
import { accelerator } from '../src/hwgen/accelerator/accelerator.js';
import { locate } from '../src/hwgen/language/location.js';
import type { Module } from '../src/hwgen/ir/module.js';
import { explanationOf } from '../test/sim/robust/explained-faults.js';
import { FaultHunt } from '../test/sim/robust/fault-hunt.js';
import { faultSites, type FaultSite } from '../test/sim/robust/fault-sites.js';
import { faultCases } from '../test/sim/robust/hostile-cases.js';
import { randomSource } from '../test/network/random-network.js';

const { values } = parseArgs({ options: {
  each: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' }, only: { type: 'string', default: '' }, part: { type: 'string', default: '1/1' },
} });
const random = randomSource(Number(values.seed));
const cases = faultCases();
const hunt = new FaultHunt(cases);
const counts = new Map<string, number>();
const survivors: string[] = [];
let explained = 0;
const [part, parts] = values.part.split('/').map(Number) as [number, number];
let number = 0;

for (const { path, module } of modules(accelerator(cases[0]!.parameters).ir, [])) {
  for (const site of drawn(faultSites(module))) {
    const name = `${path.join('.') || 'accelerator'}: ${site.kind}: ${site.what}`;
    if (number++ % parts !== part - 1 || !name.includes(values.only)) continue;
    const { kind, text } = await hunt.hunt(path, site.fault);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const place = locate(site.source, true);
    const where = place ? ` (${place.file}:${place.line})` : '';
    console.log(`${kind.padEnd(13)} ${name}${where}${text && `: ${text.slice(0, 100).replace(/\n/g, ' ')}`}`);
    if (kind !== 'survived') continue;
    const reason = explanationOf(name);
    if (reason === undefined) survivors.push(`${name}${where}`);
    else {
      explained++;
      console.log(`              explained: ${reason}`);
    }
  }
}
const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
console.log(`${total} faults: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')}; ${explained} of the survivors are explained`);
for (const name of survivors) console.log(`  unexplained: ${name}`);
process.exitCode = survivors.length > 0 ? 1 : 0;

/** One module of every kind, by the path of its first instance; of the library only the masters. */
function modules(top: Module, path: readonly string[], seen = new Set<string>()): { path: readonly string[]; module: Module }[] {
  const own = !/^(fifo|control_registers)/.test(top.name) && !seen.has(top.name);
  seen.add(top.name);
  return [...(own ? [{ path, module: top }] : []), ...top.instances.flatMap(({ name, module }) => modules(module, [...path, name], seen))];
}

function drawn(sites: readonly FaultSite[]): FaultSite[] {
  return [...new Set(sites.map(({ kind }) => kind))].flatMap((kind) => {
    const left = sites.filter((site) => site.kind === kind);
    return Array.from({ length: Math.min(Number(values.each), left.length) }, () => left.splice(random(left.length), 1)[0]!);
  });
}

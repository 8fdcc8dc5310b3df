import { createHash } from 'node:crypto';
import { accelerator } from '../../src/hwgen/accelerator/accelerator.js';
import { locate } from '../../src/hwgen/language/location.js';
import type { Module } from '../../src/hwgen/ir/module.js';
import { faultSites, type FaultSite } from '../../test/sim/robust/fault-sites.js';
import { faultAccelerators } from '../../test/sim/robust/fault-cases.js';
import { randomSource } from '../../test/network/random-network.js';

/** A fault in one of the accelerators, without thresholds and with them: the way to the module's first instance, the module, the place in it. */
export interface PlannedFault {
  readonly path: readonly string[];
  readonly module: Module;
  readonly site: FaultSite;
  readonly name: string;
}

export interface Plan {
  /** Of every class of faults so many are drawn per module; all of them: Infinity. */
  readonly each: number;
  readonly seed: number;
  /** Text that the name holds. */
  readonly only: string;
}

/** The same faults in the same order, in every process. */
export function plannedFaults({ each, seed, only }: Plan): PlannedFault[] {
  const random = randomSource(seed);
  const known = new Map<string, ReadonlySet<string>>();
  return faultAccelerators.flatMap((parameters) => modules(accelerator(parameters).ir, []).flatMap(({ path, module }) => {
    const sites = faultSites(module);
    const before = known.get(module.name);
    if (before === undefined) known.set(module.name, new Set(sites.map(textOf)));
    // Where another accelerator's module has more in it, all of it; of the whole only what is new.
    const added = before === undefined ? sites : sites.filter((site) => !before.has(textOf(site)));
    const what = before === undefined ? module.name : `${module.name} with thresholds`;
    return drawn(path.length > 0 && added.length > 0 ? sites : added, each, random).map((site) => {
      const where = locate(site.source, true);
      return { path, module, site, name: `${what}: ${textOf(site)}${where ? ` (${where.file}:${where.line})` : ''}` };
    });
  })).filter(({ name }) => name.includes(only));
}

/** A fault without its module and line. */
export const textOf = ({ kind, what }: FaultSite): string => `${kind}: ${what}`;

/** Another one for another module: what was found of its faults holds as long as it stays. */
export const stampOf = (module: Module): string =>
  createHash('sha256').update(JSON.stringify(module, (key, value: unknown) => (key === 'source' ? undefined : typeof value === 'bigint' ? String(value) : value))).digest('hex').slice(0, 16);

/** One module of every kind, by the path of its first instance; of the library only the masters. */
function modules(module: Module, path: readonly string[], seen = new Set<string>()): { path: readonly string[]; module: Module }[] {
  const own = !/^(fifo|control_registers)/.test(module.name) && !seen.has(module.name);
  seen.add(module.name);
  return [...(own ? [{ path, module }] : []), ...module.instances.flatMap(({ name, module: child }) => modules(child, [...path, name], seen))];
}

function drawn(sites: readonly FaultSite[], each: number, random: (below: number) => number): readonly FaultSite[] {
  if (each === Infinity) return sites;
  return [...new Set(sites.map(({ kind }) => kind))].flatMap((kind) => {
    const left = sites.filter((site) => site.kind === kind);
    return Array.from({ length: Math.min(each, left.length) }, () => left.splice(random(left.length), 1)[0]!);
  });
}

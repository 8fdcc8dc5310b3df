import { createHash } from 'node:crypto';
import { accelerator } from '../../src/hwgen/accelerator/accelerator.js';
import { locate } from '../../src/hwgen/language/location.js';
import type { Module } from '../../src/hwgen/ir/module.js';
import { faultSites, type FaultSite } from '../../test/sim/robust/fault-sites.js';
import { faultBuilds, type FaultBuild } from '../../test/sim/robust/fault-builds.js';
import { randomSource } from '../../test/network/random-network.js';

/** One site in one build's netlist: the build, the way to the module's first instance, the module, the place in it. */
export interface PlannedFault {
  readonly build: FaultBuild;
  readonly path: readonly string[];
  readonly module: Module;
  readonly site: FaultSite;
  readonly name: string;
}

export interface Plan {
  /** Of every class of faults so many are drawn per module; all of them: Infinity. */
  readonly each: number;
  readonly seed: number;
  /** Texts of which the name holds one; empty: any name. */
  readonly only: readonly string[];
}

/**
 * The same faults in the same order, in every process. A site whose wire or statement reads the same in an earlier build is that site: it is planted there,
 * and nowhere else.
 */
export function plannedFaults({ each, seed, only }: Plan): PlannedFault[] {
  const random = randomSource(seed);
  const known = new Set<string>();
  return faultBuilds.flatMap((build, index) => modules(accelerator(build.parameters).ir, []).flatMap(({ path, module }) => {
    const keys = (site: FaultSite): string => `${module.name} ${site.key}`;
    const sites = faultSites(module).filter((site) => !known.has(keys(site)));
    for (const site of sites) known.add(keys(site));
    return drawn(sites, each, random).map((site) => {
      const where = locate(site.source, true);
      return { build, path, module, site, name: `${module.name}${index === 0 ? '' : ` (${build.name})`}: ${textOf(site)}${where ? ` (${where.file}:${where.line})` : ''}` };
    });
  })).filter(({ name }) => only.length === 0 || only.some((text) => name.includes(text)));
}

/** A fault without its module and line. */
const textOf = ({ kind, what }: FaultSite): string => `${kind}: ${what}`;

/** Another one for another module or build: what was found of its faults holds as long as both stay, whatever the order of a node's keys and what is said of it. */
export const stampOf = ({ build, module }: Pick<PlannedFault, 'build' | 'module'>): string =>
  createHash('sha256').update(JSON.stringify([build.parameters, module], canonical)).digest('hex').slice(0, 16);

function canonical(key: string, value: unknown): unknown {
  if (key === 'source' || key === 'doc') return undefined;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One module of every kind, by the path of its first instance. */
function modules(module: Module, path: readonly string[], seen = new Set<string>()): { path: readonly string[]; module: Module }[] {
  const fresh = !seen.has(module.name);
  seen.add(module.name);
  return [...(fresh ? [{ path, module }] : []), ...module.instances.flatMap(({ name, module: child }) => modules(child, [...path, name], seen))];
}

function drawn(sites: readonly FaultSite[], each: number, random: (below: number) => number): readonly FaultSite[] {
  if (each === Infinity) return sites;
  return [...new Set(sites.map(({ kind }) => kind))].flatMap((kind) => {
    const left = sites.filter((site) => site.kind === kind);
    return Array.from({ length: Math.min(each, left.length) }, () => left.splice(random(left.length), 1)[0]!);
  });
}

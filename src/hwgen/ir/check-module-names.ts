import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { sameDesign } from './serialise.js';

const below = new WeakMap<Module, ReadonlyMap<string, Module>>();

/** Two different modules under one name, anywhere in the hierarchy below `top`. */
export function checkModuleNames(top: Module): Finding[] {
  const findings: Finding[] = [];
  const all = new Map<string, Module>([[top.name, top]]);
  for (const { module: child, source } of top.instances)
    for (const [name, module] of subtree(child)) {
      const known = all.get(name);
      if (known === undefined) all.set(name, module);
      else if (known !== module && !sameDesign(known, module)) {
        findings.push({ kind: 'moduleTwice', name, below: top.name, source });
        return findings;
      }
    }
  below.set(top, all);
  return findings;
}

function subtree(module: Module): ReadonlyMap<string, Module> {
  if (!below.has(module)) checkModuleNames(module);
  return below.get(module) ?? new Map([[module.name, module]]);
}

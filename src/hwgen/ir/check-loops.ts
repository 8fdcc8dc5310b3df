import { dependenciesOf } from './dependencies.js';
import type { Finding } from './finding.js';
import type { Module } from './module.js';

/** No net depends on itself within a cycle, through wires, outputs, asynchronous reads or instances. Reports the first loop. */
export function checkLoops(module: Module): Finding[] {
  const graph = dependenciesOf(module);
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): readonly string[] | undefined => {
    if (done.has(name)) return undefined;
    const start = path.indexOf(name);
    if (start >= 0) return [...path.slice(start), name];
    path.push(name);
    for (const next of graph.get(name) ?? []) {
      const loop = visit(next);
      if (loop) return loop;
    }
    path.pop();
    done.add(name);
    return undefined;
  };
  for (const name of graph.keys()) {
    const loop = visit(name);
    // The walk goes from a net to what it reads; the message follows the signal.
    if (loop) return [{ kind: 'loop', path: loop.toReversed(), source: sourceOf(module, loop[0]!) }];
  }
  return [];
}

function sourceOf(module: Module, net: string): Finding['source'] {
  return (
    module.wires.find(({ name }) => name === net)?.source ??
    module.instances.find(({ outputs }) => outputs.some(({ name }) => name === net))?.source ??
    module.source
  );
}

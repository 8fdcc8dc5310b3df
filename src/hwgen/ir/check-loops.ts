import { dependenciesOf } from './dependencies.js';
import type { Finding } from './finding.js';
import type { Module } from './module.js';

/** No net depends on itself within a cycle, through wires, outputs, asynchronous reads or instances. Reports the first loop. */
export function checkLoops(module: Module): Finding[] {
  const graph = dependenciesOf(module);
  /** The nets that the walk has come to, and whether it is done with them. */
  const done = new Map<string, boolean>();
  const path: string[] = [];
  let loop: readonly string[] | undefined;
  const visit = (name: string): void => {
    const next = graph.get(name);
    if (!next || loop) return;
    const known = done.get(name);
    if (known === false) loop = [...path.slice(path.indexOf(name)), name];
    if (known !== undefined) return;
    done.set(name, false);
    path.push(name);
    next.forEach(visit);
    path.pop();
    done.set(name, true);
  };
  graph.forEach((_, name) => visit(name));
  // The walk goes from a net to what it reads; the message follows the signal.
  return loop ? [{ kind: 'loop', path: loop.toReversed(), source: sourceOf(module, loop[0]!) }] : [];
}

function sourceOf(module: Module, net: string): Finding['source'] {
  return (
    module.wires.find(({ name }) => name === net)?.source ??
    module.instances.find(({ outputs }) => outputs.some(({ name }) => name === net))?.source ??
    module.source
  );
}

import { dependenciesOf } from './dependencies.js';
import type { Finding } from './finding.js';
import type { Module } from './module.js';

/** No net depends on itself within a cycle, through wires, outputs, asynchronous reads or instances. Reports the first loop. */
export function checkLoops(module: Module): Finding[] {
  const graph = dependenciesOf(module);
  /** The nets that the walk has come to, and whether it is done with them. */
  const done = new Map<string, boolean>();
  let loop: readonly string[] | undefined;
  // With a list of open nets: chains of wires may be longer than the call stack is deep.
  const path: string[] = [];
  const rests: string[][] = [];
  const open = (name: string): void => {
    const next = graph.get(name);
    done.set(name, next === undefined);
    if (!next) return;
    path.push(name);
    rests.push([...next].reverse());
  };
  graph.forEach((_, root) => {
    if (loop || done.has(root)) return;
    open(root);
    while (path.length > 0) {
      const name = rests.at(-1)!.pop();
      if (name === undefined) {
        done.set(path.pop()!, true);
        rests.pop();
        continue;
      }
      const known = done.get(name);
      if (known === undefined) open(name);
      else if (!known) {
        loop = [...path.slice(path.indexOf(name)), name];
        return;
      }
    }
  });
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

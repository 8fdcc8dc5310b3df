import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { nodesOf, statementsOf } from './walk.js';

/** Warnings: named nets that nothing reads. Instance outputs are exempt: a parent takes what it needs. */
export function checkUnused(module: Module): Finding[] {
  const read = new Set<string>();
  nodesOf(module).forEach((_, e) => void (e.kind === 'reference' && read.add(e.name)));
  for (const statement of statementsOf(module.statements)) if (statement.kind === 'match') read.add(statement.register);
  const unused = (what: string, nets: readonly { readonly name: string; readonly source?: Finding['source'] }[]): Finding[] =>
    nets.filter(({ name }) => !read.has(name)).map(({ name, source }) => ({ kind: 'unused', net: name, what, source }));
  const outputs = new Set(module.outputs.map(({ port }) => port));
  return [
    ...unused('input', module.ports.filter(({ direction }) => direction === 'input')),
    ...unused('wire', module.wires),
    ...unused('register', module.registers.filter(({ name }) => !outputs.has(name))),
    ...unused('memory word', module.memories.flatMap(({ reads }) => reads)),
  ];
}

import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { eachRoot, nodesOf } from './walk.js';

/** Nodes of the largest expression that may stand without names in between: more than a page of Verilog. */
const LIMIT = 5000;

/** A value used twice without a name is printed twice; doubled a few times in a row that explodes, so there is a limit. Reports the first expression above it. */
export function checkSize(module: Module): Finding[] {
  const sizes = nodesOf(module);
  const findings: Finding[] = [];
  eachRoot(module, (expression, source) => {
    const nodes = sizes.get(expression)!;
    if (nodes > LIMIT && findings.length === 0) findings.push({ kind: 'tooLarge', nodes, source: expression.source ?? source });
  });
  return findings;
}

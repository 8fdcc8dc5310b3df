import type { Expression } from './expression.js';
import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { operandsOf } from './operands.js';
import { nodesOf, rootsOf } from './walk.js';

/** Nodes of the largest expression that may stand without names in between: more than a page of Verilog. */
const LIMIT = 5000;

/** A value used twice without a name is printed twice; doubled a few times in a row that explodes, so there is a limit. */
export function checkSize(module: Module): Finding[] {
  const sizes = new Map<Expression, number>();
  for (const e of nodesOf(module)) {
    let nodes = 1;
    // A leaf has size 1 and need not be looked up.
    for (const operand of operandsOf(e)) nodes += sizes.get(operand) ?? 1;
    if (nodes > 1) sizes.set(e, nodes);
  }
  for (const { expression, source } of rootsOf(module)) {
    const nodes = sizes.get(expression) ?? 1;
    if (nodes > LIMIT) return [{ kind: 'tooLarge', nodes, source: expression.source ?? source }];
  }
  return [];
}

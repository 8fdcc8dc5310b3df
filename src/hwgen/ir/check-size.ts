import type { Expression } from './expression.js';
import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { eachOperand } from './operands.js';
import { nodesOf, rootsOf } from './walk.js';

/** Nodes of the largest expression that may stand without names in between: more than a page of Verilog. */
const LIMIT = 5000;

/** A value used twice without a name is printed twice; doubled a few times in a row that explodes, so there is a limit. */
export function checkSize(module: Module): Finding[] {
  const sizes = new Map<Expression, number>();
  nodesOf(module).forEach((e) => {
    if (e.kind === 'reference' || e.kind === 'constant') return;
    let nodes = 1;
    eachOperand(e, (operand) => {
      // A leaf has size 1 and need not be looked up.
      nodes += operand.kind === 'reference' || operand.kind === 'constant' ? 1 : sizes.get(operand)!;
    });
    sizes.set(e, nodes);
  });
  for (const { expression, source } of rootsOf(module)) {
    const nodes = sizes.get(expression) ?? 1;
    if (nodes > LIMIT) return [{ kind: 'tooLarge', nodes, source: expression.source ?? source }];
  }
  return [];
}

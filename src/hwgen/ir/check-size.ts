import type { Expression } from './expression.js';
import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { operandsOf } from './operands.js';
import { rootsOf } from './walk.js';

/** Nodes of the largest expression that may stand without names in between: more than a page of Verilog. */
const LIMIT = 5000;

/** A value used twice without a name is printed twice; doubled a few times in a row that explodes, so there is a limit. */
export function checkSize(module: Module): Finding[] {
  const sizes = new Map<Expression, number>();
  const size = (e: Expression): number => {
    let nodes = sizes.get(e);
    if (nodes === undefined) {
      nodes = operandsOf(e).reduce((sum, operand) => sum + size(operand), 1);
      sizes.set(e, nodes);
    }
    return nodes;
  };
  for (const { expression, source } of rootsOf(module)) {
    const nodes = size(expression);
    if (nodes > LIMIT) return [{ kind: 'tooLarge', nodes, source: expression.source ?? source }];
  }
  return [];
}

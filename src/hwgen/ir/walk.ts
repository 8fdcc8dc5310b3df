import type { Expression } from './expression.js';
import type { Module } from './module.js';
import { oncePerModule } from './once-per-module.js';
import { eachOperand } from './operands.js';
import type { Source } from './source.js';
import type { Statement } from './statement.js';

/** Every statement, outer before inner. */
export function statementsOf(body: readonly Statement[], found: Statement[] = []): readonly Statement[] {
  body.forEach((statement) => {
    found.push(statement);
    if (statement.kind === 'when') {
      statement.branches.forEach((branch) => statementsOf(branch.body, found));
      statementsOf(statement.otherwise, found);
    } else if (statement.kind === 'match') statement.arms.forEach((arm) => statementsOf(arm.body, found));
  });
  return found;
}

/** Every statement of a module. */
export const allStatements = oncePerModule((module): readonly Statement[] => statementsOf(module.statements));

/** Calls `visit` with every expression that the module uses directly: drivers, conditions, addresses, connections; and with where it stands. */
export function eachRoot(module: Module, visit: (expression: Expression, source: Source | undefined) => void): void {
  module.wires.forEach(({ value, source }) => visit(value, source));
  module.outputs.forEach(({ value }) => visit(value, module.source));
  module.memories.forEach(({ reads }) => reads.forEach(({ address, enable, source }) => {
    visit(address, source);
    if (enable) visit(enable, source);
  }));
  module.instances.forEach(({ inputs, source }) => inputs.forEach(({ value }) => visit(value, source)));
  allStatements(module).forEach((statement) => {
    const { source } = statement;
    switch (statement.kind) {
      case 'assign':
        return visit(statement.value, source);
      case 'when':
        return statement.branches.forEach(({ condition }) => visit(condition, source));
      case 'write':
        visit(statement.address, source);
        visit(statement.data, source);
        return statement.mask && visit(statement.mask, source);
      case 'match':
        return;
    }
  });
  module.assertions.forEach(({ condition, source }) => visit(condition, source));
}

/** What `eachRoot` visits, as a list. */
export function rootsOf(module: Module): readonly Expression[] {
  const roots: Expression[] = [];
  eachRoot(module, (expression) => roots.push(expression));
  return roots;
}

/** Every node of the module's expressions once, operands before users, and of how many it is made where it is printed: of one used twice both count. */
export const nodesOf = oncePerModule((module): ReadonlyMap<Expression, number> => {
  const sizes = new Map<Expression, number>();
  let size = 0;
  const add = (operand: Expression): void => {
    const before = size;
    size = before + measure(operand);
  };
  const measure = (e: Expression): number => {
    const known = sizes.get(e);
    if (known !== undefined) return known;
    size = 1;
    eachOperand(e, add);
    sizes.set(e, size);
    return size;
  };
  eachRoot(module, measure);
  return sizes;
});

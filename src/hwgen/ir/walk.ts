import type { Expression } from './expression.js';
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

/** An expression that the module uses directly, and where it stands. */
export interface Root {
  readonly expression: Expression;
  readonly source: Source | undefined;
}

/** Every root expression of the module: drivers, conditions, addresses, connections. */
export const rootsOf = oncePerModule((module): readonly Root[] => {
  const roots: Root[] = [];
  const add = (expression: Expression, source: Source | undefined): void => void roots.push({ expression, source });
  for (const { value, source } of module.wires) add(value, source);
  for (const { value } of module.outputs) add(value, module.source);
  for (const memory of module.memories)
    for (const { address, enable, source } of memory.reads) {
      add(address, source);
      if (enable) add(enable, source);
    }
  for (const { inputs, source } of module.instances) inputs.forEach(({ value }) => add(value, source));
  allStatements(module).forEach((statement) => {
    const { source } = statement;
    switch (statement.kind) {
      case 'assign':
        add(statement.value, source);
        break;
      case 'when':
        statement.branches.forEach(({ condition }) => add(condition, source));
        break;
      case 'write':
        add(statement.address, source);
        add(statement.data, source);
        if (statement.mask) add(statement.mask, source);
        break;
      case 'match':
        break;
    }
  });
  for (const { condition, source } of module.assertions) add(condition, source);
  return roots;
});

/** Every node of the module's expressions once, operands before users. */
export const nodesOf = oncePerModule((module): ReadonlySet<Expression> => {
  const nodes = new Set<Expression>();
  const visit = (e: Expression): void => {
    if (nodes.has(e)) return;
    eachOperand(e, visit);
    nodes.add(e);
  };
  rootsOf(module).forEach(({ expression }) => visit(expression));
  return nodes;
});

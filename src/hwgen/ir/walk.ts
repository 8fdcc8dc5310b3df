import type { Expression } from './expression.js';
import { oncePerModule } from './once-per-module.js';
import { operandsOf } from './operands.js';
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

/** An expression that the module uses directly, and where it stands. */
export interface Root {
  readonly expression: Expression;
  readonly what: string;
  readonly source: Source | undefined;
}

/** Every root expression of the module: drivers, conditions, addresses, connections. */
export const rootsOf = oncePerModule((module): readonly Root[] => {
  const roots: Root[] = [];
  const add = (expression: Expression, what: string, source: Source | undefined): void => void roots.push({ expression, what, source });
  for (const { name, value, source } of module.wires) add(value, `wire ${name}`, source);
  for (const { port, value } of module.outputs) add(value, `output ${port}`, module.source);
  for (const memory of module.memories)
    for (const { name, address, enable, source } of memory.reads) {
      add(address, `address of ${name}`, source);
      if (enable) add(enable, `enable of ${name}`, source);
    }
  for (const { name, inputs, source } of module.instances) for (const { port, value } of inputs) add(value, `${name}.${port}`, source);
  for (const statement of statementsOf(module.statements)) {
    const { source } = statement;
    switch (statement.kind) {
      case 'assign':
        add(statement.value, `${statement.register} <=`, source);
        break;
      case 'when':
        for (const { condition } of statement.branches) add(condition, 'when', source);
        break;
      case 'write':
        add(statement.address, `address of ${statement.memory}`, source);
        add(statement.data, `data of ${statement.memory}`, source);
        if (statement.mask) add(statement.mask, `mask of ${statement.memory}`, source);
        break;
      case 'match':
        break;
    }
  }
  for (const { kind, name, condition, source } of module.assertions) add(condition, `${kind} '${name}'`, source);
  return roots;
});

/** Every node of the module's expressions once, operands before users. */
export const nodesOf = oncePerModule((module): ReadonlySet<Expression> => {
  const nodes = new Set<Expression>();
  const visit = (e: Expression): void => {
    if (nodes.has(e)) return;
    if (e.kind !== 'reference' && e.kind !== 'constant') operandsOf(e).forEach(visit);
    nodes.add(e);
  };
  rootsOf(module).forEach(({ expression }) => visit(expression));
  return nodes;
});

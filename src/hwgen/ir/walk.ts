import type { Expression } from './expression.js';
import type { Module } from './module.js';
import { operandsOf } from './operands.js';
import type { Source } from './source.js';
import type { Statement } from './statement.js';

/** Every statement, outer before inner. */
export function* statementsOf(body: readonly Statement[]): Generator<Statement> {
  for (const statement of body) {
    yield statement;
    if (statement.kind === 'when') {
      for (const branch of statement.branches) yield* statementsOf(branch.body);
      yield* statementsOf(statement.otherwise);
    } else if (statement.kind === 'match') for (const arm of statement.arms) yield* statementsOf(arm.body);
  }
}

/** An expression that the module uses directly, and where it stands. */
export interface Root {
  readonly expression: Expression;
  readonly what: string;
  readonly source: Source | undefined;
}

/** Every root expression of the module: drivers, conditions, addresses, connections. */
export function* rootsOf(module: Module): Generator<Root> {
  for (const { name, value, source } of module.wires) yield { expression: value, what: `wire ${name}`, source };
  for (const { port, value } of module.outputs) yield { expression: value, what: `output ${port}`, source: module.source };
  for (const memory of module.memories)
    for (const { name, address, enable, source } of memory.reads) {
      yield { expression: address, what: `address of ${name}`, source };
      if (enable) yield { expression: enable, what: `enable of ${name}`, source };
    }
  for (const { name, inputs, source } of module.instances)
    for (const { port, value } of inputs) yield { expression: value, what: `${name}.${port}`, source };
  for (const statement of statementsOf(module.statements)) yield* statementRoots(statement);
  for (const { kind, name, condition, source } of module.assertions) yield { expression: condition, what: `${kind} '${name}'`, source };
}

function* statementRoots(statement: Statement): Generator<Root> {
  const { source } = statement;
  switch (statement.kind) {
    case 'assign':
      yield { expression: statement.value, what: `${statement.register} <=`, source };
      break;
    case 'when':
      for (const { condition } of statement.branches) yield { expression: condition, what: 'when', source };
      break;
    case 'write':
      yield { expression: statement.address, what: `address of ${statement.memory}`, source };
      yield { expression: statement.data, what: `data of ${statement.memory}`, source };
      if (statement.mask) yield { expression: statement.mask, what: `mask of ${statement.memory}`, source };
      break;
    case 'match':
      break;
  }
}

/** Every node of the module's expressions once, operands before users. */
export function nodesOf(module: Module): ReadonlySet<Expression> {
  const nodes = new Set<Expression>();
  const visit = (e: Expression): void => {
    if (nodes.has(e)) return;
    for (const operand of operandsOf(e)) visit(operand);
    nodes.add(e);
  };
  for (const { expression } of rootsOf(module)) visit(expression);
  return nodes;
}

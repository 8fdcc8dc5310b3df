import type { Expression } from './expression.js';
import type { Module } from './module.js';
import type { Statement } from './statement.js';
import { typeName } from './type.js';

/** The module as text, one line per node, for logs and diffs: `wire hits: uint(32) = and(a, w)`. */
export function dump(module: Module): string {
  const lines = [`module ${module.name}`];
  const add = (depth: number, text: string): void => void lines.push('  '.repeat(depth) + text);
  for (const { direction, name, type } of module.ports) add(1, `${direction} ${name}: ${typeName(type)}`);
  for (const { name, type, reset, states } of module.registers)
    add(1, `register ${name}: ${typeName(type)}${reset === undefined ? '' : ` reset ${reset}`}${states ? ` states ${states.join(' ')}` : ''}`);
  for (const { name, word, depth, maskUnit, style, apart, reads } of module.memories) {
    add(1, `memory ${name}: ${depth} x ${typeName(word)} unit ${maskUnit} ${style}${apart ? ' apart' : ''}`);
    for (const read of reads) add(2, `${read.mode} read ${read.name} = [${expressionText(read.address)}]${read.enable ? ` when ${expressionText(read.enable)}` : ''}`);
  }
  for (const { name, type, value } of module.wires) add(1, `wire ${name}: ${typeName(type)} = ${expressionText(value)}`);
  for (const { name, module: child, count, inputs, outputs } of module.instances) {
    add(1, `instance ${name}${count === undefined ? '' : `[${count}]`}: ${child.name}`);
    for (const { port, mode, value } of inputs) add(2, `${port} <- ${mode === 'each' ? 'each ' : ''}${expressionText(value)}`);
    for (const { port, name: net } of outputs) add(2, `${port} -> ${net}`);
  }
  for (const statement of module.statements) statementLines(statement, 1, add);
  for (const { port, value } of module.outputs) add(1, `output ${port} = ${expressionText(value)}`);
  for (const { kind, name, condition } of module.assertions) add(1, `${kind} '${name}': ${expressionText(condition)}`);
  return `${lines.join('\n')}\n`;
}

function statementLines(statement: Statement, depth: number, add: (depth: number, text: string) => void): void {
  const body = (statements: readonly Statement[]): void => {
    for (const inner of statements) statementLines(inner, depth + 1, add);
  };
  switch (statement.kind) {
    case 'assign':
      return add(depth, `${statement.register} <= ${expressionText(statement.value)}`);
    case 'write':
      return add(depth, `${statement.memory}[${expressionText(statement.address)}] <= ${expressionText(statement.data)}${statement.mask ? ` mask ${expressionText(statement.mask)}` : ''}`);
    case 'when':
      for (const { condition, body: inner } of statement.branches) {
        add(depth, `when ${expressionText(condition)}`);
        body(inner);
      }
      if (statement.otherwise.length > 0) add(depth, 'otherwise');
      return body(statement.otherwise);
    case 'match':
      for (const { state, body: inner } of statement.arms) {
        add(depth, `in ${statement.register} ${state}`);
        body(inner);
      }
  }
}

/** An expression in functional notation; a resize shows its type, everything else follows from the operands. */
export function expressionText(e: Expression): string {
  switch (e.kind) {
    case 'constant':
      return `${e.value}:${typeName(e.type)}`;
    case 'reference':
      return e.name;
    case 'unary':
      return `${e.op}(${expressionText(e.operand)})`;
    case 'binary':
      return `${e.op}(${expressionText(e.left)}, ${expressionText(e.right)})`;
    case 'shift':
      return `${e.op}(${expressionText(e.operand)}, ${expressionText(e.amount)})`;
    case 'mux':
      return `mux(${expressionText(e.condition)}, ${expressionText(e.whenTrue)}, ${expressionText(e.whenFalse)})`;
    case 'concatenate':
      return `cat(${e.parts.map(expressionText).join(', ')})`;
    case 'slice':
      return `${expressionText(e.operand)}[${e.high}:${e.low}]`;
    case 'pick':
      return `pick(${expressionText(e.operand)}, ${expressionText(e.index)}, ${typeName(e.type)})`;
    case 'resize':
    case 'reinterpret':
      return `${typeName(e.type)}(${expressionText(e.operand)})`;
  }
}

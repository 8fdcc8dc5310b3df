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
    for (const read of reads) add(2, `${read.mode} read ${read.name} = [${text(read.address)}]${read.enable ? ` when ${text(read.enable)}` : ''}`);
  }
  for (const { name, type, value } of module.wires) add(1, `wire ${name}: ${typeName(type)} = ${text(value)}`);
  for (const { name, module: child, count, inputs, outputs } of module.instances) {
    add(1, `instance ${name}${count === undefined ? '' : `[${count}]`}: ${child.name}`);
    for (const { port, mode, value } of inputs) add(2, `${port} <- ${mode === 'each' ? 'each ' : ''}${text(value)}`);
    for (const { port, name: net } of outputs) add(2, `${port} -> ${net}`);
  }
  for (const statement of module.statements) statementLines(statement, 1, add);
  for (const { port, value } of module.outputs) add(1, `output ${port} = ${text(value)}`);
  for (const { kind, name, condition } of module.assertions) add(1, `${kind} '${name}': ${text(condition)}`);
  return `${lines.join('\n')}\n`;
}

function statementLines(statement: Statement, depth: number, add: (depth: number, text: string) => void): void {
  const body = (statements: readonly Statement[]): void => {
    for (const inner of statements) statementLines(inner, depth + 1, add);
  };
  switch (statement.kind) {
    case 'assign':
      return add(depth, `${statement.register} <= ${text(statement.value)}`);
    case 'write':
      return add(depth, `${statement.memory}[${text(statement.address)}] <= ${text(statement.data)}${statement.mask ? ` mask ${text(statement.mask)}` : ''}`);
    case 'when':
      for (const { condition, body: inner } of statement.branches) {
        add(depth, `when ${text(condition)}`);
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
function text(e: Expression): string {
  switch (e.kind) {
    case 'constant':
      return `${e.value}:${typeName(e.type)}`;
    case 'reference':
      return e.name;
    case 'unary':
      return `${e.op}(${text(e.operand)})`;
    case 'binary':
      return `${e.op}(${text(e.left)}, ${text(e.right)})`;
    case 'shift':
      return `${e.op}(${text(e.operand)}, ${text(e.amount)})`;
    case 'mux':
      return `mux(${text(e.condition)}, ${text(e.whenTrue)}, ${text(e.whenFalse)})`;
    case 'concatenate':
      return `cat(${e.parts.map(text).join(', ')})`;
    case 'slice':
      return `${text(e.operand)}[${e.high}:${e.low}]`;
    case 'pick':
      return `pick(${text(e.operand)}, ${text(e.index)}, ${typeName(e.type)})`;
    case 'resize':
    case 'reinterpret':
      return `${typeName(e.type)}(${text(e.operand)})`;
  }
}

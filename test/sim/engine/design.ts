import type { Expression } from '../../../src/hwgen/ir/expression.js';
import type { Module, Port, Register } from '../../../src/hwgen/ir/module.js';
import type { Statement } from '../../../src/hwgen/ir/statement.js';
import type { Type } from '../../../src/hwgen/ir/type.js';
import { signed, unsigned } from '../../../src/hwgen/ir/type.js';

/** IR by hand, for tests of the engine that need no language: a module with the given parts and nothing else. */
export function design(name: string, parts: Partial<Module>): Module {
  return {
    kind: 'module', name, doc: '', ports: [], wires: [], registers: [], memories: [], instances: [], statements: [], outputs: [], assertions: [],
    ...parts,
  };
}

export const input = (name: string, type: Type): Port => ({ kind: 'port', direction: 'input', name, type, doc: '' });
export const output = (name: string, type: Type): Port => ({ kind: 'port', direction: 'output', name, type, doc: '' });
export const register = (name: string, type: Type, reset?: bigint): Register => ({ kind: 'register', name, type, reset, doc: '' });

export const ref = (name: string, type: Type): Expression => ({ kind: 'reference', name, type });
export const constant = (value: bigint | number, type: Type): Expression => ({ kind: 'constant', value: BigInt(value), type });
export const resize = (operand: Expression, width: number): Expression => ({ kind: 'resize', operand, type: { ...operand.type, width } });

export function add(left: Expression, right: Expression): Expression {
  return { kind: 'binary', op: 'add', left, right, type: { sign: left.type.sign, width: Math.max(left.type.width, right.type.width) + 1 } };
}

export function subtract(left: Expression, right: Expression): Expression {
  return { kind: 'binary', op: 'subtract', left, right, type: signed(Math.max(left.type.width, right.type.width) + 1) };
}

export function multiply(left: Expression, right: Expression): Expression {
  return { kind: 'binary', op: 'multiply', left, right, type: { sign: left.type.sign, width: left.type.width + right.type.width } };
}

export function bitwise(op: 'and' | 'or' | 'xor', left: Expression, right: Expression): Expression {
  return { kind: 'binary', op, left, right, type: left.type };
}

export function compare(op: 'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual', left: Expression, right: Expression): Expression {
  return { kind: 'binary', op, left, right, type: unsigned(1) };
}

export const not = (operand: Expression): Expression => ({ kind: 'unary', op: 'not', operand, type: operand.type });

export function mux(condition: Expression, whenTrue: Expression, whenFalse: Expression): Expression {
  return { kind: 'mux', condition, whenTrue, whenFalse, type: whenTrue.type };
}

export function slice(operand: Expression, high: number, low: number): Expression {
  return { kind: 'slice', operand, high, low, type: unsigned(high - low + 1) };
}

export function concatenate(...parts: Expression[]): Expression {
  return { kind: 'concatenate', parts, type: unsigned(parts.reduce((sum, part) => sum + part.type.width, 0)) };
}

export const assign = (target: string, value: Expression): Statement => ({ kind: 'assign', register: target, value });

export function when(condition: Expression, body: readonly Statement[], otherwise: readonly Statement[] = []): Statement {
  return { kind: 'when', branches: [{ condition, body }], otherwise };
}

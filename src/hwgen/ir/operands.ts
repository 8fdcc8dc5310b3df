import type { Expression } from './expression.js';

const none: readonly Expression[] = [];

/** The direct operands of a node, in a fixed order. */
export function operandsOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'constant':
    case 'reference':
      return none;
    case 'unary':
    case 'slice':
    case 'resize':
    case 'reinterpret':
      return [e.operand];
    case 'binary':
      return [e.left, e.right];
    case 'shift':
      return [e.operand, e.amount];
    case 'mux':
      return [e.condition, e.whenTrue, e.whenFalse];
    case 'concatenate':
      return e.parts;
    case 'pick':
      return [e.operand, e.index];
  }
}

/** The same node over changed operands. */
export function withOperands(e: Expression, change: (operand: Expression) => Expression): Expression {
  switch (e.kind) {
    case 'constant':
    case 'reference':
      return e;
    case 'unary':
    case 'slice':
    case 'resize':
    case 'reinterpret':
      return { ...e, operand: change(e.operand) };
    case 'binary':
      return { ...e, left: change(e.left), right: change(e.right) };
    case 'shift':
      return { ...e, operand: change(e.operand), amount: change(e.amount) };
    case 'mux':
      return { ...e, condition: change(e.condition), whenTrue: change(e.whenTrue), whenFalse: change(e.whenFalse) };
    case 'concatenate':
      return { ...e, parts: e.parts.map(change) };
    case 'pick':
      return { ...e, operand: change(e.operand), index: change(e.index) };
  }
}

/** Every name that the expression reads. */
export function referencesIn(e: Expression, names: Set<string> = new Set()): Set<string> {
  if (e.kind === 'reference') names.add(e.name);
  else if (e.kind !== 'constant') {
    const operands = operandsOf(e);
    for (let index = 0; index < operands.length; index++) referencesIn(operands[index]!, names);
  }
  return names;
}

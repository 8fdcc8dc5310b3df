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

/** Calls `visit` with each operand, in the order of `operandsOf`, without making a list of them. */
export function eachOperand(e: Expression, visit: (operand: Expression) => void): void {
  switch (e.kind) {
    case 'constant':
    case 'reference':
      return;
    case 'unary':
    case 'slice':
    case 'resize':
    case 'reinterpret':
      return visit(e.operand);
    case 'binary':
      visit(e.left);
      return visit(e.right);
    case 'shift':
      visit(e.operand);
      return visit(e.amount);
    case 'mux':
      visit(e.condition);
      visit(e.whenTrue);
      return visit(e.whenFalse);
    case 'concatenate':
      return e.parts.forEach(visit);
    case 'pick':
      visit(e.operand);
      return visit(e.index);
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
  const visit = (node: Expression): void => {
    if (node.kind === 'reference') names.add(node.name);
    else eachOperand(node, visit);
  };
  visit(e);
  return names;
}

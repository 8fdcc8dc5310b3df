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

/** The same node over changed operands. Written out: copies by `...` would, once frozen, each have a hidden class of its own in V8. */
export function withOperands(e: Expression, change: (operand: Expression) => Expression): Expression {
  const { type, source } = e;
  switch (e.kind) {
    case 'constant':
    case 'reference':
      return e;
    case 'unary':
      return { kind: 'unary', op: e.op, operand: change(e.operand), type, source };
    case 'binary':
      return { kind: 'binary', op: e.op, left: change(e.left), right: change(e.right), type, source };
    case 'shift':
      return { kind: 'shift', op: e.op, operand: change(e.operand), amount: change(e.amount), type, source };
    case 'mux':
      return { kind: 'mux', condition: change(e.condition), whenTrue: change(e.whenTrue), whenFalse: change(e.whenFalse), type, source };
    case 'concatenate':
      return { kind: 'concatenate', parts: e.parts.map(change), type, source };
    case 'slice':
      return { kind: 'slice', operand: change(e.operand), high: e.high, low: e.low, type, source };
    case 'pick':
      return { kind: 'pick', operand: change(e.operand), index: change(e.index), type, source };
    case 'resize':
      return { kind: 'resize', operand: change(e.operand), type, source };
    case 'reinterpret':
      return { kind: 'reinterpret', operand: change(e.operand), type, source };
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

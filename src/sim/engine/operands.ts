import type { Expression } from '../../hwgen/ir/expression.js';

/** The operands of a node, left to right. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'constant':
    case 'reference':
      return [];
    case 'unary':
    case 'slice':
    case 'resize':
    case 'reinterpret':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'shift':
      return [expression.operand, expression.amount];
    case 'mux':
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case 'concatenate':
      return expression.parts;
    case 'pick':
      return [expression.operand, expression.index];
  }
}

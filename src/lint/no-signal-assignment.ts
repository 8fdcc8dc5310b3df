import { signalTest, type Node, type Rule, type Scope } from './rule.js';

/** No `count = …` to a signal that the logic was given: that renames a JavaScript variable and drives nothing. */
export const noSignalAssignment: Rule = {
  meta: {
    type: 'problem',
    docs: { description: "disallow assignment to the logic's own signals" },
    schema: [],
    messages: { assigned: 'An assignment to a JavaScript variable drives nothing; write {{name}}.next = … for a register, {{name}}.assign(…) for a wire, return an output' },
  },
  create(context) {
    const isSignal = signalTest(context);
    return {
      AssignmentExpression(node) {
        const left = node['left'] as Node;
        if (left.type !== 'Identifier' || !isSignal(left)) return;
        const name = String(left['name']);
        if (isParameter(context.sourceCode.getScope(left), name)) context.report({ node, messageId: 'assigned', data: { name } });
      },
    };
  },
};

/** Variables that a `let` declares may gather values, as in a loop. */
function isParameter(scope: Scope | null, name: string): boolean {
  for (; scope; scope = scope.upper) {
    const variable = scope.set.get(name);
    if (variable) return variable.defs.some(({ type }) => type === 'Parameter');
  }
  return false;
}

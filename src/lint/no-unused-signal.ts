import { signalTest, type Node, type Rule } from './rule.js';

/** No signal made and dropped: `count.add(1);` describes nothing. */
export const noUnusedSignal: Rule = {
  meta: {
    type: 'problem',
    docs: { description: 'disallow statements that make a signal and drop it' },
    schema: [],
    messages: { dropped: 'A signal that nothing takes; write register.next = …, return it, or keep({ … })' },
  },
  create(context) {
    const isSignal = signalTest(context);
    return {
      ExpressionStatement(node) {
        const expression = node['expression'] as Node;
        if (expression.type === 'CallExpression' && isSignal(expression)) context.report({ node, messageId: 'dropped' });
      },
    };
  },
};

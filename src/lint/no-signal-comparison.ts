import { signalTest, type Node, type Rule } from './rule.js';

const OPERATORS: ReadonlySet<unknown> = new Set(['===', '!==', '==', '!=']);

/** No `===`, `!==`, `==`, `!=`, `switch` with a signal: that compares JavaScript objects, once, while the design is built. */
export const noSignalComparison: Rule = {
  meta: {
    type: 'problem',
    docs: { description: 'disallow JavaScript equality between signals' },
    schema: [],
    messages: { equal: 'A signal compared as a JavaScript object; write .eq(…)', different: 'A signal compared as a JavaScript object; write .ne(…)', choice: 'A signal in a JavaScript switch; write match for a state machine, when(signal.eq(…), …) else' },
  },
  create(context) {
    const isSignal = signalTest(context);
    return {
      SwitchStatement(node) {
        const value = node['discriminant'] as Node;
        if (isSignal(value)) context.report({ node: value, messageId: 'choice' });
      },
      BinaryExpression(node) {
        if (!OPERATORS.has(node['operator'])) return;
        const sides = [node['left'], node['right']] as readonly Node[];
        // `signal === undefined` asks whether there is one, which is JavaScript's to answer.
        if (sides.some(isAbsence) || !sides.some(isSignal)) return;
        context.report({ node, messageId: String(node['operator']).startsWith('!') ? 'different' : 'equal' });
      },
    };
  },
};

const isAbsence = (node: Node): boolean => (node.type === 'Identifier' && node['name'] === 'undefined') || (node.type === 'Literal' && node['value'] === null);

import { signalTest, type Node, type Rule } from './rule.js';

/** No signal where JavaScript wants truth or a number: `if (s)`, `s ? a : b`, `!s`, `-s`, `s && t`, `while (s)`. An object is always true. */
export const noSignalCondition: Rule = {
  meta: {
    type: 'problem',
    docs: { description: 'disallow signals as JavaScript conditions' },
    schema: [],
    messages: {
      branch: 'A signal as a JavaScript condition is always true; write when(signal, () => { … })',
      choice: 'A signal as a JavaScript condition is always true; write mux(signal, …, …)',
      not: 'A signal negated by JavaScript is always false; write .not()',
      negative: 'A signal in JavaScript arithmetic; write .neg()',
      inverse: 'A signal in JavaScript arithmetic; write .not()',
      join: 'Signals joined by JavaScript; write .and(…), .or(…), all(…) or any(…)',
    },
  },
  create(context) {
    const isSignal = signalTest(context);
    const check = (node: Node | null | undefined, messageId: string): void => {
      if (node && isSignal(node)) context.report({ node, messageId });
    };
    const test = (messageId: string) => (node: Node): void => check(node['test'] as Node | null, messageId);
    return {
      IfStatement: test('branch'),
      WhileStatement: test('branch'),
      DoWhileStatement: test('branch'),
      ForStatement: test('branch'),
      ConditionalExpression: test('choice'),
      UnaryExpression(node) {
        const messageId = UNARY[String(node['operator'])];
        if (messageId !== undefined) check(node['argument'] as Node, messageId);
      },
      LogicalExpression(node) {
        // `given ?? other` chooses by absence.
        if (node['operator'] !== '??') check(node['left'] as Node, 'join');
      },
    };
  },
};

const UNARY: Readonly<Record<string, string>> = { '!': 'not', '-': 'negative', '~': 'inverse' };

import { expect, test } from 'vitest';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import { eachOperand, operandsOf, referencesIn } from '../../../src/hwgen/ir/operands.js';
import { fits, signed, unsigned, valueRange, type Type } from '../../../src/hwgen/ir/type.js';

const type = unsigned(4);
const ref = (name: string): Expression => ({ kind: 'reference', name, type });
const [a, b, c] = [ref('a'), ref('b'), ref('c')];
const nodes: readonly (readonly [Expression, readonly Expression[]])[] = [
  [{ kind: 'constant', type, value: 3n }, []],
  [a, []],
  [{ kind: 'unary', op: 'not', operand: a, type }, [a]],
  [{ kind: 'binary', op: 'and', left: a, right: b, type }, [a, b]],
  [{ kind: 'shift', op: 'right', operand: b, amount: a, type }, [b, a]],
  [{ kind: 'mux', condition: c, whenTrue: a, whenFalse: b, type }, [c, a, b]],
  [{ kind: 'concatenate', parts: [a, b, a], type: unsigned(12) }, [a, b, a]],
  [{ kind: 'slice', operand: a, high: 1, low: 0, type: unsigned(2) }, [a]],
  [{ kind: 'pick', operand: a, index: b, type: unsigned(2) }, [a, b]],
  [{ kind: 'resize', operand: a, type: unsigned(2) }, [a]],
  [{ kind: 'reinterpret', operand: a, type: signed(4) }, [a]],
];

test.each(nodes.map(([node, operands]) => [node.kind, node, operands] as const))('the operands of a %s in order, as a list and one by one', (_, node, operands) => {
  const visited: Expression[] = [];
  eachOperand(node, (operand) => visited.push(operand));
  expect(visited).toEqual(operands);
  expect(operandsOf(node)).toEqual(operands);
  expect([...referencesIn(node)].sort()).toEqual([...new Set((node === a ? [a] : operands).map((e) => e.kind === 'reference' && e.name))].sort());
});

test('a value fits a type exactly when it lies in the range of the type', () => {
  const types: Type[] = [1, 2, 31, 64, 65, 200].flatMap((width) => [unsigned(width), signed(width)]);
  for (const each of types) {
    const { min, max } = valueRange(each);
    expect([min - 1n, min, 0n, max, max + 1n].map((value) => fits(value, each)), `${each.sign} ${each.width}`).toEqual([false, true, true, true, false]);
  }
});

test('equal types of up to 64 bits are one object, and no other', () => {
  expect(unsigned(64)).toBe(unsigned(64));
  expect(unsigned(8)).not.toBe(signed(8));
  expect(signed(65)).toEqual({ sign: 'signed', width: 65 });
  expect([0, -1, 2.5, NaN].map((width) => unsigned(width).width)).toEqual([0, -1, 2.5, NaN]);
});

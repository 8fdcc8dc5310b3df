import { expect, test } from 'vitest';
import type { Action } from '../../../src/sim/engine/action.js';
import { body } from '../../../src/sim/engine/action.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import { mergeBranches } from '../../../src/sim/engine/merge-branches.js';

const graph = new LimbGraph();
const [p, q] = [graph.state(0, 'i32', 1, 2), graph.state(1, 'i32', 1, 2)];
const set = (register: number): Action => ({ kind: 'set', register, limbs: [graph.constant(BigInt(register))] });
const store: Action = { kind: 'store', memory: 0, address: graph.constant(0n), data: [graph.constant(1n)] };
const when = (condition: typeof p, whenTrue: Action[], whenFalse: Action[] = []): Action =>
  ({ kind: 'branch', condition, whenTrue: body(whenTrue), whenFalse: body(whenFalse) });

/** `p{0 1|2}`: branch on p setting 0 and 1, else 2. */
const shown = (actions: readonly Action[]): string => actions.map((action) => {
  switch (action.kind) {
    case 'set': return String(action.register);
    case 'store': return 'store';
    case 'switch': return `switch`;
    case 'branch': {
      const otherwise = action.whenFalse.actions.length > 0 ? `|${shown(action.whenFalse.actions)}` : '';
      return `${action.condition === p ? 'p' : 'q'}{${shown(action.whenTrue.actions)}${otherwise}}`;
    }
  }
}).join(' ');
const merged = (...actions: Action[]): string => shown(mergeBranches(body(actions)).actions);

test('branches on one condition become one, over actions on other registers', () => {
  expect(merged(when(p, [set(0)]), when(q, [set(1)]), when(p, [set(2)], [set(3)]), when(q, [set(4)]))).toBe('p{0 2|3} q{1 4}');
});

test('a branch stays behind an assignment to the same register', () => {
  expect(merged(when(p, [set(0)]), set(1), when(p, [set(1)]))).toBe('p{0} 1 p{1}');
  expect(merged(when(p, [set(0)]), when(q, [set(0)]), when(p, [set(0)]))).toBe('p{0} q{0} p{0}');
});

test('stores keep their order', () => {
  expect(merged(when(p, [store]), when(q, [store]), when(p, [store]))).toBe('p{store} q{store} p{store}');
});

test('inner branches too', () => {
  expect(merged(when(p, [when(q, [set(0)])]), when(p, [when(q, [set(1)])]))).toBe('p{q{0 1}}');
});

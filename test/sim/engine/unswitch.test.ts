import { expect, test } from 'vitest';
import { body, type Action } from '../../../src/sim/engine/action.js';
import type { Limb } from '../../../src/sim/engine/limb.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import { Unswitching } from '../../../src/sim/engine/unswitch.js';

/** `count` registers, each `mode ? a long sum : its old value`. */
function stage(graph: LimbGraph, count: number, condition: (element: number) => Limb): Action[] {
  return Array.from({ length: count }, (_, element): Action => {
    const own = graph.state(10 + element, 'i64', 64, 64);
    let sum = own;
    for (let term = 0; term < 10; term++) sum = graph.add(graph.xor(sum, graph.constant(BigInt(term + 3))), own);
    return { kind: 'set', register: element, limbs: [graph.select(condition(element), sum, own)] };
  });
}

const kinds = (actions: readonly Action[]): string[] => actions.map(({ kind }) => kind);

test('a mode that all elements share becomes one branch, without selects inside', () => {
  const graph = new LimbGraph();
  const mode = graph.state(0, 'i32', 1, 2);
  const { actions } = new Unswitching(graph).apply(body(stage(graph, 4, () => mode)));
  expect(kinds(actions)).toEqual(['branch']);
  const branch = actions[0] as Extract<Action, { kind: 'branch' }>;
  expect(branch.condition).toBe(mode);
  expect([branch.whenTrue, branch.whenFalse].map((inner) => kinds(inner.actions))).toEqual([Array(4).fill('set'), Array(4).fill('set')]);
  expect(branch.whenFalse.actions.map((action) => (action as Extract<Action, { kind: 'set' }>).limbs[0]!.op)).toEqual(Array(4).fill('state'));
});

test('what depends on one element alone stays a select: its jump would be mispredicted', () => {
  const graph = new LimbGraph();
  const own = (element: number): Limb => graph.state(100 + element, 'i32', 1, 2);
  const actions = stage(graph, 8, own);
  expect(new Unswitching(graph).apply(body(actions)).actions).toEqual(actions);
});

test('a register that is set twice is not moved', () => {
  const graph = new LimbGraph();
  const mode = graph.state(0, 'i32', 1, 2);
  const actions = [...stage(graph, 4, () => mode), ...stage(graph, 4, () => mode)];
  expect(kinds(new Unswitching(graph).apply(body(actions)).actions)).toEqual(Array(8).fill('set'));
});

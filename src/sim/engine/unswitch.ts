import type { Action, Body, SetRegister } from './action.js';
import { body, innerBodies } from './action.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';
import { substitute } from './substitute.js';

/** A condition becomes a branch when at least so many assignments of a body choose by it: then it belongs to a stage, not to one element's data. */
const leastUsers = 4;

/** And only where an alternative holds at least so many operations: a select of two cheap values is faster than a jump. */
const leastOperations = 8;

/** Conditions inside conditions: each doubles the code. */
const deepest = 4;

/**
 * Turns what all elements of an array choose by one condition (a mode, a size) from a select in each of them into one branch around all, so that
 * the alternative that is not taken costs nothing.
 */
export function unswitch(graph: LimbGraph, { actions }: Body, depth = 0): Body {
  const inner = actions.map((action): Action => {
    switch (action.kind) {
      case 'branch': return { ...action, whenTrue: unswitch(graph, action.whenTrue, depth), whenFalse: unswitch(graph, action.whenFalse, depth) };
      case 'switch': return { ...action, cases: action.cases.map((each) => unswitch(graph, each, depth)) };
      default: return action;
    }
  });
  if (depth === deepest) return body(inner);
  const candidates = assignedOnce(inner);
  if (candidates.length < leastUsers) return body(inner);
  const best = bestCondition(candidates);
  if (!best) return body(inner);
  const users = new Set<Action>(best.users);
  const given = (value: boolean): Body => unswitch(graph, body(best.users.map((set) => (
    { ...set, limbs: substitute(graph, set.limbs, best.condition, value) }))), depth + 1);
  const branch: Action = { kind: 'branch', condition: best.condition, whenTrue: given(true), whenFalse: given(false) };
  return unswitch(graph, body([...inner.filter((action) => !users.has(action)), branch]), depth + 1);
}

/** The assignments to registers that nothing else in the body sets: they may be moved. */
function assignedOnce(actions: readonly Action[]): SetRegister[] {
  const times = new Map<number, number>();
  const visit = (action: Action): void => {
    if (action.kind === 'set') times.set(action.register, (times.get(action.register) ?? 0) + 1);
    for (const each of innerBodies(action)) each.actions.forEach(visit);
  };
  actions.forEach(visit);
  return actions.filter((action): action is SetRegister => action.kind === 'set' && times.get(action.register) === 1);
}

/** The condition that saves most. */
function bestCondition(sets: readonly SetRegister[]): { condition: Limb; users: SetRegister[] } | undefined {
  const found = new Map<Limb, { users: SetRegister[]; saved: number }>();
  for (const set of sets) {
    const met = new Set<Limb>();
    const open = [...set.limbs];
    for (let limb = open.pop(); limb; limb = open.pop()) {
      if (met.has(limb)) continue;
      met.add(limb);
      open.push(...limb.operands);
      if (limb.op !== 'select') continue;
      const [condition, ...arms] = limb.operands as readonly [Limb, Limb, Limb];
      const saved = Math.max(...arms.map(operations));
      if (saved < leastOperations || condition.op === 'constant') continue;
      const entry = found.get(condition) ?? { users: [], saved: 0 };
      if (entry.users.at(-1) !== set) entry.users.push(set);
      entry.saved += saved;
      found.set(condition, entry);
    }
  }
  return [...found].filter(([, { users }]) => users.length >= leastUsers)
    .map(([condition, entry]) => ({ condition, ...entry }))
    .reduce<{ condition: Limb; users: SetRegister[]; saved: number } | undefined>((best, each) => (best && best.saved >= each.saved ? best : each), undefined);
}

const known = new WeakMap<Limb, number>();

/** Operations below a limb, each counted once per path, up to a bound: enough to tell expensive from cheap. */
function operations(limb: Limb): number {
  const before = known.get(limb);
  if (before !== undefined) return before;
  let count = limb.operands.length === 0 ? 0 : 1;
  for (const operand of limb.operands) {
    if (count >= 4 * leastOperations) break;
    count += operations(operand);
  }
  known.set(limb, count);
  return count;
}

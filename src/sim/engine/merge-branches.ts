import type { Action, Body } from './action.js';
import { body, innerBodies } from './action.js';

/**
 * Joins branches on the same condition into one, so that an enable shared by all elements of an array is one jump around the whole
 * stage and not one per element. Conditions look at the state before the edge, so a branch may move up over actions that set other
 * registers; stores never move.
 */
export function mergeBranches(merging: Body): Body {
  const { actions } = merging;
  if (actions.every(({ kind }) => kind === 'set' || kind === 'store')) return merging;
  return body((hasEqualConditions(actions) ? joined(actions) : actions).map((action) => {
    switch (action.kind) {
      case 'branch': return { ...action, whenTrue: mergeBranches(action.whenTrue), whenFalse: mergeBranches(action.whenFalse) };
      case 'switch': return { ...action, cases: action.cases.map(mergeBranches) };
      default: return action;
    }
  }));
}

function hasEqualConditions(actions: readonly Action[]): boolean {
  const met = new Set<number>();
  return actions.some((action) => {
    if (action.kind !== 'branch') return false;
    const { id } = action.condition;
    return met.has(id) || !met.add(id);
  });
}

/** The branches of one level joined, not those inside them. */
function joined(actions: readonly Action[]): Action[] {
  const merged: Action[] = [];
  /** Condition -> position in `merged` of its branch. */
  const branches = new Map<number, number>();
  /** Register -> position of the last action that may set it. */
  const lastSet = new Map<number, number>();
  let lastStore = -1;
  const setBefore = (register: number, position: number): void => {
    const last = lastSet.get(register);
    if (last === undefined || last < position) lastSet.set(register, position);
  };
  for (const action of actions) {
    if (action.kind === 'set') {
      setBefore(action.register, merged.length);
      merged.push(action);
      continue;
    }
    const targets = effects(action);
    const at = action.kind === 'branch' ? branches.get(action.condition.id) : undefined;
    let earliest = targets.stores ? lastStore : -1;
    targets.registers.forEach((register) => { earliest = Math.max(earliest, lastSet.get(register) ?? -1); });
    const position = action.kind === 'branch' && at !== undefined && earliest <= at ? at : merged.length;
    if (action.kind === 'branch' && position === at) {
      const earlier = merged[at] as typeof action;
      merged[at] = {
        ...earlier,
        whenTrue: body([...earlier.whenTrue.actions, ...action.whenTrue.actions]),
        whenFalse: body([...earlier.whenFalse.actions, ...action.whenFalse.actions]),
      };
    } else {
      merged.push(action);
      if (action.kind === 'branch') branches.set(action.condition.id, position);
    }
    targets.registers.forEach((register) => setBefore(register, position));
    if (targets.stores) lastStore = Math.max(lastStore, position);
  }
  return merged;
}

/** What an action and the bodies in it may change. */
function effects(action: Action): { registers: Set<number>; stores: boolean } {
  const registers = new Set<number>();
  let stores = false;
  const visit = (inner: Action): void => {
    if (inner.kind === 'set') registers.add(inner.register);
    if (inner.kind === 'store') stores = true;
    innerBodies(inner).forEach(({ actions }) => actions.forEach(visit));
  };
  visit(action);
  return { registers, stores };
}

import type { Action, Body } from './action.js';
import { body, innerBodies } from './action.js';
import type { Scope } from './flat-design.js';
import { mergeBranches } from './merge-branches.js';

/** Actions that come from one place of the source: one statement, or one read port, with all its copies in the elements of arrays. */
export interface SourceActions {
  readonly place: string;
  /** The instance, elements of arrays taken together. */
  readonly instance: string;
  readonly actions: Action[];
}

/** One bit of a 64-bit word per region; the top one is left to spare a sign. */
export const mostRegions = 62;

/** `row[3].dot[0]` -> `row[].dot[]`: what is equal for all elements of an array. */
export const instanceOf = (scope: Scope): string => scope.path.replaceAll(/\[\d+\]/g, '[]');

/**
 * Divides what an edge does into regions that are skipped, each by itself, in cycles in which nothing that they read has changed. Actions
 * that set a common register or write a common memory stay in one region, in order, so a region's result is a function of what it reads:
 * if that is as it was in the last cycle, so is the result. Beyond `limit` regions the smallest of an instance are joined.
 */
export function activityRegions(sources: readonly SourceActions[], limit: number): Body[] {
  let groups = joinByTargets(joinByPlace(sources));
  while (groups.length > limit) groups = joinSmallest(groups);
  return groups.map(({ actions }) => mergeBranches(body(actions)));
}

interface Group {
  readonly instance: string;
  readonly actions: Action[];
  readonly size: number;
}

function joinByPlace(sources: readonly SourceActions[]): Group[] {
  const places = new Map<string, { instance: string; actions: Action[] }>();
  for (const { place, instance, actions } of sources) {
    const known = places.get(place);
    if (known) known.actions.push(...actions);
    else places.set(place, { instance, actions: [...actions] });
  }
  return [...places.values()].filter(({ actions }) => actions.length > 0).map((group) => ({ ...group, size: sizeOf(group.actions) }));
}

function joinByTargets(groups: readonly Group[]): Group[] {
  const joined: Group[] = [];
  const owner = new Map<string, number>();
  const forward: number[] = [];
  const find = (index: number): number => (forward[index] === undefined ? index : find(forward[index]));
  for (const group of groups) {
    const targets = [...targetsOf(group.actions)];
    const others = [...new Set(targets.flatMap((target) => owner.get(target) ?? []).map(find))].sort((a, b) => a - b);
    const at = others[0] ?? joined.length;
    for (const other of others.slice(1)) {
      joined[at] = join(joined[at]!, joined[other]!);
      forward[other] = at;
    }
    joined[at] = joined[at] ? join(joined[at], group) : group;
    for (const target of targets) owner.set(target, at);
  }
  return joined.filter((_, index) => forward[index] === undefined);
}

/** Joins the two smallest groups of the instance whose second smallest group is the smallest; else the two smallest of all. */
function joinSmallest(groups: readonly Group[]): Group[] {
  const ofInstance = new Map<string, SmallestTwo>();
  const all: SmallestTwo = {};
  groups.forEach(({ instance }, index) => {
    let two = ofInstance.get(instance);
    if (!two) ofInstance.set(instance, (two = {}));
    offer(two, index, groups);
    offer(all, index, groups);
  });
  let pair = all;
  let best: number | undefined;
  for (const two of ofInstance.values()) {
    if (two.second === undefined || (best !== undefined && !isSmaller(two.second, best, groups))) continue;
    best = two.second;
    pair = two;
  }
  const low = Math.min(pair.first!, pair.second!);
  const high = Math.max(pair.first!, pair.second!);
  return groups.flatMap((group, index) => (index === high ? [] : index === low ? [join(group, groups[high]!)] : [group]));
}

/** Positions of the smallest and the second smallest group of several. */
interface SmallestTwo {
  first?: number;
  second?: number;
}

/** Of equal sizes the earlier one. */
const isSmaller = (a: number, b: number, groups: readonly Group[]): boolean =>
  groups[a]!.size < groups[b]!.size || (groups[a]!.size === groups[b]!.size && a < b);

function offer(two: SmallestTwo, index: number, groups: readonly Group[]): void {
  if (two.first === undefined || isSmaller(index, two.first, groups)) {
    if (two.first !== undefined) two.second = two.first;
    two.first = index;
  } else if (two.second === undefined || isSmaller(index, two.second, groups)) two.second = index;
}

const join = (a: Group, b: Group): Group => ({ instance: a.instance, actions: [...a.actions, ...b.actions], size: a.size + b.size });

function sizeOf(actions: readonly Action[]): number {
  return actions.reduce((sum, action) => sum + 1 + innerBodies(action).reduce((inner, { actions: nested }) => inner + sizeOf(nested), 0), 0);
}

/** `r3` for register 3, `m1` for memory 1. */
function targetsOf(actions: readonly Action[], targets = new Set<string>()): Set<string> {
  for (const action of actions) {
    if (action.kind === 'set') targets.add(`r${action.register}`);
    if (action.kind === 'store') targets.add(`m${action.memory}`);
    for (const inner of innerBodies(action)) targetsOf(inner.actions, targets);
  }
  return targets;
}

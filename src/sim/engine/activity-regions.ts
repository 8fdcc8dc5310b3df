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
export function instanceOf(scope: Scope): string {
  let instance = instances.get(scope);
  if (instance === undefined) instances.set(scope, (instance = scope.path.replaceAll(/\[\d+\]/g, '[]')));
  return instance;
}

const instances = new WeakMap<Scope, string>();

/**
 * Divides what an edge does into regions that are skipped, each by itself, in cycles in which nothing that they read has changed. Actions
 * that set a common register or write a common memory stay in one region, in order, so a region's result is a function of what it reads:
 * if that is as it was in the last cycle, so is the result. Beyond `limit` regions the smallest of an instance are joined.
 */
export function activityRegions(sources: readonly SourceActions[], limit: number): Body[] {
  return joinSmallest(joinByTargets(joinByPlace(sources)), limit).map(({ actions }) => mergeBranches(body(actions)));
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

/**
 * Joins groups until there are at most `limit`: each time the two smallest of one instance, that of the instance whose second smallest is the
 * smallest; when no instance has two, the two smallest of all. Of equal sizes the earlier counts as smaller. Joined groups stand where the
 * earlier one stood.
 */
function joinSmallest(groups: readonly Group[], limit: number): Group[] {
  const byInstance = new Map<string, Placed[]>();
  groups.forEach((group, at) => insert(byInstance, { group, at }));
  for (let count = groups.length; count > limit; count--) {
    let pair: Placed[] | undefined;
    for (const list of byInstance.values()) if (list.length > 1 && (!pair || isSmaller(list[1]!, pair[1]!))) pair = list.slice(0, 2);
    pair ??= [...byInstance.values()].flat().sort((a, b) => (isSmaller(a, b) ? -1 : 1)).slice(0, 2);
    for (const { group } of pair) byInstance.get(group.instance)!.shift();
    const [low, high] = pair[0]!.at < pair[1]!.at ? [pair[0]!, pair[1]!] : [pair[1]!, pair[0]!];
    insert(byInstance, { group: join(low.group, high.group), at: low.at });
  }
  return [...byInstance.values()].flat().sort((a, b) => a.at - b.at).map(({ group }) => group);
}

/** A group and where it stands among all. */
interface Placed {
  readonly group: Group;
  readonly at: number;
}

const isSmaller = (a: Placed, b: Placed): boolean => a.group.size < b.group.size || (a.group.size === b.group.size && a.at < b.at);

/** Keeps the lists sorted, the smallest group first. */
function insert(byInstance: Map<string, Placed[]>, placed: Placed): void {
  const list = byInstance.get(placed.group.instance) ?? [];
  let at = list.length;
  while (at > 0 && isSmaller(placed, list[at - 1]!)) at--;
  list.splice(at, 0, placed);
  byInstance.set(placed.group.instance, list);
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

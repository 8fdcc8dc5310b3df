import type { Body } from './action.js';
import { innerBodies, usedLimbs } from './action.js';
import type { Limb } from './limb.js';
import type { Guard } from './use-guard.js';
import { UseGuards, literalsOf } from './use-guard.js';

/** Where each limb is computed: the innermost body that encloses all its uses, so that a branch not taken computes nothing. */
export interface Placement {
  /** The limbs that get a local, by the body at whose start they are computed, operands first. All others are computed where used. */
  readonly stored: ReadonlyMap<Body, readonly Limb[]>;
  /** By the limb's id: 1 for those in `stored`. */
  readonly isStored: Uint8Array;
  /** The regions that use a limb, directly or through others: bit n is region n. */
  readersOf(limb: Limb): bigint;
  /** When a limb is needed that is computed when the cycle begins. */
  guardOf(limb: Limb): Guard;
  /** By the limb's id: 1 for the conditions of guards and what they are computed from. They come before all that has a guard, and their own has no conditions. */
  readonly plain: Uint8Array;
  /** By the limb's id: 1 when it is used outside of regions, so in every cycle. */
  readonly always: Uint8Array;
  /** By the id of a stored limb: the operations that computing it takes, those of other stored limbs left out. */
  readonly operations: Uint32Array;
  /** By the id of a stored limb: 1 when computing it reads memory at an address that it computes. */
  readonly indexes: Uint8Array;
}

/** What costs fewer operations than this is computed without asking for conditions, when a region that uses it runs. */
const leastGuarded = 20;

/** What costs at most so many operations is computed by every region that uses it. */
const mostRepeated = 2;

/** Expressions nested deeper than this get a local in between, so that neither we nor V8 recurse without bound. */
const deepest = 60;

export interface PlacementInput {
  /** Before the loop: whatever depends only on constants and inputs that stay. */
  readonly prologue: Body;
  /** Each cycle. */
  readonly cycle: Body;
  /** Run inside `cycle`, in this order. */
  readonly parts: readonly Body[];
  /** The one among `parts` that writes memories: memory reads that it needs happen in `cycle`, before it. */
  readonly writes?: Body | undefined;
  /** Used in `cycle` itself: hash, samples, assertions. */
  readonly observed: readonly Limb[];
  /** All limbs of the graph in topological order. */
  readonly limbs: readonly Limb[];
  readonly changesEachCycle: (state: Limb) => boolean;
  /** Whether regions are skipped, and with them what only they need. */
  readonly guarded: boolean;
}

export function placeLimbs(input: PlacementInput): Placement {
  const { prologue, cycle, parts, writes, observed, limbs, changesEachCycle, guarded } = input;
  // Bodies go by number: the prologue, the cycle, then those inside.
  const [before, each] = [0, 1];
  const bodies = [prologue, cycle];
  const depth = [0, 1];
  const parent = [0, 0];
  const writing = [false, false];
  /** The body where a limb is computed, by the limb's id; -1 for one without use. */
  const where = new Int32Array(limbs.length).fill(-1);
  const uses = new Uint32Array(limbs.length);
  const guards = new UseGuards();
  const needed = new Array<Guard>(limbs.length).fill(guards.none);
  const always = new Uint8Array(limbs.length);
  const forced = new Uint8Array(limbs.length);

  const common = (a: number, b: number): number => {
    let x = a;
    let y = b;
    while (x !== y) {
      if (depth[x]! >= depth[y]!) x = parent[x]!;
      else y = parent[y]!;
    }
    return x;
  };
  const use = ({ id, op }: Limb, at: number, by: Guard, inEveryCycle: boolean): void => {
    if (needed[id] !== by) needed[id] = guards.union(needed[id]!, by);
    if (inEveryCycle) always[id] = 1;
    where[id] = where[id]! < 0 ? at : common(where[id]!, at);
    uses[id]!++;
    if (op === 'load' && writing[at]) forced[id] = 1;
  };
  /** `outer` is the body around it, or the cycle for a region: what regions share is computed when the cycle begins, for updates and writes alike. */
  const enter = (body: Body, outer: number, by: Guard, writes: boolean): void => {
    const at = bodies.length;
    bodies.push(body);
    depth.push(depth[outer]! + 1);
    parent.push(outer);
    writing.push(writes);
    body.actions.forEach((action) => {
      usedLimbs(action).forEach((limb) => use(limb, at, by, by === guards.none));
      innerBodies(action).forEach((inner) => {
        if (action.kind === 'region') enter(inner, each, guards.region(action.index), writes);
        else if (action.kind !== 'branch' || !guarded) enter(inner, at, by, writes);
        else enter(inner, at, guards.under(by, literalsOf(action.condition, inner === action.whenTrue)), writes);
      });
    });
  };
  for (const limb of observed) use(limb, each, guards.none, true);
  for (const body of parts) enter(body, each, guards.none, body === writes);

  const steady = new Uint8Array(limbs.length);
  // Here and below by index or forEach: V8 makes an object per step of for..of until it has optimised the loop, and that is after the first cycle.
  /** Operations below a limb, each counted once per path, up to a bound. */
  const operations = new Uint8Array(limbs.length);
  limbs.forEach((limb) => {
    const { id, op, operands } = limb;
    let holds = op !== 'load' && (op !== 'state' || !changesEachCycle(limb));
    let below = operands.length === 0 ? 0 : 1;
    for (let index = 0; index < operands.length; index++) {
      if (steady[operands[index]!.id] === 0) holds = false;
      below += operations[operands[index]!.id]!;
    }
    steady[id] = holds ? 1 : 0;
    operations[id] = Math.min(below, leastGuarded);
  });
  // Users have larger ids than their operands: backwards, every limb has met all its uses before its own turn.
  for (let id = limbs.length - 1; id >= 0; id--) {
    const limb = limbs[id]!;
    let at = where[id]!;
    if (at < 0 || limb.operands.length === 0) continue;
    if (steady[id] === 1) {
      if (at !== before) forced[id] = 1;
      at = before;
    } else if (forced[id] === 1) {
      at = each;
    }
    where[id] = at;
    if (guarded && operations[id]! < leastGuarded) needed[id] = guards.withoutConditions(needed[id]!);
    for (let index = 0; index < limb.operands.length; index++) use(limb.operands[index]!, at, needed[id]!, always[id] === 1);
  }

  const plain = new Uint8Array(limbs.length);
  for (const literal of guarded ? literalsNeeded() : []) {
    const condition = limbs[literal >> 1]!;
    if (condition.operands.length > 0 && where[condition.id] !== before) forced[condition.id] = 1;
    const open = [condition];
    for (let limb = open.pop(); limb; limb = open.pop()) {
      if (plain[limb.id] === 1) continue;
      plain[limb.id] = 1;
      if (where[limb.id] !== before) where[limb.id] = each;
      for (const operand of limb.operands) open.push(operand);
    }
  }

  const stored: Limb[][] = [];
  const nesting = new Uint32Array(limbs.length);
  /** Operations that a limb costs where it is used. */
  const cost = new Uint32Array(limbs.length);
  const operationsOfStored = new Uint32Array(limbs.length);
  const indexes = new Uint8Array(limbs.length);
  const isStored = new Uint8Array(limbs.length);
  limbs.forEach((limb) => {
    const { id, op, operands } = limb;
    const at = where[id]!;
    if (at < 0 || operands.length === 0) return;
    let inner = 1;
    let sum = 1;
    let indexing = op === 'load' || op === 'pick' ? 1 : 0;
    for (let index = 0; index < operands.length; index++) {
      const operand = operands[index]!.id;
      inner = Math.max(inner, 1 + nesting[operand]!);
      sum += cost[operand]!;
      if (isStored[operand] === 0 && indexes[operand] === 1) indexing = 1;
    }
    indexes[id] = indexing;
    // What regions share goes through memory: little is sooner computed again.
    const cheap = guarded && at === each && always[id] === 0 && sum <= mostRepeated && op !== 'load';
    if ((uses[id]! > 1 && !cheap) || forced[id] === 1 || inner > deepest) {
      (stored[at] ??= []).push(limb);
      isStored[id] = 1;
      operationsOfStored[id] = sum;
    } else {
      nesting[id] = inner;
      cost[id] = sum;
    }
  });
  const storedIn = new Map(bodies.flatMap((body, at) => (stored[at] ? [[body, stored[at]] as const] : [])));
  return { stored: storedIn, isStored, readersOf: ({ id }) => needed[id]!.regions, guardOf: ({ id }) => needed[id]!, plain, always, operations: operationsOfStored, indexes };

  /** The conditions of what will be computed when the cycle begins. */
  function literalsNeeded(): Set<number> {
    const found = new Set<number>();
    limbs.forEach(({ id, operands }) => {
      if (where[id] !== each || always[id] === 1 || operands.length === 0 || (uses[id]! < 2 && forced[id] === 0)) return;
      for (const { literals } of needed[id]!.parts) for (const literal of literals) found.add(literal);
    });
    return found;
  }
}

import type { Body } from './action.js';
import { innerBodies, usedLimbs } from './action.js';
import type { Limb } from './limb.js';
import type { Guard } from './use-guard.js';
import { UseGuards, literalsOf, regionsOf } from './use-guard.js';

/** Where each limb is computed: the innermost body that encloses all its uses, so that a branch not taken computes nothing. */
export interface Placement {
  /** The limbs that get a local, by the body at whose start they are computed, operands first. All others are computed where used. */
  readonly stored: ReadonlyMap<Body, readonly Limb[]>;
  /** The regions that use a limb, directly or through others: bit n is region n. */
  readersOf(limb: Limb): bigint;
  /** When a limb is needed that is computed when the cycle begins. */
  guardOf(limb: Limb): Guard;
  /** By the limb's id: 1 for the conditions of guards and what they are computed from. They come before all that has a guard, and their own has no conditions. */
  readonly plain: Uint8Array;
  /** By the limb's id: 1 when it is used outside of regions, so in every cycle. */
  readonly always: Uint8Array;
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
  const depth = new Map<Body, number>([[prologue, 0], [cycle, 1]]);
  const parent = new Map<Body, Body>([[cycle, prologue]]);
  const where = new Array<Body | undefined>(limbs.length);
  const uses = new Uint32Array(limbs.length);
  const guards = new UseGuards();
  const needed = new Array<Guard>(limbs.length).fill(guards.none);
  const always = new Uint8Array(limbs.length);
  const forced = new Uint8Array(limbs.length);
  const writing = new Set<Body>();

  const common = (a: Body, b: Body): Body => {
    let x = a;
    let y = b;
    while (x !== y) {
      if (depth.get(x)! >= depth.get(y)!) x = parent.get(x)!;
      else y = parent.get(y)!;
    }
    return x;
  };
  const use = (limb: Limb, at: Body, by: Guard, inEveryCycle: boolean): void => {
    if (needed[limb.id] !== by) needed[limb.id] = guards.union(needed[limb.id]!, by);
    if (inEveryCycle) always[limb.id] = 1;
    const before = where[limb.id];
    where[limb.id] = before ? common(before, at) : at;
    uses[limb.id]!++;
    if (limb.op === 'load' && writing.has(at)) forced[limb.id] = 1;
  };
  const enter = (body: Body, outer: Body, by: Guard): void => {
    depth.set(body, depth.get(outer)! + 1);
    parent.set(body, outer);
    if (body === writes || writing.has(outer)) writing.add(body);
    for (const action of body.actions) {
      for (const limb of usedLimbs(action)) use(limb, body, by, by === guards.none);
      for (const inner of innerBodies(action)) {
        if (action.kind === 'branch' && guarded) {
          enter(inner, body, guards.under(by, literalsOf(action.condition, inner === action.whenTrue)));
        } else if (action.kind !== 'region') enter(inner, body, by);
        else {
          // What regions share is computed when the cycle begins, for updates and writes alike.
          if (writing.has(body)) writing.add(inner);
          enter(inner, cycle, guards.region(action.index));
        }
      }
    }
  };
  for (const limb of observed) use(limb, cycle, guards.none, true);
  for (const body of parts) enter(body, cycle, guards.none);

  const steady = new Uint8Array(limbs.length);
  /** Operations below a limb, each counted once per path, up to a bound. */
  const operations = new Uint8Array(limbs.length);
  for (const limb of limbs) {
    const changes = limb.op === 'load' || (limb.op === 'state' && changesEachCycle(limb));
    let holds = !changes;
    for (const operand of limb.operands) if (steady[operand.id] === 0) holds = false;
    steady[limb.id] = holds ? 1 : 0;
    let below = limb.operands.length === 0 ? 0 : 1;
    for (const operand of limb.operands) below += operations[operand.id]!;
    operations[limb.id] = Math.min(below, leastGuarded);
  }
  // Users have larger ids than their operands: backwards, every limb has met all its uses before its own turn.
  for (let id = limbs.length - 1; id >= 0; id--) {
    const limb = limbs[id]!;
    let at = where[id];
    if (!at || limb.operands.length === 0) continue;
    if (steady[id] === 1) {
      if (at !== prologue) forced[id] = 1;
      at = prologue;
    } else if (forced[id] === 1) {
      at = cycle;
    }
    where[id] = at;
    if (operations[id]! < leastGuarded) needed[id] = guards.withoutConditions(needed[id]!);
    for (const operand of limb.operands) use(operand, at, needed[id]!, always[id] === 1);
  }

  const plain = new Uint8Array(limbs.length);
  for (const literal of guarded ? literalsNeeded() : []) {
    const condition = limbs[literal >> 1]!;
    if (condition.operands.length > 0 && where[condition.id] !== prologue) forced[condition.id] = 1;
    const open = [condition];
    for (let limb = open.pop(); limb; limb = open.pop()) {
      if (plain[limb.id] === 1) continue;
      plain[limb.id] = 1;
      if (where[limb.id] !== prologue) where[limb.id] = cycle;
      for (const operand of limb.operands) open.push(operand);
    }
  }

  const stored = new Map<Body, Limb[]>();
  const nesting = new Uint32Array(limbs.length);
  /** Operations that a limb costs where it is used. */
  const cost = new Uint32Array(limbs.length);
  for (const limb of limbs) {
    const at = where[limb.id];
    if (!at || limb.operands.length === 0) continue;
    let inner = 1;
    let sum = 1;
    for (const operand of limb.operands) {
      inner = Math.max(inner, 1 + nesting[operand.id]!);
      sum += cost[operand.id]!;
    }
    // What regions share goes through memory: little is sooner computed again.
    const cheap = guarded && at === cycle && always[limb.id] === 0 && sum <= mostRepeated && limb.op !== 'load';
    if ((uses[limb.id]! > 1 && !cheap) || forced[limb.id] === 1 || inner > deepest) {
      const list = stored.get(at);
      if (list) list.push(limb);
      else stored.set(at, [limb]);
    } else {
      nesting[limb.id] = inner;
      cost[limb.id] = sum;
    }
  }
  return { stored, readersOf: ({ id }) => regionsOf(needed[id]!), guardOf: ({ id }) => needed[id]!, plain, always };

  /** The conditions of what will be computed when the cycle begins. */
  function literalsNeeded(): Set<number> {
    const found = new Set<number>();
    for (const { id, operands } of limbs) {
      if (where[id] !== cycle || always[id] === 1 || operands.length === 0 || (uses[id]! < 2 && forced[id] === 0)) continue;
      for (const { literals } of needed[id]!.parts) for (const literal of literals) found.add(literal);
    }
    return found;
  }
}

import type { Body } from './action.js';
import { innerBodies, usedLimbs } from './action.js';
import type { Limb } from './limb.js';

/** Where each limb is computed: the innermost body that encloses all its uses, so that a branch not taken computes nothing. */
export interface Placement {
  /** The limbs that get a local, by the body at whose start they are computed, operands first. All others are computed where used. */
  readonly stored: ReadonlyMap<Body, readonly Limb[]>;
  /** The regions that use a limb, directly or through others: bit n is region n. */
  readersOf(limb: Limb): bigint;
  /** By the limb's id: 1 when it is used outside of regions, so in every cycle. */
  readonly always: Uint8Array;
}

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
}

export function placeLimbs(input: PlacementInput): Placement {
  const { prologue, cycle, parts, writes, observed, limbs, changesEachCycle } = input;
  const depth = new Map<Body, number>([[prologue, 0], [cycle, 1]]);
  const parent = new Map<Body, Body>([[cycle, prologue]]);
  const where = new Array<Body | undefined>(limbs.length);
  const uses = new Uint32Array(limbs.length);
  /** Bits 0 .. 31 and 32 .. 63 of the sets of readers. */
  const low = new Int32Array(limbs.length);
  const high = new Int32Array(limbs.length);
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
  /** `lowBy` and `highBy` are the regions of the user, 0 outside of regions. */
  const use = (limb: Limb, at: Body, lowBy: number, highBy: number, inEveryCycle: boolean): void => {
    low[limb.id]! |= lowBy;
    high[limb.id]! |= highBy;
    if (inEveryCycle) always[limb.id] = 1;
    const before = where[limb.id];
    where[limb.id] = before ? common(before, at) : at;
    uses[limb.id]!++;
    if (limb.op === 'load' && writing.has(at)) forced[limb.id] = 1;
  };
  const enter = (body: Body, outer: Body, lowBy: number, highBy: number): void => {
    depth.set(body, depth.get(outer)! + 1);
    parent.set(body, outer);
    if (body === writes || writing.has(outer)) writing.add(body);
    for (const action of body.actions) {
      for (const limb of usedLimbs(action)) use(limb, body, lowBy, highBy, (lowBy | highBy) === 0);
      for (const inner of innerBodies(action)) {
        if (action.kind !== 'region') enter(inner, body, lowBy, highBy);
        else {
          // What regions share is computed when the cycle begins, for updates and writes alike.
          if (writing.has(body)) writing.add(inner);
          enter(inner, cycle, action.index < 32 ? 1 << action.index : 0, action.index < 32 ? 0 : 1 << (action.index - 32));
        }
      }
    }
  };
  for (const limb of observed) use(limb, cycle, 0, 0, true);
  for (const body of parts) enter(body, cycle, 0, 0);

  const steady = new Uint8Array(limbs.length);
  for (const limb of limbs) {
    const changes = limb.op === 'load' || (limb.op === 'state' && changesEachCycle(limb));
    let holds = !changes;
    for (const operand of limb.operands) if (steady[operand.id] === 0) holds = false;
    steady[limb.id] = holds ? 1 : 0;
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
    for (const operand of limb.operands) use(operand, at, low[id]!, high[id]!, always[id] === 1);
  }

  const stored = new Map<Body, Limb[]>();
  const nesting = new Uint32Array(limbs.length);
  for (const limb of limbs) {
    const at = where[limb.id];
    if (!at || limb.operands.length === 0) continue;
    let inner = 1;
    for (const operand of limb.operands) inner = Math.max(inner, 1 + nesting[operand.id]!);
    if (uses[limb.id]! > 1 || forced[limb.id] === 1 || inner > deepest) {
      const list = stored.get(at);
      if (list) list.push(limb);
      else stored.set(at, [limb]);
    } else {
      nesting[limb.id] = inner;
    }
  }
  const readersOf = ({ id }: Limb): bigint => (BigInt(high[id]! >>> 0) << 32n) | BigInt(low[id]! >>> 0);
  return { stored, readersOf, always };
}

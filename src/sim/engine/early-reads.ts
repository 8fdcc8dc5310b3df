import type { Body } from './action.js';
import { innerBodies, usedLimbs } from './action.js';
import type { Limb } from './limb.js';
import type { Placement } from './placement.js';

/** What has to be read before it is overwritten. */
export interface EarlyReads {
  /** When the cycle begins. */
  readonly ahead: readonly Limb[];
  /** By the body of a region that alone reads them late and sets them itself: when the region begins. */
  readonly inRegion: ReadonlyMap<Body, readonly Limb[]>;
}

/**
 * The registers in linear memory that some computation reads after the place where they are overwritten: they have to be read into a
 * local before. `parts` run in order; `firstSlot` is that of a register's lowest limb.
 */
export function earlyReads(
  parts: readonly Body[], placement: Placement, inMemory: (slot: number) => boolean, firstSlot: (register: number) => number,
): EarlyReads {
  const ahead = new Set<Limb>();
  const inRegion = new Map<Body, Set<Limb>>();
  let region: Body | undefined;
  /** By slot, the region that overwrote it. */
  const owner: (Body | undefined)[] = [];
  /** By slot: 1 from where it is overwritten. */
  const overwritten: number[] = [];
  /** What was added to `overwritten`, in order, so that a branch's alternative can start from what was there before it. */
  const log: number[] = [];

  const overwrite = (slot: number): void => {
    if (overwritten[slot] === 1) return;
    overwritten[slot] = 1;
    owner[slot] = region;
    log.push(slot);
  };
  const late = (state: Limb): void => {
    if (!region || owner[state.parameter] !== region) ahead.add(state);
    else {
      const found = inRegion.get(region);
      if (found) found.add(state);
      else inRegion.set(region, new Set([state]));
    }
  };
  const read = (limb: Limb): void => {
    if (placement.isStored[limb.id] === 1) return;
    if (limb.op === 'state' && overwritten[limb.parameter] === 1) late(limb);
    const { operands } = limb;
    for (let index = 0; index < operands.length; index++) read(operands[index]!);
  };
  const run = (body: Body): void => {
    placement.stored.get(body)?.forEach(({ operands }) => operands.forEach(read));
    body.actions.forEach((action) => {
      usedLimbs(action).forEach(read);
      if (action.kind === 'set') {
        action.limbs.forEach((_, index) => {
          const slot = firstSlot(action.register) + index;
          if (inMemory(slot)) overwrite(slot);
        });
      }
      if (action.kind === 'setVector') action.registers.forEach((register) => overwrite(firstSlot(register)));
      const inside = innerBodies(action);
      if (inside.length === 0) return;
      const mark = log.length;
      const alternatives = inside.flatMap((inner) => {
        if (action.kind === 'region') region = inner;
        run(inner);
        const added = log.splice(mark);
        for (const slot of added) overwritten[slot] = 0;
        return added;
      });
      alternatives.forEach(overwrite);
      if (action.kind === 'region') region = undefined;
    });
  };
  parts.forEach(run);
  return { ahead: [...ahead], inRegion: new Map([...inRegion].map(([body, limbs]) => [body, [...limbs].filter((limb) => !ahead.has(limb))])) };
}

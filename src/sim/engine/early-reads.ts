import type { Body } from './action.js';
import { innerBodies, usedLimbs } from './action.js';
import type { Limb } from './limb.js';
import type { Placement } from './placement.js';

/**
 * The registers in linear memory that some computation reads after the place where they are overwritten: they have to be read into a
 * local when the cycle begins. `parts` run in order; `firstSlot` is that of a register's lowest limb.
 */
export function earlyReads(
  parts: readonly Body[], placement: Placement, inMemory: (slot: number) => boolean, firstSlot: (register: number) => number,
): Limb[] {
  const early = new Set<Limb>();
  /** By slot: 1 from where it is overwritten. */
  const overwritten: number[] = [];
  /** What was added to `overwritten`, in order, so that a branch's alternative can start from what was there before it. */
  const log: number[] = [];

  const overwrite = (slot: number): void => {
    if (overwritten[slot] === 1) return;
    overwritten[slot] = 1;
    log.push(slot);
  };
  const read = (limb: Limb): void => {
    if (placement.isStored[limb.id] === 1) return;
    if (limb.op === 'state' && overwritten[limb.parameter] === 1) early.add(limb);
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
        run(inner);
        const added = log.splice(mark);
        for (const slot of added) overwritten[slot] = 0;
        return added;
      });
      alternatives.forEach(overwrite);
    });
  };
  parts.forEach(run);
  return [...early];
}

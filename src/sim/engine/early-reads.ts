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
  const stored = new Set<Limb>([...placement.stored.values()].flat());
  const early = new Set<Limb>();
  const overwritten = new Set<number>();
  /** What was added to `overwritten`, in order, so that a branch's alternative can start from what was there before it. */
  const log: number[] = [];

  const overwrite = (slot: number): void => {
    if (overwritten.has(slot)) return;
    overwritten.add(slot);
    log.push(slot);
  };
  const read = (limb: Limb): void => {
    if (stored.has(limb)) return;
    if (limb.op === 'state' && overwritten.has(limb.parameter)) early.add(limb);
    limb.operands.forEach(read);
  };
  const run = (body: Body): void => {
    for (const limb of placement.stored.get(body) ?? []) limb.operands.forEach(read);
    for (const action of body.actions) {
      usedLimbs(action).forEach(read);
      if (action.kind === 'set') {
        action.limbs.forEach((_, index) => {
          const slot = firstSlot(action.register) + index;
          if (inMemory(slot)) overwrite(slot);
        });
      }
      if (action.kind === 'setVector') action.registers.forEach((register) => overwrite(firstSlot(register)));
      const mark = log.length;
      const alternatives = innerBodies(action).flatMap((inner) => {
        run(inner);
        const added = log.splice(mark);
        for (const slot of added) overwritten.delete(slot);
        return added;
      });
      alternatives.forEach(overwrite);
    }
  };
  parts.forEach(run);
  return [...early];
}

import type { Action, Body, SetRegister, SetVector } from './action.js';
import { innerBodies } from './action.js';
import type { Limb } from './limb.js';

/** The regions of a program in the order in which they run, and what they read. */
export interface RegionReaders {
  readonly updates: Body;
  readonly writes: Body;
  readonly readersOf: (action: SetRegister | SetVector) => bigint;
  readonly memoryReadersOf: (memory: number) => bigint;
  readonly firstSlot: (register: number) => number;
}

/**
 * The sets whose readers run in the next cycle without asking whether the value differs from the old one. Two kinds:
 *
 * - Those that change the value for certain: a counter's step, a bit that flips.
 * - Those under a condition, and those of four lanes, when all their readers come earlier in the order of the regions. What happens under a
 *   condition is an event, and mostly brings a new value. Because the order is kept, a region can't keep itself running in this way alone, neither directly
 *   nor through others: a design at rest stays at rest.
 *
 * Sets of regions are masks, bit n for region n.
 */
export function assumedChanges({ updates, writes, readersOf, memoryReadersOf, firstSlot }: RegionReaders): ReadonlySet<Action> {
  const assumed = new Set<Action>();
  /** The regions before the present one. */
  let earlier = 0n;
  const reachedThrough = writes.actions.flatMap((action) => (action.kind === 'region' ? [{ region: 1n << BigInt(action.index), readers: storeReaders(action.body, memoryReadersOf) }] : []));
  /** A region that writes a memory stands for those that read it. */
  const reached = (readers: bigint): bigint => reachedThrough.reduce((mask, through) => ((mask & through.region) === 0n ? mask : (mask & ~through.region) | through.readers), readers);
  const visit = ({ actions }: Body, conditional: boolean): void => actions.forEach((action) => {
    if (action.kind === 'set' || action.kind === 'setVector') {
      const onlyEarlier = (reached(readersOf(action)) & ~earlier) === 0n;
      if ((onlyEarlier && (conditional || action.kind === 'setVector')) || steps(action, firstSlot)) assumed.add(action);
    } else innerBodies(action).forEach((inner) => visit(inner, true));
  });
  for (const action of updates.actions) {
    if (action.kind !== 'region') continue;
    visit(action.body, false);
    earlier |= 1n << BigInt(action.index);
  }
  return assumed;
}

/** The regions that read what a body stores. */
function storeReaders({ actions }: Body, memoryReadersOf: (memory: number) => bigint): bigint {
  return actions.reduce((mask, action) => (action.kind === 'store' ? mask | memoryReadersOf(action.memory)
    : innerBodies(action).reduce((inner, each) => inner | storeReaders(each, memoryReadersOf), mask)), 0n);
}

/** Whether the new value of a register of one limb is the old one plus or minus a constant, in the width of the result, or its complement: then it is another one. */
function steps(action: SetRegister | SetVector, firstSlot: (register: number) => number): boolean {
  if (action.kind !== 'set' || action.limbs.length > 1) return false;
  const { value, width } = resultOf(action.limbs[0]!);
  const [old, by] = value.operands;
  if (old?.op !== 'state' || old.parameter !== firstSlot(action.register)) return false;
  return value.op === 'not' || ((value.op === 'add' || value.op === 'subtract') && by!.op === 'constant' && BigInt.asUintN(width, by!.value) !== 0n);
}

/** What a mask of low bits or a sign extension brings to a width, and that width. */
function resultOf(value: Limb): { value: Limb; width: number } {
  const [inner, mask] = value.operands;
  // The parameter of a constant of low ones is their number, that of others 0.
  const width = value.op === 'signExtend' ? value.parameter : value.op === 'and' && mask!.op === 'constant' ? mask!.parameter : 0;
  return width > 0 ? { value: inner!, width } : { value, width: 64 };
}

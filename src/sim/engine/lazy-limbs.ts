import type { Limb } from './limb.js';
import type { Placement } from './placement.js';
import type { Guard } from './use-guard.js';

/** Groups of limbs that the same regions use. */
export interface LazyBatch {
  readonly regions: bigint;
  /** Whether to compute them in every cycle, without asking for the regions. */
  readonly unasked: boolean;
  readonly groups: readonly LazyGroup[];
}

/** Limbs that are needed under the same guard, operands first. */
export interface LazyGroup {
  readonly guard: Guard;
  readonly plain: boolean;
  /** How many regions the guard has. */
  readonly regionCount: number;
  readonly limbs: Limb[];
  /** That computing them takes. */
  operations: number;
  /** Whether one of them reads memory at an address that it computes. */
  indexes: boolean;
}

/** Operations that take as long as asking for a region. */
const mostUnasked = 4;

/** What is computed when a cycle begins and only regions need, in an order in which operands and the conditions of guards come before their users. */
export function lazyLimbs(limbs: readonly Limb[], placement: Placement): LazyBatch[] {
  const byGuard = new Map<number, LazyGroup>();
  for (const limb of limbs) {
    const plain = placement.plain[limb.id] === 1;
    const guard = placement.guardOf(limb);
    const key = 2 * guard.id + (plain ? 1 : 0);
    let group = byGuard.get(key);
    if (!group) byGuard.set(key, (group = { guard: plain ? regionsAlone(guard) : guard, plain, regionCount: bitCount(guard.regions), limbs: [], operations: 0, indexes: false }));
    group.limbs.push(limb);
    group.operations += placement.operations[limb.id]!;
    group.indexes ||= placement.indexes[limb.id] === 1;
  }
  const groups = [...byGuard.values()].sort(operandsFirst);
  const batches: LazyBatch[] = [];
  for (let first = 0, end = 0; first < groups.length; first = end) {
    const regions = groups[first]!.guard.regions;
    while (end < groups.length && groups[end]!.guard.regions === regions) end++;
    const batch = groups.slice(first, end).map((group) => ({ ...group, guard: worthwhile(group) }));
    batches.push({ regions, unasked: costsLess(batch), groups: batch });
  }
  return batches;
}

/**
 * Conditions of guards first. Then, because an operand is needed wherever its user is: what more regions use, and with equal regions what is
 * needed under fewer conditions.
 */
function operandsFirst(a: LazyGroup, b: LazyGroup): number {
  if (a.plain !== b.plain) return a.plain ? -1 : 1;
  const [left, right] = [a.guard.regions, b.guard.regions];
  if (left !== right) return b.regionCount - a.regionCount || (left < right ? -1 : 1);
  return conditionCount(a.guard) - conditionCount(b.guard);
}

const conditionCount = ({ parts }: Guard): number => parts.reduce((sum, { regions, literals }) => sum + bitCount(regions) * literals.length, 0);

const bitCount = (word: bigint): number => word.toString(2).replaceAll('0', '').length;

/**
 * A group's guard without its conditions when to ask for them would cost half as much as the group. Not where memory is read at an address
 * that may then never have been computed.
 */
function worthwhile({ guard, operations, indexes }: LazyGroup): Guard {
  const cost = guard.parts.reduce((sum, { literals }) => sum + (guard.parts.length > 1 ? 4 : 1) + 2 * literals.length, 0);
  return indexes || operations >= 2 * cost ? guard : regionsAlone(guard);
}

/** Whether to compute the limbs costs no more than to ask whether one of their regions runs: a copy or two, or a few operations. Operands that were not computed do no harm then. */
function costsLess(batch: readonly LazyGroup[]): boolean {
  const operations = batch.reduce((sum, group) => sum + group.operations, 0);
  return operations <= mostUnasked && batch.every(({ guard: { parts }, indexes }) => !indexes && parts.length === 1 && parts[0]!.literals.length === 0);
}

const regionsAlone = (guard: Guard): Guard => ({ ...guard, parts: [{ regions: guard.regions, literals: [] }] });

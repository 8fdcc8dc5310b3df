import type { CostTable } from '../../sim/cycles/cost-table.js';
import { type Assignment, networkCycles } from '../cost/assignment.js';
import { choose, choosingMaps, type SearchSpace } from '../cost/search-space.js';
import type { Model } from '../models/model.js';
import type { RandomStream } from '../training/random-stream.js';

/** The candidate of every operand that has a choice, by its index: weights by layer, then maps by group. */
export interface Operand {
  readonly kind: 'weights' | 'maps';
  readonly name: string;
  readonly bits: readonly number[];
}

/** What a search decides, in a fixed order: operands with more than one candidate. */
export function operands(space: SearchSpace): Operand[] {
  const named = (kind: 'weights' | 'maps', names: Iterable<string>): Operand[] => [...names].map((name) => ({ kind, name, bits: space[kind].get(name)! }));
  return [...named('weights', space.weights.keys()), ...named('maps', choosingMaps(space))].filter(({ bits }) => bits.length > 1);
}

/** The assignment with candidate `indices[i]` of operand i. */
export function assignmentOf(space: SearchSpace, all: readonly Operand[], indices: readonly number[]): Assignment {
  const chosen = new Map(all.map(({ kind, name }, i) => [`${kind}.${name}`, indices[i]!]));
  return choose(space, (kind, name) => chosen.get(`${kind}.${name}`) ?? 0);
}

/**
 * Bits drawn at random, every candidate alike, then moved to just within the budget by random single steps: down while it is exceeded, then
 * up as long as any fits. The result is within the budget, and no single step up would be: what the searched network is, but for the
 * search. Throws an Error when the budget
 * can't be reached.
 */
export function randomAssignment(model: Model, space: SearchSpace, table: CostTable, budget: number, random: RandomStream): Assignment {
  const all = operands(space);
  const indices = all.map(({ bits }) => random.integer(bits.length));
  const cost = (): number => networkCycles(model, assignmentOf(space, all, indices), table);
  while (cost() > budget) {
    const lower = all.flatMap((_, i) => (indices[i]! > 0 ? [i] : []));
    if (lower.length === 0) throw new Error(`Random network: the least cost, ${cost()}, is above the budget of ${budget}.`);
    indices[lower[random.integer(lower.length)]!]!--;
  }
  for (let higher = all.map((_, i) => i); higher.length > 0; ) {
    const at = random.integer(higher.length);
    const i = higher[at]!;
    if (indices[i]! + 1 < all[i]!.bits.length) {
      indices[i]!++;
      if (cost() <= budget) continue;
      indices[i]!--;
    }
    // A step that does not fit now will not fit later: the cost only rises.
    higher.splice(at, 1);
  }
  return assignmentOf(space, all, indices);
}

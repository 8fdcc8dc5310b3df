import type { CostTable } from '../../sim/cycles/cost-table.js';
import { type Assignment, networkCycles } from '../cost/assignment.js';
import { choose, choosingMaps, type SearchSpace } from '../cost/search-space.js';
import type { Model } from '../models/model.js';

/** Strengths of an operand's candidates, in the order of its bits. */
export type StrengthReader = (kind: 'weights' | 'maps', name: string) => readonly number[];

/**
 * Moves the argmax network to just within the budget by single steps of one operand to its next candidate. Above the budget: always the
 * step down that loses least strength per cycle saved. Within it: the step up that costs least strength per cycle, as long as one fits.
 * So the result is within the budget, and no single step up is affordable any more. The budget must be reachable (`targetCycles`).
 */
export function fitToBudget(model: Model, space: SearchSpace, table: CostTable, budget: number, start: Assignment, strengths: StrengthReader): Assignment {
  let current = start;
  const cycles = (assignment: Assignment): number => networkCycles(model, assignment, table);
  while (cycles(current) > budget) {
    const down = moves(space, current, -1, strengths);
    current = best(down, (move) => price(move.loss, cycles(current) - cycles(move.to))).to;
  }
  for (;;) {
    const up = moves(space, current, 1, strengths).filter((move) => cycles(move.to) <= budget);
    if (up.length === 0) return current;
    current = best(up, (move) => price(move.loss, cycles(move.to) - cycles(current))).to;
  }
}

interface Move {
  readonly to: Assignment;
  /** Strength given up: that of the present candidate less that of the next. Negative where the search likes the next one better. */
  readonly loss: number;
}

/**
 * All single steps to the next candidate in `direction`. For a step to count as a loss per cycle it needs a positive measure: strengths
 * that favour the step come first, in order of how much they favour it.
 */
function moves(space: SearchSpace, current: Assignment, direction: 1 | -1, strengths: StrengthReader): Move[] {
  return (['weights', 'maps'] as const).flatMap((kind) =>
    (kind === 'maps' ? choosingMaps(space) : [...space.weights.keys()]).flatMap((name) => {
      const bits = space[kind].get(name)!;
      const order = bits.map((_, i) => i).sort((a, b) => bits[a]! - bits[b]!);
      const position = order.findIndex((i) => bits[i] === current[kind].get(name));
      const next = order[position + direction];
      if (next === undefined) return [];
      const values = strengths(kind, name);
      const to = choose(space, (otherKind, otherName, otherBits) =>
        otherKind === kind && otherName === name ? next : otherBits.indexOf(current[otherKind].get(otherName)!),
      );
      return [{ to, loss: values[order[position]!]! - values[next]! }];
    }),
  );
}

/** Loss per cycle; steps that the strengths favour stay ahead of all others. A step that changes no cycles counts as one cycle. */
function price(loss: number, cycles: number): number {
  return loss <= 0 ? loss : loss / Math.max(1, cycles);
}

function best<T>(items: readonly T[], rank: (item: T) => number): T {
  return items.reduce((a, b) => (rank(b) < rank(a) ? b : a));
}

import type { CostTable } from '../../sim/cycles/cost-table.js';
import type { Model } from '../models/model.js';
import { type Assignment, networkCycles } from '../cost/assignment.js';
import { type EdgePolicy, uniformAssignment } from '../cost/search-space.js';

/** A network with one bitwidth for all hidden weights and one for all hidden maps, to compare the searched one with. */
export interface UniformBaseline {
  /** `w2a3` */
  readonly name: string;
  readonly weightBits: number;
  readonly activationBits: number;
  /** In the table's unit. */
  readonly cost: number;
  readonly assignment: Assignment;
}

/** Which networks to compare with: bitwidths to choose from, the cost not to exceed, how many. */
export interface BaselineQuestion {
  readonly candidates: readonly number[];
  readonly edges: EdgePolicy;
  readonly budget: number;
  readonly count: number;
}

/**
 * The uniform networks nearest to the budget from below, dearest first: the best with w = a, and the best others whose bitwidths
 * differ by at most two (further apart is a network nobody would train), up to `count` in all. Of equally dear ones the more balanced.
 */
export function uniformBaselines(model: Model, table: CostTable, { candidates, edges, budget, count }: BaselineQuestion): UniformBaseline[] {
  const affordable = candidates
    .flatMap((weightBits) => candidates.map((activationBits) => ({ weightBits, activationBits })))
    .filter(({ weightBits, activationBits }) => distance({ weightBits, activationBits }) <= 2)
    .map(({ weightBits, activationBits }): UniformBaseline => {
      const assignment = uniformAssignment(model, weightBits, activationBits, edges);
      const cost = networkCycles(model, assignment, table);
      return { name: `w${weightBits}a${activationBits}`, weightBits, activationBits, cost, assignment };
    })
    .filter(({ cost }) => cost <= budget)
    .sort((a, b) => b.cost - a.cost || distance(a) - distance(b) || b.activationBits - a.activationBits);
  const square = affordable.filter((baseline) => distance(baseline) === 0).slice(0, 1);
  const others = affordable.filter((baseline) => distance(baseline) > 0);
  return [...square, ...others].slice(0, count).sort((a, b) => b.cost - a.cost);
}

function distance({ weightBits, activationBits }: { weightBits: number; activationBits: number }): number {
  return Math.abs(weightBits - activationBits);
}

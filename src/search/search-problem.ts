import type { CostTable } from '../sim/cycles/cost-table.js';
import { flopsTable } from './cost/flops-table.js';
import { type CostUnit, parseTarget, targetCycles } from './cost/target.js';
import { searchSpace, type SearchSpace, withinTable } from './cost/search-space.js';
import { layerShapes, type Model } from './models/model.js';
import type { SearchParameters } from './search-parameters.js';

/** What a search decides about, and what it may spend: the same for all contestants. */
export interface SearchProblem {
  readonly space: SearchSpace;
  readonly unit: CostUnit;
  /** The cost that the budget limits, in the unit. */
  readonly costs: CostTable;
  readonly budget: number;
  /** Cycles on the accelerator, whatever the budget limits. */
  readonly cycles: CostTable;
}

/** Throws `InputError` when the target can't be reached, or the accelerator can't run the model. */
export function searchProblem(parameters: Pick<SearchParameters, 'candidates' | 'edges' | 'target' | 'cost'>, model: Model, cycles: CostTable): SearchProblem {
  const { candidates, edges, target, cost: unit } = parameters;
  const space = withinTable(searchSpace(model, candidates, edges), model, cycles);
  const costs = unit === 'flops' ? flopsTable(layerShapes(model)) : cycles;
  const budget = targetCycles(parseTarget(target), model, space, costs, unit);
  return { space, unit, costs, budget, cycles };
}

import { InputError } from '../../errors/input-error.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import type { Assignment } from '../cost/assignment.js';
import { choose, choosingMaps, type SearchSpace } from '../cost/search-space.js';
import type { Model } from '../models/model.js';
import { choicesOf, combine, nothing, type Option, undominated } from './multiple-choice.js';

/** What quantizing one operand to one of its candidates costs in loss: by operand, layer or group of maps, and position in its bits. */
export type LossTable = (kind: 'weights' | 'maps', name: string, candidate: number) => number;

type Choice = readonly [operand: string, candidate: number];

/**
 * The assignment within the budget that makes the sum of its operands' losses least (the integer program of HAWQ-V3, arXiv 2011.10680,
 * equation 9, with a cost that depends on the weights' and the map's bits together). Exact: given the bits of a group of maps, the layers
 * that read it choose independently of each other; options that another beats in cost and loss are dropped (Nemhauser and Ullmann, 1969).
 */
export function leastLossAssignment(model: Model, space: SearchSpace, table: CostTable, budget: number, loss: LossTable): Assignment {
  let options: Option<Choice>[] = [nothing];
  for (const map of choosingMaps(space)) {
    const readers = model.layers.flatMap((layer, index) => (space.groups.get(layer.input) === map ? [{ name: layer.name, index }] : []));
    const ofGroup = space.maps.get(map)!.flatMap((activationBits, candidate) => {
      const settled: Option<Choice>[] = [{ cost: 0, loss: space.maps.get(map)!.length > 1 ? loss('maps', map, candidate) : 0, choices: { choice: [`maps.${map}`, candidate], before: undefined } }];
      return readers.reduce((before, { name, index }) => combine(before, weightOptions(space, table, name, index, activationBits, loss), budget), settled);
    });
    options = combine(options, undominated(ofGroup, budget), budget);
  }
  const best = options.at(-1);
  if (!best) throw new InputError(`integer program: no assignment of model ${model.name} costs ${budget} or less; raise the target`);
  const chosen = new Map(choicesOf(best.choices));
  return choose(space, (kind, name) => chosen.get(`${kind}.${name}`) ?? 0);
}

function weightOptions(space: SearchSpace, table: CostTable, layer: string, index: number, activationBits: number, loss: LossTable): Option<Choice>[] {
  const bits = space.weights.get(layer)!;
  return bits.map((weightBits, candidate) => ({
    cost: table.layers[index]!.cycles[weightBits - 1]![activationBits - 1]!,
    loss: bits.length > 1 ? loss('weights', layer, candidate) : 0,
    choices: { choice: [`weights.${layer}`, candidate], before: undefined },
  }));
}

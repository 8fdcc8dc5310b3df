import { lowerNetwork } from '../../network/lowering/lower-network.js';
import { layerCycles } from '../../search/cost/assignment.js';
import { untrainedNetwork } from '../../search/cost/untrained-network.js';
import { choose, searchSpace } from '../../search/cost/search-space.js';
import type { Model } from '../../search/models/model.js';
import type { SearchParameters } from '../../search/search-parameters.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import { networkCycles } from '../../sim/cycles/network-cycles.js';
import type { Hardware } from './verified-search.js';

/**
 * Checks before a search that the accelerator holds whatever it can find: the network at the most bits of every operand, with the
 * largest sums. Weights that don't fit are no candidates (their entries of the table are Infinity) and left out.
 *
 * Throws InputError that names the layer, the memory or accumulator, and the parameter to raise; and an Error where that network, lowered, does not
 * take the table's cycles: hours of search with a wrong cost begin here.
 */
export function requireCapacity(model: Model, { candidates, edges }: Pick<SearchParameters, 'candidates' | 'edges'>, table: CostTable, { accelerator, latency }: Hardware): void {
  const space = searchSpace(model, candidates, edges);
  const runnable = (name: string, bits: readonly number[]): readonly number[] => {
    const index = model.layers.findIndex((layer) => layer.name === name);
    const activationBits = Math.max(...space.maps.get(model.layers[index]!.input)!);
    const fitting = bits.filter((weightBits) => Number.isFinite(table.layers[index]!.cycles[weightBits - 1]![activationBits - 1]));
    return fitting.length > 0 ? fitting : [Math.min(...bits)];
  };
  const most = choose(space, (kind, name, bits) => bits.indexOf(Math.max(...(kind === 'weights' ? runnable(name, bits) : bits))));
  const program = lowerNetwork(untrainedNetwork(model, most, table.mapBits), accelerator, { planes: 'given' });
  const expected = layerCycles(model, most, table);
  networkCycles(program, latency).forEach(({ total }, index) => {
    if (total !== expected[index]) throw new Error(`Cost table: layer ${model.layers[index]!.name} takes ${total} cycles as lowered, ${expected[index]} by the table; please report model and accelerator.`);
  });
}

import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../network/lowering/lower-network.js';
import type { Layer, Network } from '../../network/network.js';
import { edgeBits, hiddenMaps, searchSpace } from '../../search/cost/search-space.js';
import { layerShapes, type Model } from '../../search/models/model.js';
import { pixelBits } from '../../search/cost/assignment.js';
import type { SearchParameters } from '../../search/search-parameters.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';

/**
 * Checks before a search that the accelerator holds whatever it can find: the network at the most bits of every operand, with the
 * largest sums. Weights that don't fit are no candidates (their entries of the table are Infinity) and left out.
 *
 * Throws InputError that names the layer, the memory or accumulator, and the parameter to raise.
 */
export function requireCapacity(model: Model, parameters: Pick<SearchParameters, 'candidates' | 'searchEdges'>, table: CostTable, accelerator: AcceleratorParameters): void {
  lowerNetwork(largestNetwork(model, parameters, table), accelerator);
}

function largestNetwork(model: Model, { candidates, searchEdges }: Pick<SearchParameters, 'candidates' | 'searchEdges'>, table: CostTable): Network {
  const { weights, maps } = searchSpace(model, candidates, searchEdges);
  const hidden = new Set(hiddenMaps(model));
  const shapes = layerShapes(model);
  const mostOf = (bits: readonly number[]): number => Math.max(...bits);
  return {
    format: 'bitloom-network', version: 1, name: model.name, input: { shape: model.inputShape, bits: pixelBits, signed: false },
    layers: model.layers.map(({ name, input }, index): Layer => {
      const shape = shapes[index]!;
      const activationBits = mostOf(maps.get(input)!);
      const runnable = weights.get(name)!.filter((bits) => Number.isFinite(table.layers[index]!.cycles[bits - 1]![activationBits - 1]));
      const weightBits = runnable.length > 0 ? mostOf(runnable) : Math.min(edgeBits, ...weights.get(name)!);
      const channels = shape.outputShape[2];
      return {
        ...shape, input, weightBits, weightCode: 'dorefa', activationBits, activationSigned: false,
        weights: new Int16Array(channels * shape.kernel[0] * shape.kernel[1] * shape.inputShape[2]).fill(2 ** weightBits - 1),
        requantise: { multiplier: zeros(channels), add: zeros(channels), shift: zeros(channels) },
        output: hidden.has(name) ? { kind: 'codes', bits: mostOf(maps.get(name)!), signed: false } : { kind: 'raw' },
      };
    }),
  };
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

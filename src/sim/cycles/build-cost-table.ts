import { createHash } from 'node:crypto';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { isPool } from '../../network/channel-groups.js';
import { fitsWeights } from '../../network/lowering/check-capacity.js';
import { flattenShape, isPointwise } from '../../network/lowering/flatten-maps.js';
import { foldedShape } from '../../network/lowering/fold-rows.js';
import type { LayerShape } from '../../network/network.js';
import type { CostTable } from './cost-table.js';
import { layerCycles, type LayerSituation } from './layer-cycles.js';

/** Widest operand in bits. */
export const mostBits = 8;

/**
 * The cost table of a chain of layers: the first loads its input map, the last stores raw results, all others stay on chip. The cycles of
 * a chain are the sum of its layers' (and one cycle for the end of the chain). An entry whose weights don't fit the weight buffer is
 * Infinity. With `mapBits` the table is that of networks whose maps all have so many bits at most (`Network.mapBits`): entries of more
 * activation bits count for layers that read the input map only.
 */
export function buildCostTable(shapes: readonly LayerShape[], parameters: AcceleratorParameters, latency: number, mapBits?: number): CostTable {
  const known = new Map<string, LayerEntries>();
  const layers = shapes.map(({ name, ...shape }, index) => {
    // Layers of one shape and place have the same entries; a network has many of them.
    const key = JSON.stringify({ shape, situation: chainSituation(index, shapes.length, latency) });
    const cycles = known.get(key) ?? layerEntries(shapes, index, parameters, latency, mapBits);
    known.set(key, cycles);
    return { name, cycles };
  });
  const content = JSON.stringify({ parameters, latency, mapBits, shapes: shapes.map(plain), layers });
  return { layers, ...(mapBits !== undefined && { mapBits }), hash: createHash('sha256').update(content).digest('hex') };
}

type LayerEntries = CostTable['layers'][number]['cycles'];

function layerEntries(shapes: readonly LayerShape[], index: number, parameters: AcceleratorParameters, latency: number, mapBits: number | undefined): LayerEntries {
  const situation = { ...chainSituation(index, shapes.length, latency), mapBits };
  const bits = Array.from({ length: mostBits }, (_, i) => i + 1);
  const row = (weightBits: number): readonly number[] => bits.map((activationBits) => {
    const run = shapeInChain(shapes, index, activationBits, parameters);
    return fitsWeights(run, weightBits, parameters) ? layerCycles(run, weightBits, activationBits, parameters, situation).total : Infinity;
  });
  if (!isPool(shapes[index]!)) return bits.map(row);
  // A pool has one weight bit, whatever the column says.
  const only = row(1);
  return bits.map(() => only);
}

/** The place of layer `index` in a chain of `count` that loads its input map and stores its raw results. */
export function chainSituation(index: number, count: number, latency: number): LayerSituation {
  return { load: index === 0, store: index === count - 1 ? { kind: 'raw' } : undefined, latency };
}

/** The shape of layer `index` as it runs: maps of 1x1 layers are flattened, kernel rows of the first layer may be folded into channels. */
export function shapeInChain(shapes: readonly LayerShape[], index: number, activationBits: number, parameters: AcceleratorParameters): LayerShape {
  const shape = isPointwise(shapes) ? flattenShape(shapes[index]!) : shapes[index]!;
  return index === 0 ? foldedShape(shape, activationBits, parameters) : shape;
}

/** Only what the cycles depend on, in a fixed order. */
function plain({ name, kind, inputShape, outputShape, kernel, stride, padding, dilation, groups, residual }: LayerShape): unknown {
  const { top, bottom, left, right } = padding;
  return { name, kind, inputShape, outputShape, kernel, stride, padding: [top, bottom, left, right], dilation, groups, residual };
}

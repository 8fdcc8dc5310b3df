import { createHash } from 'node:crypto';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { fitsWeights } from '../../network/lowering/check-capacity.js';
import { foldedShape } from '../../network/lowering/fold-rows.js';
import type { LayerShape } from '../../network/network.js';
import type { CostTable } from './cost-table.js';
import { layerCycles, type LayerSituation } from './layer-cycles.js';

/** Widest operand in bits. */
export const mostBits = 8;

/**
 * The cost table of a chain of layers: the first loads its input map, the last stores raw results, all others stay on chip. The cycles of
 * a chain are the sum of its layers' (and one cycle for the end of the chain). An entry whose weights don't fit the weight buffer is
 * Infinity.
 */
export function buildCostTable(shapes: readonly LayerShape[], parameters: AcceleratorParameters, latency: number): CostTable {
  const bits = Array.from({ length: mostBits }, (_, index) => index + 1);
  const layers = shapes.map((shape, index) => {
    const situation = chainSituation(index, shapes.length, latency);
    const cycles = bits.map((weightBits) => bits.map((activationBits) => {
      const run = shapeInChain(shapes, index, activationBits, parameters);
      return fitsWeights(run, weightBits, parameters) ? layerCycles(run, weightBits, activationBits, parameters, situation).total : Infinity;
    }));
    return { name: shape.name, cycles };
  });
  const content = JSON.stringify({ parameters, latency, shapes: shapes.map(plain), layers });
  return { layers, hash: createHash('sha256').update(content).digest('hex') };
}

/** The place of layer `index` in a chain of `count` that loads its input map and stores its raw results. */
export function chainSituation(index: number, count: number, latency: number): LayerSituation {
  return { load: index === 0, store: index === count - 1 ? { kind: 'raw' } : undefined, latency };
}

/** The shape of layer `index` as it runs: the kernel rows of the first may be folded into channels. */
export function shapeInChain(shapes: readonly LayerShape[], index: number, activationBits: number, parameters: AcceleratorParameters): LayerShape {
  return index === 0 ? foldedShape(shapes[index]!, activationBits, parameters) : shapes[index]!;
}

/** Only what the cycles depend on, in a fixed order. */
function plain({ name, kind, inputShape, outputShape, kernel, stride, padding, dilation, groups, residual }: LayerShape): unknown {
  const { top, bottom, left, right } = padding;
  return { name, kind, inputShape, outputShape, kernel, stride, padding: [top, bottom, left, right], dilation, groups, residual };
}

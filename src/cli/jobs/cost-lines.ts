import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { isPool } from '../../network/channel-groups.js';
import type { LayerShape } from '../../network/network.js';
import { fitsChain, mostBits } from '../../sim/cycles/build-cost-table.js';
import { chainOf, chainSteps, type Chain } from '../../sim/cycles/chain-steps.js';
import type { Timing } from '../../sim/cycles/layer-cycles.js';
import { layerFigures, totalFigures } from '../../sim/cycles/layer-figures.js';
import type { LayerBits } from './cost-layers.js';
import type { CostLine } from './cost-text.js';

/** A line per layer at its bits, in the chain that the cost table is of, and one for all together. Without figures where a layer does not fit. */
export function reportLines(shapes: readonly LayerShape[], bits: readonly LayerBits[], parameters: AcceleratorParameters, timing: Timing): readonly CostLine[] {
  const chain = chainOf(shapes, parameters, timing.mapBits);
  const lines = shapes.map((_, index) => line(chain, shapes, index, bits[index]!, timing));
  const figures = lines.flatMap((each) => each.figures ?? []);
  return [...lines, { name: 'total', ...(figures.length === lines.length && { figures: totalFigures(figures) }) }];
}

/** A line for each of the 64 pairs of bits of every layer, of a pool for the 8 with one weight bit, inside a network that has the same bits everywhere. */
export function allLines(shapes: readonly LayerShape[], parameters: AcceleratorParameters, timing: Timing): readonly CostLine[] {
  const widths = Array.from({ length: mostBits }, (_, index) => index + 1);
  const chain = chainOf(shapes, parameters, timing.mapBits);
  return shapes.flatMap((shape, index) => (isPool(shape) ? [1] : widths).flatMap((weightBits) => widths.map((activationBits) =>
    line(chain, shapes, index, { weightBits, activationBits, outputBits: index === shapes.length - 1 ? undefined : activationBits }, timing))));
}

function line(chain: Chain, shapes: readonly LayerShape[], index: number, { weightBits, activationBits, outputBits }: LayerBits, timing: Timing): CostLine {
  const steps = chainSteps(chain, shapes, index, activationBits);
  const { parameters } = chain;
  return {
    name: shapes[index]!.name, weightBits, activationBits,
    bands: chain.plan.layers[index]!.bands.length,
    ...(fitsChain(steps, weightBits, parameters) && { figures: layerFigures({ steps, weightBits, activationBits, keep: outputBits }, parameters, timing) }),
  };
}

import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { isPool } from '../../network/channel-groups.js';
import { fitsWeights } from '../../network/lowering/check-capacity.js';
import { mapLayout } from '../../network/lowering/layer-descriptor.js';
import { slotsLogFor } from '../../network/lowering/map-slots.js';
import type { LayerShape } from '../../network/network.js';
import { chainSituation, shapeInChain, mostBits } from '../../sim/cycles/build-cost-table.js';
import { layerFigures, totalFigures, type LayerFigures } from '../../sim/cycles/layer-figures.js';
import type { LayerBits } from './cost-layers.js';
import type { CostLine } from './cost-text.js';

/** A line per layer at its bits, in the chain that the cost table is of, and one for all together. Without figures where a layer does not fit. */
export function reportLines(shapes: readonly LayerShape[], bits: readonly LayerBits[], parameters: AcceleratorParameters, latency: number): readonly CostLine[] {
  const lines = shapes.map((shape, index) => line(shapes, index, bits[index]!, parameters, latency));
  const figures = lines.flatMap((each) => each.figures ?? []);
  return [...lines, { name: 'total', ...(figures.length === lines.length && { figures: totalFigures(figures) }) }];
}

/** A line for each of the 64 pairs of bits of every layer, of a pool for the 8 with one weight bit, inside a network that has the same bits everywhere. */
export function allLines(shapes: readonly LayerShape[], parameters: AcceleratorParameters, latency: number): readonly CostLine[] {
  const widths = Array.from({ length: mostBits }, (_, index) => index + 1);
  return shapes.flatMap((shape, index) => (isPool(shape) ? [1] : widths).flatMap((weightBits) => widths.map((activationBits) =>
    line(shapes, index, { weightBits, activationBits, outputBits: index === shapes.length - 1 ? undefined : activationBits }, parameters, latency))));
}

function line(
  shapes: readonly LayerShape[], index: number, { weightBits, activationBits, outputBits }: LayerBits, parameters: AcceleratorParameters, latency: number,
): CostLine {
  const shape = shapeInChain(shapes, index, activationBits, parameters);
  const situation = chainSituation(index, shapes.length, latency);
  const figures: LayerFigures | undefined = fitsWeights(shape, weightBits, parameters)
    ? layerFigures({ shape, weightBits, activationBits, situation, keep: situation.store ? undefined : outputBits }, parameters)
    : undefined;
  return { name: shape.name, weightBits, activationBits, mapsFit: mapsFit(shape, shapes[index + 1], situation.load, activationBits, outputBits, parameters), ...(figures && { figures }) };
}

/** Whether the activation memory holds a layer's input and output map side by side; raw output takes no room. */
function mapsFit(
  shape: LayerShape, next: LayerShape | undefined, loaded: boolean, inputBits: number, outputBits: number | undefined, parameters: AcceleratorParameters,
): boolean {
  const input = mapLayout(shape.inputShape, inputBits, slotsLogFor(shape, parameters, loaded), parameters).words;
  const output = outputBits === undefined ? 0 : mapLayout(shape.outputShape, outputBits, next ? slotsLogFor(next, parameters, false) : 0, parameters).words;
  return input + output <= parameters.activationDepth;
}

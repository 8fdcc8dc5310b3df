import { planeSlots } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { flattenShape, isPointwise } from '../../network/lowering/flatten-maps.js';
import { foldedShape } from '../../network/lowering/fold-rows.js';
import { withEdges, type PlacedShape } from '../../network/lowering/map-graph.js';
import { slotsLogFor } from '../../network/lowering/choose-slots.js';
import { memoryBits } from '../../network/lowering/memory-bits.js';
import { planMemory, planOnChip, type MemoryPlan } from '../../network/lowering/plan-memory.js';
import { layerSteps, outputSlots, type Step } from '../../network/lowering/descriptor-steps.js';
import type { LayerShape } from '../../network/network.js';

/** A chain of layers as a cost table knows it: how each runs is decided by their shapes, whatever their bits will be. */
export interface Chain {
  readonly layers: readonly PlacedShape[];
  readonly plan: MemoryPlan;
  readonly parameters: AcceleratorParameters;
  readonly mapBits: number;
  /** Not all maps fit on chip at the widest codes. */
  readonly inBands: boolean;
}

/** The chain of layers of these shapes on an accelerator; maps are counted with `mapBits`, 8 when absent, the input with 8, see `memoryBits`. */
export function chainOf(shapes: readonly LayerShape[], parameters: AcceleratorParameters, mapBits: number = planeSlots): Chain {
  const bits = memoryBits(planeSlots, mapBits);
  const whole = withFirst(shapes.map(isPointwise(shapes) ? flattenShape : (shape) => shape), (first) => foldedShape(first, planeSlots, parameters));
  const onChip = planOnChip(withEdges(whole), bits, parameters);
  if (onChip) return { layers: withEdges(whole), plan: onChip, parameters, mapBits, inBands: false };
  const layers = withEdges(withFirst(shapes, (first) => foldedShape(first, planeSlots, parameters, { inBands: true })));
  return { layers, plan: planMemory(layers, bits, parameters), parameters, mapBits, inBands: true };
}

/** What layer `index` does at these activation bits. The first layer finds its input in memory, the last one leaves raw results there. */
export function chainSteps({ layers, plan, parameters, mapBits, inBands }: Chain, shapes: readonly LayerShape[], index: number, activationBits: number): readonly Step[] {
  const { input } = layers[index]!;
  const planes = (map: string): number => (map === 'input' || (map === input && !plan.spilled.has(map)) ? activationBits : mapBits);
  const store = index === layers.length - 1 ? { kind: 'raw' as const } : undefined;
  if (index > 0 || inBands) return layerSteps(layers, plan, index, { planes, store }, parameters);
  // On chip, whether the first layer's kernel rows are folded into channels depends on its own bits.
  const first = foldedShape(isPointwise(shapes) ? flattenShape(shapes[0]!) : shapes[0]!, activationBits, parameters);
  const own = withFirst(layers, (placed) => ({ ...placed, ...first }));
  const source = { base: 0, loaded: false, slotsLog: slotsLogFor(first, parameters, true) };
  const units = new Map([['input', [{ from: 0, to: first.inputShape[0] }]]]);
  return layerSteps(own, { ...plan, units, layers: withFirst(plan.layers, (layer) => ({ ...layer, source, bands: [{ from: 0, to: first.outputShape[0] }] })) }, 0, { planes, store }, parameters);
}

function withFirst<T>([first, ...others]: readonly T[], change: (first: T) => T): readonly T[] {
  return [change(first!), ...others];
}

/** What a step's cycles depend on, as text: no names, no addresses on chip. */
export function stepKey(step: Step): string {
  const job = step.load && { pieces: step.load.job.pieces, apart: step.load.job.apart, beats: step.load.job.beats, offset: step.load.job.offset };
  const { first, last } = step;
  if (step.kind === 'rows') return JSON.stringify({ job, first, last });
  const { kind, inputShape, outputShape, kernel, stride, padding, dilation, groups, residual } = step.shape;
  const { top, bottom, left, right } = padding;
  return JSON.stringify({ job, first, last, kind, inputShape, outputShape, kernel, stride, padding: [top, bottom, left, right], dilation, groups, residual, slotsLog: step.source.slotsLog, outputSlotsLog: outputSlots(step) ?? null, store: step.store });
}

import { createHash } from 'node:crypto';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { isPool } from '../../network/channel-groups.js';
import { fitsWeights } from '../../network/lowering/check-capacity.js';
import type { Step } from '../../network/lowering/descriptor-steps.js';
import type { LayerShape } from '../../network/network.js';
import { chainOf, chainSteps, stepKey, type Chain } from './chain-steps.js';
import type { CostTable } from './cost-table.js';
import { stepCycles } from './step-cycles.js';

/** Widest operand in bits. */
export const mostBits = 8;

/**
 * The cost table of a chain of layers: the first loads its input map, the last stores raw results, all others stay on chip, or load and
 * store what has no place there, see `chainOf`. The cycles of a chain are the sum of its layers' (and one cycle for the end of the
 * chain). An entry whose weights don't fit the weight buffer is Infinity. `mapBits`: of networks that say so, see `Network.mapBits`.
 */
export function buildCostTable(shapes: readonly LayerShape[], parameters: AcceleratorParameters, latency: number, mapBits?: number): CostTable {
  const chain = chainOf(shapes, parameters, mapBits);
  // Steps of one shape and place take the same cycles; a network has many of them.
  const known = new Map<string, number>();
  const cyclesOf = (step: Step, weightBits: number, activationBits: number): number => {
    const key = `${weightBits} ${activationBits} ${stepKey(step)}`;
    const cycles = known.get(key) ?? stepCycles(step, weightBits, activationBits, parameters, { latency, mapBits }).total;
    known.set(key, cycles);
    return cycles;
  };
  const layers = shapes.map(({ name }, index) => ({ name, cycles: layerEntries(chain, shapes, index, cyclesOf) }));
  const content = JSON.stringify({ parameters, latency, mapBits, shapes: shapes.map(plain), layers });
  return { layers, ...(mapBits !== undefined && { mapBits }), hash: createHash('sha256').update(content).digest('hex') };
}

type LayerEntries = CostTable['layers'][number]['cycles'];

function layerEntries(chain: Chain, shapes: readonly LayerShape[], index: number, cyclesOf: (step: Step, weightBits: number, activationBits: number) => number): LayerEntries {
  const bits = Array.from({ length: mostBits }, (_, i) => i + 1);
  const columns = bits.map((activationBits) => chainSteps(chain, shapes, index, activationBits));
  const row = (weightBits: number): readonly number[] => columns.map((steps, a) => (fitsChain(steps, weightBits, chain.parameters)
    ? steps.reduce((sum, step) => sum + cyclesOf(step, weightBits, a + 1), 0) : Infinity));
  if (!isPool(shapes[index]!)) return bits.map(row);
  // A pool has one weight bit, whatever the column says.
  const only = row(1);
  return bits.map(() => only);
}

/** Whether the weights of a layer fit the weight buffer. */
export function fitsChain(steps: readonly Step[], weightBits: number, parameters: AcceleratorParameters): boolean {
  return steps.every((step) => step.kind === 'rows' || fitsWeights(step.shape, step.source.slotsLog, weightBits, parameters));
}

/** Only what the cycles depend on, in a fixed order. */
function plain({ name, kind, inputShape, outputShape, kernel, stride, padding, dilation, groups, residual }: LayerShape): unknown {
  const { top, bottom, left, right } = padding;
  return { name, kind, inputShape, outputShape, kernel, stride, padding: [top, bottom, left, right], dilation, groups, residual };
}

import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { outputSlots, type Step } from '../../network/lowering/descriptor-steps.js';
import { tiling } from '../../network/lowering/tiling.js';
import { groupInputs, isPool } from '../../network/channel-groups.js';
import type { LayerShape } from '../../network/network.js';
import type { Timing } from './layer-cycles.js';
import { sumStages, type StageCycles } from './stage-cycles.js';
import { stepCycles } from './step-cycles.js';

/** What can be added up over layers. */
export interface LayerFigures {
  readonly cycles: number;
  readonly stages: StageCycles;
  /** Useful bMAC: output values * kernel positions * input channels of a group * weight bits * activation bits; none of a pool. Padding counts, as in any count of MACs. */
  readonly operations: number;
  /** Bytes that go over the data port. */
  readonly offChip: Traffic;
  /** Bytes that go into and out of activation and weight memory. */
  readonly onChip: Traffic;
}

export interface Traffic {
  readonly read: number;
  readonly written: number;
}

/** A layer as it runs, and its bits. `keep`: bits of the output codes where they stay on chip; `added`: of the map that is added, as those of the input when absent. */
export interface PlacedLayer {
  readonly steps: readonly Step[];
  readonly weightBits: number;
  readonly activationBits: number;
  readonly keep?: number | undefined;
  readonly added?: number | undefined;
}

/** Everything that the model says of one layer. */
export function layerFigures({ steps, ...bits }: PlacedLayer, parameters: AcceleratorParameters, timing: Timing): LayerFigures {
  return totalFigures(steps.map((step) => stepFigures(step, bits, parameters, timing)));
}

function stepFigures(
  step: Step, { weightBits, activationBits, keep = activationBits, added = activationBits }: Omit<PlacedLayer, 'steps'>, parameters: AcceleratorParameters, timing: Timing,
): LayerFigures {
  const { dm, dn, dk } = parameters;
  const { beats, beatBytes } = geometry(parameters);
  const { total, stages } = stepCycles(step, weightBits, activationBits, parameters, timing);
  const loadedChunks = step.load ? (step.load.job.pieces * step.load.job.beats) / beats.chunk : 0;
  const offChip = { read: stages.fetch.run * beatBytes, written: stages.store.run * beatBytes };
  if (step.kind === 'rows') return { cycles: total, stages, operations: 0, offChip, onChip: { read: 0, written: (loadedChunks * dm * dn) / 8 } };

  const { shape } = step;
  const t = tiling(shape, weightBits, activationBits, parameters, step.source.slotsLog, outputSlots(step));
  const tiles = t.outputRows * t.tileColumns * t.channelTiles;
  const keptChunks = step.target ? tiles * keep : 0;
  const addedWords = shape.residual ? tiles * added * dn : 0;
  const weightRows = t.channelTiles * t.weightBits * t.kernelWords;
  return {
    cycles: total,
    stages,
    operations: usefulOperations(shape, weightBits, activationBits),
    offChip,
    onChip: {
      // Every step of the array reads a word per column and a row of weights, whether it counts or only gathers.
      read: ((stages.execute.run + stages.execute.passes) * (dn + dm) * dk + addedWords * dk) / 8,
      written: ((loadedChunks + keptChunks) * dm * dn + weightRows * dm * dk) / 8,
    },
  };
}

/** bMAC of a layer: output values * kernel positions * input channels of a group * weight bits * activation bits. Of a pool: none. */
export function usefulOperations(shape: LayerShape, weightBits: number, activationBits: number): number {
  if (isPool(shape)) return 0;
  const { outputShape: [height, width, channels], kernel } = shape;
  return height * width * channels * kernel[0] * kernel[1] * groupInputs(shape) * weightBits * activationBits;
}

/** The figures of several layers together, in a chain that runs one after the other. */
export function totalFigures(layers: readonly LayerFigures[]): LayerFigures {
  const sum = (part: (layer: LayerFigures) => number): number => layers.reduce((total, layer) => total + part(layer), 0);
  return {
    cycles: sum(({ cycles }) => cycles),
    stages: sumStages(layers.map(({ stages }) => stages)),
    operations: sum(({ operations }) => operations),
    offChip: { read: sum(({ offChip }) => offChip.read), written: sum(({ offChip }) => offChip.written) },
    onChip: { read: sum(({ onChip }) => onChip.read), written: sum(({ onChip }) => onChip.written) },
  };
}

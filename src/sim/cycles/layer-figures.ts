import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { mapBeats } from '../../network/lowering/layer-descriptor.js';
import { slotsLogFor } from '../../network/lowering/map-slots.js';
import { tiling } from '../../network/lowering/tiling.js';
import { groupInputs, isPool } from '../../network/channel-groups.js';
import type { LayerShape } from '../../network/network.js';
import { layerCycles, type LayerSituation } from './layer-cycles.js';
import type { StageCycles } from './stage-cycles.js';

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

/** A layer, its bits, and where its output goes. `keep`: bits of the output codes that stay on chip; absent: none do. */
export interface PlacedLayer {
  readonly shape: LayerShape;
  readonly weightBits: number;
  readonly activationBits: number;
  readonly situation: LayerSituation;
  readonly keep?: number | undefined;
  /** Bits of the map that is added; as those of the input when absent. */
  readonly added?: number | undefined;
}

/** Everything that the model says of one layer. */
export function layerFigures({ shape, weightBits, activationBits, situation, keep, added = activationBits }: PlacedLayer, parameters: AcceleratorParameters): LayerFigures {
  const { dm, dn, dk } = parameters;
  const { beats, beatBytes } = geometry(parameters);
  const t = tiling(shape, weightBits, activationBits, parameters, situation.slotsLog ?? slotsLogFor(shape, parameters, situation.load));
  const { total, stages } = layerCycles(shape, weightBits, activationBits, parameters, situation);
  const loadedChunks = situation.load ? mapBeats(shape.inputShape, activationBits, parameters) / beats.chunk : 0;
  const keptChunks = keep === undefined ? 0 : mapBeats(shape.outputShape, keep, parameters) / beats.chunk;
  const tiles = t.outputRows * t.tileColumns * t.channelTiles;
  const addedWords = shape.residual ? tiles * added * dn : 0;
  const weightRows = t.channelTiles * t.weightBits * t.kernelWords;
  return {
    cycles: total,
    stages,
    operations: usefulOperations(shape, weightBits, activationBits),
    offChip: { read: stages.fetch.run * beatBytes, written: stages.store.run * beatBytes },
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
    stages: {
      fetch: {
        run: sum(({ stages }) => stages.fetch.run), memory: sum(({ stages }) => stages.fetch.memory),
        buffers: sum(({ stages }) => stages.fetch.buffers), idle: sum(({ stages }) => stages.fetch.idle),
      },
      execute: {
        run: sum(({ stages }) => stages.execute.run), drain: sum(({ stages }) => stages.execute.drain), passes: sum(({ stages }) => stages.execute.passes),
        weights: sum(({ stages }) => stages.execute.weights), idle: sum(({ stages }) => stages.execute.idle),
      },
      writeBack: {
        run: sum(({ stages }) => stages.writeBack.run), wait: sum(({ stages }) => stages.writeBack.wait), idle: sum(({ stages }) => stages.writeBack.idle),
      },
      store: { run: sum(({ stages }) => stages.store.run), wait: sum(({ stages }) => stages.store.wait), idle: sum(({ stages }) => stages.store.idle) },
    },
    operations: sum(({ operations }) => operations),
    offChip: { read: sum(({ offChip }) => offChip.read), written: sum(({ offChip }) => offChip.written) },
    onChip: { read: sum(({ onChip }) => onChip.read), written: sum(({ onChip }) => onChip.written) },
  };
}

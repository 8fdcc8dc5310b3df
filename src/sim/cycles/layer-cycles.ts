import { geometry, planeSlots } from '../../hwgen/accelerator/geometry.js';
import { readsAhead, type AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { requantiseStages } from '../../hwgen/accelerator/requantiser.js';
import { requantiseBits, rowPeriod } from '../../hwgen/accelerator/row-timing.js';
import { digitStages } from '../../hwgen/accelerator/serial-requantiser.js';
import { thresholdStages } from '../../hwgen/accelerator/thresholds.js';
import { storedBeats } from '../../network/lowering/map-layout.js';
import { outputSlots, type LayerStep } from '../../network/lowering/descriptor-steps.js';
import { tiling } from '../../network/lowering/tiling.js';
import { ArrayPipeline } from './array-pipeline.js';
import { lastBeatOfRead } from './read-job.js';
import { SkipReads } from './skip-reads.js';
import { StoreStream } from './store-stream.js';
import { StageClock, type StageCycles } from './stage-cycles.js';

/** What cycles depend on besides a step, its bits and the accelerator. */
export interface Timing {
  /** Cycles from a read address to its first beat, and from a last written beat to its response. At least 2. */
  readonly latency: number;
  /** Slots for the planes of a tile, see `Network.mapBits`. 8 when absent. */
  readonly mapBits?: number | undefined;
}

export interface LayerCycles {
  /** From the end of the layer before, or the start of the chain, to the end of the layer: what `layer_done` pulses show. */
  readonly total: number;
  /** Cycles in which the array counts. */
  readonly steps: number;
  readonly stages: StageCycles;
  /** Cycles in which the step generator waits for a channel tile's weights, the first included: what the hardware's counter shows. */
  readonly weightWaits: number;
}

/**
 * The cycles of a layer, or of a band of it, without its data: exactly those of the RTL with a memory of that latency that never pauses. Follows each
 * channel tile and each tile through fetch, array, requantiser, write-back and store by the handshakes between them; numbers that
 * look arbitrary are register stages of the block they follow.
 */
export function layerCycles(
  { shape, load, store, source, target, first, last }: Pick<LayerStep, 'shape' | 'load' | 'store' | 'source' | 'target' | 'first' | 'last'>,
  weightBits: number,
  activationBits: number,
  parameters: AcceleratorParameters,
  { latency, mapBits = planeSlots }: Timing,
): LayerCycles {
  const { dm, dn } = parameters;
  const { beats } = geometry(parameters);
  const period = rowPeriod(parameters, store?.kind === 'raw');
  const drainPeriod = Math.max(dm * period, mapBits);
  const requantise = requantiseBits(parameters) > 0 ? period + digitStages : shape.thresholdBits === undefined ? requantiseStages : thresholdStages(parameters);
  const t = tiling(shape, weightBits, activationBits, parameters, source.slotsLog, outputSlots({ target, store }));
  const tiles = t.outputRows * t.tileColumns * t.mergedTiles;

  const clock = new StageClock();
  const read = (cycle: number, count: number, place: number): number => clock.read(cycle, count, lastBeatOfRead(cycle, count, place, latency));

  // 1. The descriptor: the first one is read in cycle 0, others are there if it is read ahead. Then the input map.
  const ahead = readsAhead(parameters);
  const checked = first || !ahead ? read(0, beats.descriptor, 0) + 2 : 0;
  const settled = checked + dn;
  const start = load ? read(checked + 1, load.job.beats, load.job.offset) + 2 : checked + 1;

  // 2. Channel tiles: weights into one of two buffers, then tile after tile.
  const stored = store ? storedBeats(shape.outputShape, store, parameters) : 0;
  const stream = store && new StoreStream(start, stored, latency);
  const skip = shape.residual ? new SkipReads(start, mapBits) : undefined;
  const pipeline = new ArrayPipeline(parameters);
  const released: number[] = [];
  let blockEnd = start;
  let waitsFrom = start + 1;
  let free = -Infinity;
  let written = 0;
  for (let channelTile = 0; channelTile < t.channelTiles; channelTile++) {
    const buffer = channelTile >= 2 ? released[channelTile - 2]! + 1 : 0;
    const request = Math.max(blockEnd + 1, buffer);
    clock.waitForBuffer(request - (blockEnd + 1));
    blockEnd = read(request, t.blockBeats, channelTile * t.blockBeats);
    const begin = Math.max(waitsFrom, blockEnd + 1, settled) + 1;
    clock.waitForWeights(begin - waitsFrom);
    pipeline.begin(begin);
    for (let tile = 0; tile < tiles; tile++) {
      const capture = pipeline.tile(t.tileSteps, free);
      if ((tile + 1) % t.mergedTiles !== 0) continue;
      if (store?.kind !== 'raw') {
        const firstRow = Math.max(capture + 1, skip?.ready ?? 0, stream ? written + 1 : 0);
        const lastRow = firstRow + (dm - 1) * period;
        const firstSlot = lastRow + requantise + 1;
        free = firstRow + drainPeriod - 1;
        released[channelTile] = lastRow;
        written = stream ? storePlanes(stream, firstSlot, store!.bits, mapBits, beats.chunk) : firstSlot + mapBits - 1;
        skip?.blocked(firstSlot, written);
        skip?.take(firstRow);
      } else {
        let row = Math.max(capture + 1, skip?.ready ?? 0);
        skip?.take(Math.max(row, stream!.ready));
        for (let channel = 0; channel < dm; channel++) {
          row = Math.max(row, stream!.ready);
          stream!.send(row + requantise, beats.rawRow);
        }
        free = row + drainPeriod - (dm - 1) * period - 1;
        released[channelTile] = row;
        written = row + requantise;
      }
      clock.drain(free - capture, drainPeriod);
    }
    waitsFrom = pipeline.lastStepCycle() + 1;
  }

  // 3. The layer is done when everything is written and answered, and the next descriptor read, which follows the last weights.
  const next = last || !ahead ? 0 : read(blockEnd + 1, beats.descriptor, 0) + 1;
  const done = Math.max(written + 1, stream ? stream.idle() : 0, next) + 1;
  const steps = (t.tileSteps / t.passes) * tiles * t.channelTiles;
  const stages = clock.stages(done + 1, {
    steps, passes: steps * (t.passes - 1), gaps: pipeline.gaps, stalled: pipeline.stalled(), stored, storing: stream ? stream.idle() - (start + 1) : 0,
  });
  return { total: done + 1, steps, stages, weightWaits: clock.weightWaits };
}

/** Sends the planes of a tile, one slot each, the first in cycle `slot` at the earliest; returns the cycle of the last of all slots. */
function storePlanes(stream: StoreStream, slot: number, bits: number, slots: number, beats: number): number {
  let taken = slot - 1;
  for (let plane = 0; plane < bits; plane++) {
    taken = Math.max(taken + 1, stream.ready);
    stream.send(taken, beats);
  }
  return taken + slots - bits;
}

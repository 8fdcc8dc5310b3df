import { geometry } from '../../hwgen/accelerator/geometry.js';
import { readsAhead, type AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { RowsStep, Step } from '../../network/lowering/descriptor-steps.js';
import { layerCycles, type LayerCycles, type Timing } from './layer-cycles.js';
import { lastBeatOfRead } from './read-job.js';
import { StageClock, sumStages } from './stage-cycles.js';

/** The cycles of one descriptor. */
export function stepCycles(step: Step, weightBits: number, activationBits: number, parameters: AcceleratorParameters, timing: Timing): LayerCycles {
  return step.kind === 'rows' ? rowsCycles(step, parameters, timing) : layerCycles(step, weightBits, activationBits, parameters, timing);
}

/** The cycles of several descriptors, one after the other: of a layer that runs in bands. */
export function sumCycles(parts: readonly LayerCycles[]): LayerCycles {
  const sum = (part: (cycles: LayerCycles) => number): number => parts.reduce((total, each) => total + part(each), 0);
  return { total: sum(({ total }) => total), steps: sum(({ steps }) => steps), weightWaits: sum(({ weightWaits }) => weightWaits), stages: sumStages(parts.map(({ stages }) => stages)) };
}

/** Rows of a map, piece by piece, each asked for when the one before has come; then the next descriptor. */
function rowsCycles({ load: { job }, first, last }: RowsStep, parameters: AcceleratorParameters, { latency }: Timing): LayerCycles {
  const clock = new StageClock();
  const read = (cycle: number, count: number, place: number): number => clock.read(cycle, count, lastBeatOfRead(cycle, count, place, latency));
  const descriptor = geometry(parameters).beats.descriptor;
  const ahead = readsAhead(parameters);
  let end = first || !ahead ? read(0, descriptor, 0) + 2 : 0;
  for (let piece = 0; piece < job.pieces; piece++) end = read(end + 1, job.beats, job.offset + piece * job.apart);
  if (!last && ahead) end = read(end + 1, descriptor, 0);
  const total = end + 3;
  return { total, steps: 0, stages: clock.stages(total, { steps: 0, passes: 0, gaps: 0, stalled: 0, stored: 0, storing: 0 }), weightWaits: 0 };
}

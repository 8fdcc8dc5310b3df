import type { AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { Program } from '../../../src/network/lowering/lower-network.js';
import type { StageCycles } from '../../../src/sim/cycles/stage-cycles.js';
import { Device } from '../../../src/sim/device/device.js';
import type { Engine } from '../../../src/sim/engine/engine-extras.js';

/** What went over the ports of the memories in a layer, counted in the simulated accelerator. */
export interface ObservedAccesses {
  /** Words that the array's steps read: every step reads dn words of activations and one row of weights. */
  readonly steps: number;
  /** Reads of dn words of a map that is added. */
  readonly skipReads: number;
  readonly chunks: number;
  readonly weightRows: number;
}

export interface ObservedLayer {
  readonly cycles: number;
  readonly stages: StageCycles;
  readonly accesses: ObservedAccesses;
}

/** Steps from the step generator to the stage that counts. */
const stepsToCount = ({ popcountStages }: AcceleratorParameters): number => 4 + popcountStages;

/** Runs a chain of descriptors one cycle at a time and says of every stage, descriptor by descriptor, in every cycle, what it did: by its signals, not by the model. */
export async function observeStages(engine: Engine, program: Program, parameters: AcceleratorParameters, latency: number, input: ArrayLike<number>): Promise<ObservedLayer[]> {
  const device = await Device.open(engine, parameters, { latency, seed: 0 });
  await device.writeMemory(0, program.image);
  await device.writeMemory(program.inputAddress, program.packInput(input));
  await device.writeRegister('DESCRIPTORS', program.chainAddress);
  await device.writeRegister('CONTROL', 1);
  await engine.runUntil('busy', 1, 16);

  const layers: ObservedLayer[] = [];
  let log = emptyLog();
  /** What stands in each stage of the pipeline: nothing, a read that does not count, a count. */
  let pipeline: Word[] = Array.from({ length: stepsToCount(parameters) }, () => 'empty');
  const look = (state: (name: Watched) => number): void => {
    if (layers.length === program.descriptors.length) return;
    const high = (name: Watched): boolean => state(name) !== 0;
    const phase = fetchPhases[state('loader.phase')]!;
    log.fetch.push(high('read_beat') ? 'run' : high('loader.job') || phase === 'read' ? 'memory' : phase === 'buffer' ? 'buffers' : 'idle');

    const stalled = high('stalled');
    const word = pipeline.at(-1)!;
    if (high('counting') !== (!stalled && word === 'count')) throw new Error(`the array counts: ${high('counting')}, and the stage has ${word}`);
    log.execute.push(stalled ? 'drain' : word === 'count' ? 'run' : word === 'read' ? 'passes' : 'empty');
    if (!stalled) {
      const step: Word = state('executor.steps.phase') !== 2 ? 'empty' : high('executor.steps.pass_end') ? 'count' : 'read';
      if (step !== 'empty') log.accesses.steps++;
      pipeline = [step, ...pipeline.slice(0, -1)];
    }

    log.writeBack.push(!high('requantise.full') ? 'idle' : high('requantise.go') ? 'run' : 'wait');
    log.store.push(high('write_beat') ? 'run' : high('store_idle') ? 'idle' : 'wait');
    if (high('skip_read')) log.accesses.skipReads++;
    if (high('chunk_write')) log.accesses.chunks++;
    if (high('loader.weight_write')) log.accesses.weightRows++;

    if (high('layer_done')) {
      layers.push(summary(log));
      log = emptyLog();
    }
  };
  while (layers.length < program.descriptors.length) {
    engine.observe({ names: signals, cycles: 4096 }, (words, first, cycles) => {
      for (let cycle = 0; cycle < cycles; cycle++) look((name) => words[first + 2 * (cycle * watched.length + watched.indexOf(name))]!);
    });
  }
  return layers;
}

const watched = [
  'read_beat', 'loader.job', 'loader.phase', 'stalled', 'counting', 'executor.steps.phase', 'executor.steps.pass_end', 'requantise.full',
  'requantise.go', 'write_beat', 'store_idle', 'chunk_write', 'skip_read', 'loader.weight_write', 'layer_done',
] as const;
type Watched = (typeof watched)[number];
const signals = watched.map((name) => `core.${name}`);

type Word = 'empty' | 'read' | 'count';
const fetchPhases = ['idle', 'read', 'read', 'read', 'buffer', 'read', 'read'] as const;

const emptyLog = () => ({
  fetch: [] as (keyof StageCycles['fetch'])[],
  execute: [] as (Exclude<keyof StageCycles['execute'], 'weights' | 'idle'> | 'empty')[],
  writeBack: [] as (keyof StageCycles['writeBack'])[],
  store: [] as (keyof StageCycles['store'])[],
  accesses: { steps: 0, skipReads: 0, chunks: 0, weightRows: 0 },
});

function summary({ fetch, execute, writeBack, store, accesses }: ReturnType<typeof emptyLog>): ObservedLayer {
  const count = <T>(list: readonly T[], what: T): number => list.filter((entry) => entry === what).length;
  const words = execute.map((entry) => entry === 'run' || entry === 'passes');
  const inside = execute.slice(words.indexOf(true), words.lastIndexOf(true) + 1);
  return {
    cycles: fetch.length,
    accesses,
    stages: {
      fetch: { run: count(fetch, 'run'), memory: count(fetch, 'memory'), buffers: count(fetch, 'buffers'), idle: count(fetch, 'idle') },
      execute: {
        run: count(execute, 'run'), drain: count(execute, 'drain'), passes: count(execute, 'passes'),
        weights: count(inside, 'empty'), idle: count(execute, 'empty') - count(inside, 'empty'),
      },
      writeBack: { run: count(writeBack, 'run'), wait: count(writeBack, 'wait'), idle: count(writeBack, 'idle') },
      store: { run: count(store, 'run'), wait: count(store, 'wait'), idle: count(store, 'idle') },
    },
  };
}

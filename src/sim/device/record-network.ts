import { lowerNetwork } from '../../network/lowering/lower-network.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { Module } from '../../hwgen/ir/module.js';
import type { Network } from '../../network/network.js';
import { Recorder, type Tape } from '../debug/course.js';
import { createEngine } from '../engine/engine.js';
import type { Engine, Snapshot } from '../engine/engine-extras.js';
import type { Simulator } from '../simulator.js';
import type { MemoryBehaviour } from './device.js';
import { systemDesign } from './open-system.js';
import { NetworkRunner } from './run-network.js';

/** A run of a network on the accelerator that can be played again, from its middle too. */
export interface RecordedRun {
  readonly design: Module;
  readonly tape: Tape;
  /** The cycles of each layer, `from` counted from the creation of the simulator, as all cycles of traces and messages are. */
  readonly layers: readonly { readonly name: string; readonly from: number; readonly cycles: number }[];
  /** States to go on from, in order of their cycles. */
  readonly snapshots: readonly Snapshot[];
  /** What ended the run, when it did not come to its end. */
  readonly failure?: unknown;
}

export interface RecordOptions {
  readonly parameters: AcceleratorParameters;
  readonly memory: MemoryBehaviour;
  /** Also a run with every layer's output stored, as verification makes. */
  readonly storeAll?: boolean | undefined;
  /** Weight planes that hold nothing, see `lowerNetwork`. */
  readonly planes?: 'needed' | 'given' | undefined;
}

/** Cycles between two snapshots, at least, at first; they are taken where a call into the engine ends, which every layer does. */
const snapshotEvery = 20_000;

/** Each holds the whole memory. Of more, every second one goes, and the distance between them doubles. */
const mostSnapshots = 16;

/** The accelerator with a memory that is large enough for a network, however it is run. */
export function designFor(network: Network, parameters: AcceleratorParameters, planes?: 'needed' | 'given'): Module {
  return systemDesign(parameters, lowerNetwork(network, parameters, { storeAll: true, planes }).memoryBytes);
}

/** Runs images on the own engine and writes down what is done to it. A run that fails is recorded up to its failure. */
export async function recordNetwork(network: Network, images: readonly ArrayLike<number>[], { parameters, memory, storeAll = false, planes }: RecordOptions): Promise<RecordedRun> {
  const programs = [false, ...(storeAll ? [true] : [])].map((all) => lowerNetwork(network, parameters, { storeAll: all, planes }));
  const design = designFor(network, parameters, planes);
  const engine = createEngine(design);
  const recorder = new LayerRecorder(engine);
  let failure: unknown;
  try {
    for (const program of programs) {
      const runner = await NetworkRunner.open(recorder, program, memory);
      for (const image of images) await runner.run(image);
    }
  } catch (error) {
    failure = error;
  } finally {
    await engine.close();
  }
  const layers = layersOf(recorder.marks, programs[0]!.descriptors.map(({ layer }) => network.layers[layer]!.name));
  return { design, tape: recorder.tape, layers, snapshots: recorder.snapshots, failure };
}

/** The last snapshot that is not behind a cycle. */
export function snapshotBefore(snapshots: readonly Snapshot[], cycle: number): Snapshot | undefined {
  return snapshots.findLast((snapshot) => snapshot.cycle <= cycle);
}

/** The descriptors of a layer taken together; every run marks every descriptor once, of all programs the same ones but for what they store. */
function layersOf(marks: LayerRecorder['marks'], names: readonly string[]): RecordedRun['layers'] {
  const layers: { name: string; from: number; cycles: number }[] = [];
  marks.forEach(({ from, cycles }, index) => {
    const [name, before] = [names[index % names.length]!, names[(index % names.length) - 1]];
    if (name === before) layers.at(-1)!.cycles = from + cycles - layers.at(-1)!.from;
    else layers.push({ name, from, cycles });
  });
  return layers;
}

class LayerRecorder extends Recorder {
  readonly marks: { from: number; cycles: number }[] = [];
  snapshots: Snapshot[] = [];
  private distance = snapshotEvery;

  constructor(private readonly inner: Engine & Simulator) {
    super(inner);
  }

  override async runUntil(port: string, value: number | bigint, limit: number): Promise<number> {
    const from = this.cycle;
    if (from - (this.snapshots.at(-1)?.cycle ?? -Infinity) >= this.distance) this.keepSnapshot();
    const done = await super.runUntil(port, value, limit);
    // The cycle in which the layer says that it is done is its last.
    if (port === 'layer_done') this.marks.push({ from, cycles: done + 1 });
    return done;
  }

  private keepSnapshot(): void {
    this.snapshots.push(this.inner.snapshot());
    if (this.snapshots.length <= mostSnapshots) return;
    this.snapshots = this.snapshots.filter((_, index) => index % 2 === 0);
    this.distance *= 2;
  }
}

import type { AcceleratorParameters } from '../hwgen/accelerator/parameters.js';
import type { Network } from '../network/network.js';
import type { LayerOutput } from '../network/reference.js';
import type { Counters } from '../sim/device/run-network.js';
import type { MemoryBehaviour } from '../sim/device/device.js';
import type { EngineName } from '../sim/simulator.js';
import { describeOutput, type OutputSummary } from './output-summary.js';

/** What came out of running images through a network on one engine. */
export interface Inference {
  /** The network's output, one per image. */
  readonly outputs: readonly LayerOutput[];
  /** Per layer: on the reference what its codes look like over all images, on a simulated accelerator the weight planes that run, and the cycles of the first image, or batch. */
  readonly layers: readonly (OutputSummary | { readonly cycles: number; readonly weightPlanes: number })[];
  /** The accelerator's counters over the first image's chain. */
  readonly counters?: Counters;
}

/** Runs all images on the reference. */
export async function inferOnReference(network: Network, images: readonly Int32Array[]): Promise<Inference> {
  const { prepareReference } = await import('../network/reference.js');
  const infer = prepareReference(network);
  const results = images.map((image) => infer(image));
  return {
    outputs: results.map((layers) => layers.at(-1)!),
    layers: network.layers.map((_, i) => describeOutput(results.map((result) => result[i]!))),
  };
}

/**
 * Runs all images on the accelerator in a simulator. Throws InputError when the network does not fit it or Verilator is missing,
 * SimulationError when a run does not end. `batch` images at a time, see `batchNetwork`. `progress` is called, and waited for, as work goes on.
 */
export async function inferOnAccelerator(
  engine: EngineName,
  network: Network,
  images: readonly Int32Array[],
  parameters: AcceleratorParameters,
  memory: MemoryBehaviour,
  batch: number,
  progress: (what: string, share: number) => void | Promise<void>,
): Promise<Inference> {
  const { batchNetwork, joinImages, splitOutputs } = await import('../network/batch.js');
  const { lowerNetwork } = await import('../network/lowering/lower-network.js');
  const { openSystem } = await import('../sim/device/open-system.js');
  const { NetworkRunner } = await import('../sim/device/run-network.js');
  const program = lowerNetwork(batchNetwork(network, batch), parameters);
  const inputs = joinImages(images, batch);
  await progress(`${engine}: ${engine === 'verilator' ? 'building' : 'compiling'} the accelerator`, 0);
  const simulator = await openSystem(engine, parameters, program.memoryBytes);
  try {
    const runner = await NetworkRunner.open(simulator, program, memory);
    const runs = [];
    for (const [i, input] of inputs.entries()) {
      runs.push(await runner.run(input));
      await progress(engine, (i + 1) / inputs.length);
    }
    const { name, outputShape: shape } = network.layers.at(-1)!;
    return {
      outputs: splitOutputs(runs.map(({ outputs }) => outputs.get(name)!), batch, images.length).map((codes) => ({ name, shape, codes })),
      layers: runs[0]!.cycles.map((cycles, index) => ({ cycles, weightPlanes: program.layers[index]!.layer.weightBits })),
      counters: runs[0]!.counters,
    };
  } finally {
    await simulator.close();
  }
}

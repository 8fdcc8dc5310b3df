import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { lowerNetwork, type Program } from '../../network/lowering/lower-network.js';
import type { Network } from '../../network/network.js';
import { prepareReference } from '../../network/reference.js';
import { usefulOperations } from '../cycles/layer-figures.js';
import { networkCycles } from '../cycles/network-cycles.js';
import type { EngineName, Simulator } from '../simulator.js';
import type { MemoryBehaviour } from './device.js';
import { openSystem } from './open-system.js';
import { NetworkRunner, type Counters } from './run-network.js';

export interface VerifyOptions {
  readonly parameters: AcceleratorParameters;
  readonly memory: MemoryBehaviour;
  readonly engines: readonly EngineName[];
  /** Weight planes that hold nothing: `needed` leaves them out, as a user runs the network; `given` runs them, as a cost table counts. */
  readonly planes?: 'needed' | 'given' | undefined;
  /** Called, and waited for, as work goes on: what is being done, and how far along it is, 0 to 1. */
  readonly progress?: ((what: string, share: number) => void | Promise<void>) | undefined;
}

/** One layer of a verification. */
export interface VerifiedLayer {
  readonly name: string;
  /** Weight planes that run: as many as the weights have bits, or fewer. */
  readonly weightPlanes: number;
  /** By the model, and as each engine counted them in the first image. Pausing memory (`seed` other than 0) makes the model meaningless. */
  readonly cycles: { readonly model: number } & { readonly [E in EngineName]?: number };
  /** Useful bMAC (one AND each) / (array size * cycles), by the model's cycles. */
  readonly utilisation: number;
  /** Values that differ from the reference, over all images. */
  readonly mismatches: { readonly [E in EngineName]?: number };
}

export interface Verification {
  readonly images: number;
  readonly layers: readonly VerifiedLayer[];
  /** Values plus layer cycles that differ, over all images: values from the reference, cycles from the model (not with pausing memory). */
  readonly mismatches: { readonly [E in EngineName]?: number };
  /** Cycles simulated per engine, and the hash over all bus signals of all of them: equal hashes are equal cycle by cycle. */
  readonly engines: { readonly [E in EngineName]?: { readonly cycles: number; readonly hash: bigint; readonly seconds: number } };
  readonly counters: Counters;
}

/**
 * Runs images through the reference and through engines, twice each: as the chain that a user runs, whose cycles count, and
 * with every layer's output stored, to compare layer by layer.
 */
export async function verifyNetwork(network: Network, images: readonly ArrayLike<number>[], options: VerifyOptions): Promise<Verification> {
  const { parameters, memory, engines, progress } = options;
  const chain = lowerNetwork(network, parameters, { planes: options.planes });
  const stored = lowerNetwork(network, parameters, { planes: options.planes, storeAll: true });
  const models = new Map<Program, number[]>([chain, stored].map((program) => [program, networkCycles(program, memory.latency).map(({ total }) => total)]));
  const model = models.get(chain)!;
  const infer = prepareReference(network);
  const expected = images.map((image) => infer(image));

  const layerMismatches = network.layers.map((): { [E in EngineName]?: number } => ({}));
  const layerCycles = network.layers.map((_, index): { model: number } & { [E in EngineName]?: number } => ({ model: model[index]! }));
  const mismatches: { [E in EngineName]?: number } = {};
  const results: { [E in EngineName]?: { cycles: number; hash: bigint; seconds: number } } = {};
  let counters: Counters | undefined;

  for (const engine of engines) {
    await progress?.(`${engine}: ${engine === 'verilator' ? 'building' : 'compiling'}`, 0);
    const simulator: Simulator = await openSystem(engine, parameters, stored.memoryBytes);
    const began = performance.now();
    let differing = 0;
    network.layers.forEach((_, index) => { layerMismatches[index]![engine] = 0; });
    try {
      for (const program of [chain, stored]) {
        const runner = await NetworkRunner.open(simulator, program, memory);
        for (const [image, input] of images.entries()) {
          const run = await runner.run(input);
          for (const [index, { layer }] of program.layers.entries()) {
            if (memory.seed === 0 && run.cycles[index] !== models.get(program)![index]) differing++;
            const codes = run.outputs.get(layer.name);
            if (codes === undefined) continue;
            const wrong = countDifferences(codes, expected[image]![index]!.codes);
            differing += wrong;
            if (program === stored) layerMismatches[index]![engine]! += wrong;
          }
          if (program === chain && image === 0) {
            run.cycles.forEach((cycles, index) => { layerCycles[index]![engine] = cycles; });
            counters ??= run.counters;
          }
          await progress?.(engine, ((program === chain ? 0 : images.length) + image + 1) / (2 * images.length));
        }
      }
      results[engine] = { cycles: simulator.cycle, hash: await simulator.hash(), seconds: (performance.now() - began) / 1000 };
    } finally {
      await simulator.close();
    }
    mismatches[engine] = differing;
  }

  return {
    images: images.length,
    layers: network.layers.map((layer, index) => ({
      name: layer.name,
      weightPlanes: chain.layers[index]!.layer.weightBits,
      cycles: layerCycles[index]!,
      utilisation: usefulOperations(layer, chain.layers[index]!.layer.weightBits, layer.activationBits) / (parameters.dm * parameters.dn * parameters.dk * model[index]!),
      mismatches: layerMismatches[index]!,
    })),
    mismatches,
    engines: results,
    counters: counters!,
  };
}

function countDifferences(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let count = 0;
  for (let index = 0; index < expected.length; index++) if (found[index] !== expected[index]) count++;
  return count;
}

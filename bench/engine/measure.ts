import type { Module } from '../../src/hwgen/ir/module.js';
import type { Simulator } from '../../src/sim/simulator.js';
import type { Contender } from './contender.js';
import type { Workload } from './workload.js';

/** Million cycles per second. */
export interface Speed {
  readonly best: number;
  readonly median: number;
}

export interface MeasureOptions {
  /** Slices per contender, at least 5. */
  readonly rounds: number;
  /** Milliseconds that a slice takes the slowest contender, where the workload leaves its length open. */
  readonly slice: number;
}

/** Cycles of the proof: several tiles of every workload. */
const proofCycles = 20_000;

/**
 * Proves all contenders equal by their hashes over all outputs of every cycle, then times them without hashes, one slice of each by turns, so that a
 * slow moment of the machine hits all. After every slice all outputs are compared once more. Throws when anything differs.
 */
export async function measure(workload: Workload, design: Module, contenders: readonly Contender[], options: MeasureOptions): Promise<Speed[]> {
  await withSimulators(workload, design, contenders, true, async (simulators) => {
    for (const simulator of simulators) await simulator.run(proofCycles);
    const hashes = await Promise.all(simulators.map((simulator) => simulator.hash()));
    requireEqual(workload, contenders, hashes, 'the hash over all outputs of all cycles');
  });
  return withSimulators(workload, design, contenders, false, async (simulators) => {
    const cycles = workload.period ?? await sliceLength(simulators, options.slice);
    // The first round is not timed: V8 compiles again what has turned out to be hot, caches fill.
    const times = simulators.map((): number[] => []);
    for (let round = 0; round <= options.rounds; round++) {
      for (const [index, simulator] of simulators.entries()) {
        await workload.rewind(simulator);
        const began = performance.now();
        await simulator.run(cycles);
        if (round > 0) times[index]!.push(performance.now() - began);
      }
      for (const { name } of simulators[0]!.outputs) {
        requireEqual(workload, contenders, await Promise.all(simulators.map((simulator) => simulator.peek(name))), `${name} after round ${round}`);
      }
    }
    return times.map((each) => speed(cycles, each));
  });
}

async function withSimulators<T>(
  workload: Workload, design: Module, contenders: readonly Contender[], hash: boolean, use: (simulators: readonly Simulator[]) => Promise<T>,
): Promise<T> {
  const simulators: Simulator[] = [];
  try {
    for (const contender of contenders) {
      const simulator = await contender.open(design, { hash });
      simulators.push(simulator);
      await workload.prepare(simulator);
      await workload.rewind(simulator);
    }
    return await use(simulators);
  } finally {
    for (const simulator of simulators) await simulator.close();
  }
}

/** The cycles that the slowest simulator runs in `milliseconds`. All have run them when this returns. */
async function sliceLength(simulators: readonly Simulator[], milliseconds: number): Promise<number> {
  for (let cycles = 1000; ; cycles *= 4) {
    let slowest = 0;
    for (const simulator of simulators) {
      const began = performance.now();
      await simulator.run(cycles);
      slowest = Math.max(slowest, performance.now() - began);
    }
    if (slowest > milliseconds / 8) return Math.ceil((cycles * milliseconds) / slowest);
  }
}

function requireEqual(workload: Workload, contenders: readonly Contender[], values: readonly bigint[], what: string): void {
  const different = values.findIndex((value) => value !== values[0]);
  if (different < 0) return;
  const [first, other] = [contenders[0]!, contenders[different]!];
  throw new Error(`${workload.name}: ${what} is ${values[0]} by ${first.name}, ${values[different]} by ${other.name}; no ratio counts before they agree`);
}

function speed(cycles: number, milliseconds: readonly number[]): Speed {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const inMcps = (time: number): number => cycles / time / 1000;
  return { best: inMcps(sorted[0]!), median: inMcps(sorted[Math.floor(sorted.length / 2)]!) };
}

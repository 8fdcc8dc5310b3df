import { typeName } from '../hwgen/ir/type.js';
import type { Course } from './debug/course.js';
import type { PortInfo, Simulator } from './simulator.js';
import { SimulationError } from './simulator.js';

/** A fresh simulator at cycle 0, in a state that is the same every time (memories loaded, parameters set). */
export type SimulatorFactory = () => Promise<Simulator>;

export interface Stimulus {
  readonly cycles: number;
  /** The inputs that change while it runs (`rst` may be one); the others keep what the factory poked. */
  readonly names: readonly string[];
  /** Their values in a cycle, in the order of `names`. Asked again for a cycle that is looked at twice: the same answer, please. */
  row(cycle: number): readonly (number | bigint)[];
}

export interface LockstepOptions {
  /** Cycles between two comparisons of the hashes. Default 4096. */
  readonly block?: number | undefined;
}

export interface LockstepResult {
  readonly equal: boolean;
  /** Cycles that were compared. */
  readonly cycles: number;
  readonly firstDifference?: { readonly cycle: number; readonly port: string; readonly a: bigint; readonly b: bigint } | undefined;
}

/**
 * Runs two simulators of one design side by side and compares the hash of all outputs after every block of cycles. On a difference the
 * block before it is run again on fresh copies, with all outputs recorded, to name the first cycle and output that differ. Designs whose
 * ports differ are a SimulationError. All simulators made here are closed. `hunt` (debug/hunt.ts) goes on from there to the signal inside.
 *
 *     const { equal, firstDifference } = await lockstep(async () => createEngine(module), () => verilate(module), stimulus);
 */
export function lockstep(makeA: SimulatorFactory, makeB: SimulatorFactory, stimulus: Stimulus, options: LockstepOptions = {}): Promise<LockstepResult> {
  return lockstepCourse(makeA, makeB, courseOf(stimulus), options);
}

/** A stimulus as a course. */
export function courseOf({ cycles, names, row }: Stimulus): Course {
  return {
    cycles,
    play: async (simulator, from, count, record = []) => {
      if (names.length > 0 || record.length > 0) {
        return simulator.drive(names, Array.from({ length: count }, (_, index) => row(from + index)), record);
      }
      await simulator.run(count);
      return [];
    },
  };
}

/** The same for any course. */
export async function lockstepCourse(
  makeA: SimulatorFactory, makeB: SimulatorFactory, course: Course, options: LockstepOptions = {},
): Promise<LockstepResult> {
  const block = options.block ?? 4096;
  if (!Number.isInteger(block) || block < 1) throw new SimulationError(`lockstep: a block of ${block} cycles; give a whole number, at least 1`);
  const differing = await withBoth(makeA, makeB, async (a, b) => {
    requireSamePorts(a, b);
    for (let cycle = 0; cycle < course.cycles; cycle += block) {
      const count = Math.min(block, course.cycles - cycle);
      await Promise.all([course.play(a, cycle, count), course.play(b, cycle, count)]);
      const [hashA, hashB] = await Promise.all([a.hash(), b.hash()]);
      if (hashA !== hashB) return { cycle, count };
    }
    return undefined;
  });
  if (!differing) return { equal: true, cycles: course.cycles };
  const firstDifference = await withBoth(makeA, makeB, (a, b) => locate(a, b, course, differing.cycle, differing.count, block));
  return { equal: false, cycles: firstDifference.cycle + 1, firstDifference };
}

async function withBoth<T>(makeA: SimulatorFactory, makeB: SimulatorFactory, use: (a: Simulator, b: Simulator) => Promise<T>): Promise<T> {
  const a = await makeA();
  try {
    const b = await makeB();
    try {
      return await use(a, b);
    } finally {
      await b.close();
    }
  } finally {
    await a.close();
  }
}

/** The first difference among `count` cycles from `first` on, on simulators at cycle 0. */
async function locate(
  a: Simulator, b: Simulator, course: Course, first: number, count: number, block: number,
): Promise<NonNullable<LockstepResult['firstDifference']>> {
  for (let cycle = 0; cycle < first; cycle += block) {
    const part = Math.min(block, first - cycle);
    await Promise.all([course.play(a, cycle, part), course.play(b, cycle, part)]);
  }
  const ports = a.outputs.map(({ name }) => name);
  const [seenA, seenB] = await Promise.all([course.play(a, first, count, ports), course.play(b, first, count, ports)]);
  for (let cycle = 0; cycle < count; cycle++) {
    for (const [index, port] of ports.entries()) {
      const [valueA, valueB] = [seenA[cycle]![index]!, seenB[cycle]![index]!];
      if (valueA !== valueB) return { cycle: first + cycle, port, a: valueA, b: valueB };
    }
  }
  throw new SimulationError(
    `lockstep: the hashes of ${a.engine} and ${b.engine} differ within cycles ${first} to ${first + count - 1}, but a second run shows equal `
    + 'outputs there; one of them does not repeat itself: look for randomness in the factories or the stimulus',
  );
}

function requireSamePorts(a: Simulator, b: Simulator): void {
  const list = (ports: readonly PortInfo[]): string => ports.map(({ name, type }) => `${name} ${typeName(type)}`).join(', ');
  for (const side of ['inputs', 'outputs'] as const) {
    if (list(a[side]) !== list(b[side])) {
      throw new SimulationError(`lockstep: the ${side} differ: ${a.engine} has ${list(a[side])}; ${b.engine} has ${list(b[side])}`);
    }
  }
}

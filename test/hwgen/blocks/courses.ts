import { errorCodes } from '../../../src/hwgen/accelerator/error-codes.js';
import { burstBeats, outstandingWrites } from '../../../src/hwgen/accelerator/geometry.js';
import { stepBits } from '../../../src/hwgen/accelerator/requantise-lane.js';
import { largestShift } from '../../../src/hwgen/accelerator/row-timing.js';
import { drainCycles } from '../../../src/hwgen/accelerator/sequencer.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { simulate } from '../../../src/sim/testing/simulate.js';

/** A course of a block that random inputs do not take; throws where it goes another way. */
export type Course = (module: Module) => void;

/** What ends a chain with its first descriptor, and the error. */
const failures: readonly (readonly [inputs: object, error: number])[] = [
  [{ written: 1, store_idle: 1 }, errorCodes.contradiction],
  [{ read_error: 1 }, errorCodes.readError],
];
const refusals: readonly (readonly [inputs: object, error: number])[] = [
  [{ bad: 1 }, errorCodes.badDescriptor],
  [{ forbidden: 1 }, errorCodes.forbiddenWrite],
];

const contradicted = (module: Module) => ended(module, ...failures[0]!);

/** A chain that ends with its first descriptor, with a limit of 40 cycles or another, and the sequencer in the first cycle in which it waits for the memory. */
function ended(module: Module, inputs: object, error: number, limit = 40) {
  const t = simulate(module);
  t.set({ start: 1, time_limit: limit, fetch_idle: 1, ...inputs } as object).tick().set({ start: 0 } as object);
  for (let cycle = 0; t.get('halt' as never) === 0n; cycle++) {
    if (cycle === 20) throw new Error('the chain does not end');
    t.tick();
  }
  t.expect({ busy: 1, chain_done: 0, error } as object);
  return t;
}

/** Bursts that a write master of the accelerator announces while nothing is answered, in so many cycles; then, answered once, in so many more. */
function announced(module: Module, cycles: number, more: number): [number, number] {
  const t = simulate(module);
  const count = (edges: number): number => {
    let bursts = 0;
    for (let cycle = 0; cycle < edges; cycle++) {
      bursts += Number(t.get('m_axi_awvalid' as never));
      t.tick();
    }
    return bursts;
  };
  t.set({ job_valid: 1, job_address: 0, job_beats: (outstandingWrites + 3) * burstBeats, beat_valid: 1, m_axi_awready: 1, m_axi_wready: 1 } as object);
  const before = count(cycles);
  t.set({ m_axi_bvalid: 1 } as object).tick().set({ m_axi_bvalid: 0 } as object);
  return [before, count(more)];
}

/** Courses by the name of the module. */
export const blockCourses: ReadonlyMap<string, readonly Course[]> = new Map([
  ['axi_write_master', [
    // A memory that never answers gets as many bursts as may be under way; for each answer comes one more.
    (module) => {
      const [before, after] = announced(module, (outstandingWrites + 3) * (burstBeats + 2), 2 * (burstBeats + 2));
      if (before !== outstandingWrites || after !== 1) throw new Error(`${before} bursts without an answer, ${after} after one`);
    },
  ]],
  ['requantise_constants', [
    // Every shift: which bits it drops, and which lie above the widest result, those included that only the largest products reach.
    (module) => {
      const t = simulate(module);
      const bits = module.ports.find(({ name }) => name === 'above_4')!.type.width;
      const from = (bit: number): bigint => BigInt.asUintN(bits, -1n << BigInt(bit));
      for (const [raw, widest] of [[0, 8], [1, 32]] as const) {
        for (let shift = 0; shift <= largestShift; shift++) {
          const first = Math.ceil(shift / stepBits) * stepBits;
          t.set({ raw, constants: BigInt(shift) << 16n } as object).tick(4).expect({ dropped_4: BigInt.asUintN(bits, ~from(first)), above_4: from(first + widest) } as object);
        }
      }
    },
  ]],
  ['sequencer', [
    // The memory never answers: the interrupt comes, and `busy` stays until it has answered.
    (module) => {
      const t = contradicted(module);
      t.tick(drainCycles).expect({ chain_done: 0, layer_ends: 0, error: errorCodes.contradiction } as object);
      t.tick().expect({ busy: 1, chain_done: 1, layer_ends: 1, error: errorCodes.deadBus } as object);
      t.tick().expect({ busy: 1, chain_done: 0, layer_ends: 0 } as object);
      t.set({ start: 1 } as object).tick(1000).expect({ busy: 1, halt: 1, chain_done: 0 } as object);
      t.set({ start: 0, drained: 1 } as object).tick().expect({ busy: 0, error: errorCodes.deadBus } as object);
      t.set({ start: 1 } as object).tick().expect({ busy: 1, halt: 0, error: errorCodes.none } as object);
    },
    // It has as long to answer whatever ended the chain.
    ...failures.map(([inputs, error]) => (module: Module) => {
      const t = ended(module, inputs, error);
      t.tick(drainCycles).expect({ chain_done: 0, error } as object);
      t.tick().expect({ chain_done: 1, error: errorCodes.deadBus } as object);
    }),
    // A descriptor is refused while the memory has nothing to answer: in the last cycle of the chain's time too.
    ...refusals.map(([inputs, error]) => (module: Module) => {
      for (const limit of [40, 3]) {
        const t = ended(module, { ...inputs, drained: 1 }, error, limit);
        t.tick().expect({ chain_done: 1, layer_ends: 1, error } as object);
        t.tick().expect({ busy: 0, error } as object);
      }
    }),
    // It answers in the last cycle: that is in time.
    (module) => {
      const t = contradicted(module);
      t.tick(drainCycles).set({ drained: 1 } as object).tick().expect({ chain_done: 1, error: errorCodes.contradiction } as object);
      t.tick().expect({ busy: 0, error: errorCodes.contradiction } as object);
    },
  ]],
]);

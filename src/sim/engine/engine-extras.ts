import type { Simulator } from '../simulator.js';

/** All state of an engine at one moment. Fits only engines whose registers and memories are the same. */
export interface Snapshot {
  /** Tells the names, types and places of the state apart. */
  readonly shape: string;
  readonly cycle: number;
  readonly bytes: Uint8Array;
}

/** Cycles to be run under observation. */
export interface Observation {
  /** Any signals of the design. The same array object again finds the compiled loop again. */
  readonly names: readonly string[];
  readonly cycles: number;
  /** Inputs that change each cycle, and their values: `rows[i]` in the i-th cycle. */
  readonly driven?: readonly string[] | undefined;
  readonly rows?: readonly (readonly (number | bigint)[])[] | undefined;
  /** Stop before the cycle in which this output has this value. */
  readonly until?: { readonly port: string; readonly value: number | bigint } | undefined;
}

/** What the own engine offers over every other simulator. Names are hierarchical: `dot[3].acc`. */
export interface EngineExtras {
  /** The settled value of any port, wire, register or read port. */
  peekInternal(name: string): bigint;
  /** Sets a register (or the register of a sync read port) before the next cycle. */
  pokeInternal(name: string, value: number | bigint): void;
  /** Names that `peekInternal` knows, in order of declaration. */
  readonly names: readonly string[];
  /** Words `first` .. of a memory. */
  readMemory(name: string, first: number, count: number): bigint[];
  loadMemory(name: string, first: number, values: ArrayLike<number | bigint>): void;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  /**
   * Runs `cycles` cycles and writes every signal of the design as VCD: to a file, or in pieces to a function. To look at cycles that
   * are past, `restore` a snapshot first; the cycles count and are hashed like all others.
   */
  trace(to: string | ((text: string) => void), cycles: number): void;
  /**
   * Runs cycles and hands over the raw samples of `names`, as settled before each edge, some cycles at a time: `words[first]` .. hold, per cycle
   * and signal in order, each 64-bit limb as two words, the low one first (bits above the width extend its sign). Valid during the call
   * of `take` only. Returns the cycles run.
   */
  observe(observation: Observation, take: (words: Int32Array, first: number, cycles: number) => void): number;
  /** How often each `cover` held at an edge, by hierarchical name. */
  covers(): ReadonlyMap<string, number>;
}

export type Engine = Simulator & EngineExtras;

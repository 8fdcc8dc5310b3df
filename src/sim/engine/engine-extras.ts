import type { Simulator } from '../simulator.js';

/** All state of an engine at one moment. Fits only engines whose registers and memories are the same. */
export interface Snapshot {
  /** Tells the names, types and places of the state apart. */
  readonly shape: string;
  readonly cycle: number;
  readonly bytes: Uint8Array;
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
  /** How often each `cover` held at an edge, by hierarchical name. */
  covers(): ReadonlyMap<string, number>;
}

export type Engine = Simulator & EngineExtras;

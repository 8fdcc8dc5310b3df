import type { Type } from '../hwgen/ir/type.js';

export type EngineName = 'sim' | 'verilator';

/**
 * One running copy of a top module, whichever engine runs it. A cycle is: inputs take their poked values, combinational logic
 * settles, the outputs are folded into the hash, the rising edge happens. Values travel as the port's bits read as its type
 * (signed ports give negative numbers). `rst` can be poked like an input; a new simulator has rst = 0, all other inputs 0, and
 * every register and memory at 0 (the engine) or as `initialSeed` says (Verilator).
 */
export interface Simulator {
  readonly engine: EngineName;
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
  /** Cycles run since creation. */
  readonly cycle: number;

  /** rst high for `cycles` cycles, then low. */
  reset(cycles?: number): Promise<void>;
  /** Sets an input from the next cycle on. */
  poke(input: string, value: number | bigint): void;
  /** The settled value of an output (or input) with the inputs poked so far. */
  peek(port: string): Promise<bigint>;
  run(cycles: number): Promise<void>;
  /**
   * Runs until the settled output `port` equals `value` (looked at before every edge: 0 cycles when it does already).
   * Returns the cycles run. After `limit` cycles without it: a SimulationError that names the port, value and limit.
   */
  runUntil(port: string, value: number | bigint, limit: number): Promise<number>;
  /**
   * Runs one cycle per row of `rows` (row[i] goes to input names[i]) and returns, per cycle, the outputs `record` as settled
   * before the edge. Inputs keep the last row's values.
   */
  drive(names: readonly string[], rows: readonly (readonly (number | bigint)[])[], record: readonly string[]): Promise<bigint[][]>;
  /**
   * 64-bit hash over all outputs of all cycles since creation: h = 0xcbf29ce484222325; per cycle, per output in port order, per 64-bit
   * limb from the low end (bits above the width 0): h = (h ^ limb) * 0x100000001b3 mod 2^64, then h = h ^ (h >> 29).
   */
  hash(): Promise<bigint>;
  close(): Promise<void>;
}

export interface PortInfo {
  readonly name: string;
  readonly type: Type;
}

/** A run that could not go on: a limit reached, an engine that failed. The message says where, what and the remedy. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';
}

/** What one compiled loop does besides the cycles themselves. Each combination in use is compiled once, when first asked for. */
export interface Variant {
  /** Fold the outputs of every cycle into the hash. */
  readonly hash: boolean;
  /** Look at `rst`. Without, it must be low: reset costs nothing in the loop that runs nearly always. */
  readonly reset: boolean;
  /** Skip the regions in which nothing has changed. Without, all run in every cycle and count as changed afterwards. */
  readonly guarded: boolean;
  /** Clock edges; without, the function settles, samples once and returns. */
  readonly edges: boolean;
  /** Stop when this output equals the value at `layout.untilValue`. */
  readonly until?: string | undefined;
  /** Inputs that take a new value each cycle, from the input rows. */
  readonly driven: readonly string[];
  /** Signals whose settled values go to the samples each cycle. */
  readonly sampled: readonly string[];
}

/** The signature of every variant: run(cycles, address of the input rows, address of the samples) -> cycles run. */
export type RunFunction = (cycles: number, rows: number, samples: number) => number;

/**
 * What the four stages do in the cycles of a layer. Of every stage the numbers add up to the layer's cycles; each cycle counts once, as the
 * first of these that holds.
 */
export interface StageCycles {
  readonly fetch: {
    /** A beat comes from memory. */
    readonly run: number;
    /** A read is asked for and no beat comes. */
    readonly memory: number;
    /** The next channel tile's weights are to be read, and both weight buffers are in use. */
    readonly buffers: number;
    /** Nothing is to be read. */
    readonly idle: number;
  };
  readonly execute: {
    /** The array counts. */
    readonly run: number;
    /** The pipeline stands still: a tile is complete and the one before it not yet drained. */
    readonly drain: number;
    /** The array has a word, and needs a further read of the activation memory before it can count. */
    readonly passes: number;
    /** The array has nothing, between its first and its last word of the layer: the next channel tile's weights were not there. */
    readonly weights: number;
    /** Before the first word of the layer, or after the last. */
    readonly idle: number;
  };
  readonly writeBack: {
    /** A tile's sums leave the array for the requantisers, row by row. */
    readonly run: number;
    /** A tile's sums wait: for room in the store stream, or for the map that is added to them. */
    readonly wait: number;
    /** The array holds no complete tile. */
    readonly idle: number;
  };
  readonly store: {
    /** A beat goes to memory. */
    readonly run: number;
    /** The output is to be stored and no beat goes: it is not computed yet, a burst is not full, or the memory has not answered. */
    readonly wait: number;
    /** Nothing is to be stored. */
    readonly idle: number;
  };
}

/** Adds up the stages' cycles while the model follows a layer. */
export class StageClock {
  private beats = 0;
  private reading = 0;
  private buffers = 0;
  private tiles = 0;
  private full = 0;
  private drainPeriod = 0;
  weightWaits = 0;

  /** A read of `count` beats was asked for in cycle `request`, its last beat came in `last`. Returns `last`. */
  read(request: number, count: number, last: number): number {
    this.beats += count;
    this.reading += last - request + 1;
    return last;
  }

  /** The fetch stood still because no weight buffer was free. */
  waitForBuffer(cycles: number): void {
    this.buffers += cycles;
  }

  /** The step generator stood still because a channel tile's weights were missing. */
  waitForWeights(cycles: number): void {
    this.weightWaits += cycles;
  }

  /** The shadow registers held a tile for `full` cycles, `period` of which drained it. */
  drain(full: number, period: number): void {
    this.tiles++;
    this.full += full;
    this.drainPeriod = period;
  }

  /** `gaps`: moving cycles without a step between two channel tiles; `storing`: cycles of the writer from its start to its last answer. */
  stages(total: number, array: { steps: number; passes: number; gaps: number; stalled: number; stored: number; storing: number }): StageCycles {
    const { steps, passes, gaps, stalled, stored, storing } = array;
    const drained = this.tiles * this.drainPeriod;
    return {
      fetch: { run: this.beats, memory: this.reading - this.beats, buffers: this.buffers, idle: total - this.reading - this.buffers },
      execute: { run: steps, drain: stalled, passes, weights: gaps, idle: total - steps - stalled - passes - gaps },
      writeBack: { run: drained, wait: this.full - drained, idle: total - this.full },
      store: { run: stored, wait: storing - stored, idle: total - storing },
    };
  }
}

/** Stage by stage, state by state. */
export function sumStages(parts: readonly StageCycles[]): StageCycles {
  const sum = (part: (stages: StageCycles) => number): number => parts.reduce((total, each) => total + part(each), 0);
  return {
    fetch: { run: sum(({ fetch }) => fetch.run), memory: sum(({ fetch }) => fetch.memory), buffers: sum(({ fetch }) => fetch.buffers), idle: sum(({ fetch }) => fetch.idle) },
    execute: {
      run: sum(({ execute }) => execute.run), drain: sum(({ execute }) => execute.drain), passes: sum(({ execute }) => execute.passes),
      weights: sum(({ execute }) => execute.weights), idle: sum(({ execute }) => execute.idle),
    },
    writeBack: { run: sum(({ writeBack }) => writeBack.run), wait: sum(({ writeBack }) => writeBack.wait), idle: sum(({ writeBack }) => writeBack.idle) },
    store: { run: sum(({ store }) => store.run), wait: sum(({ store }) => store.wait), idle: sum(({ store }) => store.idle) },
  };
}

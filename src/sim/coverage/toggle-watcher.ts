import type { Watcher } from '../debug/watched-engine.js';

/** A state machine among the watched signals. */
export interface WatchedMachine {
  /** Index in `names`. */
  readonly signal: number;
  readonly states: number;
}

/**
 * Counts toggles and the states of machines, cycle by cycle. Every signal has two 32-bit words per 64 bits, as the engine's samples have; the
 * whole state is four arrays of words, so that a cycle is one pass over small integers.
 */
export class ToggleWatcher implements Watcher {
  cycles = 0;
  readonly rose: Int32Array;
  readonly fell: Int32Array;
  /** Per machine, how many cycles in each state; the last entry counts codes without a name. */
  readonly visits: readonly number[][];
  /** Per machine, how often from state a to state b, at a * states + b. */
  readonly steps: readonly number[][];
  private readonly last: Int32Array;
  /** First word of each signal. */
  readonly starts: readonly number[];

  /** The first name is `rst`. */
  constructor(readonly names: readonly string[], widths: readonly number[], private readonly machines: readonly WatchedMachine[]) {
    const starts: number[] = [];
    let words = 0;
    for (const width of widths) {
      starts.push(words);
      words += 2 * Math.ceil(width / 64);
    }
    this.starts = starts;
    [this.rose, this.fell, this.last] = [new Int32Array(words), new Int32Array(words), new Int32Array(words)];
    this.visits = machines.map(({ states }) => new Array<number>(states + 1).fill(0));
    this.steps = machines.map(({ states }) => new Array<number>(states * states).fill(0));
  }

  take(samples: Int32Array, first: number, cycles: number, stride: number): void {
    const { last, rose, fell } = this;
    for (let cycle = 0; cycle < cycles; cycle++) {
      const base = first + cycle * stride;
      this.countStates(samples, base);
      if (this.cycles++ === 0) {
        last.set(samples.subarray(base, base + last.length));
        continue;
      }
      for (let word = 0; word < last.length; word++) {
        const now = samples[base + word]!;
        const before = last[word]!;
        if (now === before) continue;
        rose[word]! |= now & ~before;
        fell[word]! |= before & ~now;
        last[word] = now;
      }
    }
  }

  /** Before `last` moves on to this cycle. */
  private countStates(samples: Int32Array, base: number): void {
    const counts = this.cycles > 0 && this.last[0] === 0;
    this.machines.forEach(({ signal, states }, index) => {
      const at = this.starts[signal]!;
      const now = samples[base + at]! >>> 0;
      this.visits[index]![Math.min(now, states)]!++;
      const before = this.last[at]! >>> 0;
      if (counts && now !== before && now < states && before < states) this.steps[index]![before * states + now]!++;
    });
  }

  /** A mask of `width` bits of a signal. */
  mask(words: Int32Array, signal: number, width: number): bigint {
    let bits = 0n;
    const start = this.starts[signal]!;
    for (let word = 2 * Math.ceil(width / 64) - 1; word >= 0; word--) bits = (bits << 32n) | BigInt(words[start + word]! >>> 0);
    return BigInt.asUintN(width, bits);
  }
}

import { executeStages } from '../../hwgen/accelerator/execute.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';

/**
 * The step generator and the five stages behind it, which move together and stand still while a complete tile waits for the shadow
 * registers. Steps are counted in pipeline time, which passes only while the pipeline moves; a stall shifts real time against it for
 * everything that comes after the capture that caused it.
 */
export class ArrayPipeline {
  /** Captures that stalled: pipeline time, and the sum of all stalls up to and with it. */
  private readonly stalls: { at: number; total: number }[] = [];
  /** Pipeline time of the last step so far. */
  private lastStep = -Infinity;
  /** Pipeline time without a step between two channel tiles, so far. */
  gaps = 0;
  /** Cycles from a step to the capture of a tile that it completes. */
  private readonly stages: number;

  constructor(parameters: AcceleratorParameters) {
    this.stages = executeStages(parameters);
  }

  /** Starts a channel tile: its first step goes in the first moving cycle from `cycle` on. */
  begin(cycle: number): void {
    let at = cycle - this.totalUpTo(this.stalls.length);
    for (let index = this.stalls.length; index > 0; index--) {
      const stall = this.stalls[index - 1]!;
      if (stall.at <= at) break;
      at = Math.min(stall.at, cycle - this.totalUpTo(index - 1));
    }
    if (this.lastStep >= 0) this.gaps += at - 1 - this.lastStep;
    this.lastStep = at - 1;
  }

  /** Runs `steps` steps, all but the last of a tile's captures being free; returns the cycle of the capture, `free` or later. */
  tile(steps: number, free: number): number {
    this.lastStep += steps;
    const at = this.lastStep + this.stages;
    const total = this.totalUpTo(this.stalls.length);
    const natural = at + total;
    if (free > natural) this.stalls.push({ at, total: total + free - natural });
    return Math.max(natural, free);
  }

  /** The cycle in which the last step so far went. */
  lastStepCycle(): number {
    let index = this.stalls.length;
    while (index > 0 && this.stalls[index - 1]!.at > this.lastStep) index--;
    return this.lastStep + this.totalUpTo(index);
  }

  /** Cycles in which the pipeline stood still so far. */
  stalled(): number {
    return this.totalUpTo(this.stalls.length);
  }

  private totalUpTo(count: number): number {
    return count === 0 ? 0 : this.stalls[count - 1]!.total;
  }
}

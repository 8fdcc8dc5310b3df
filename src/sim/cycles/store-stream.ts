import { burstBeats, storeFifoDepth } from '../../hwgen/accelerator/geometry.js';

/**
 * The way of output beats to memory: splitter, store queue, AXI writer. Follows every beat: when it enters the queue (which is full when
 * 32 beats wait), when its burst goes out. Burst b is announced when all its beats have come.
 */
export class StoreStream {
  /** Cycle in which beat i left the queue, at place i modulo the depth: a beat waits for the one that many before it. */
  private readonly left = new Float64Array(storeFifoDepth);
  /** Beats that have left the queue. */
  private gone = 0;
  private pushed = 0;
  private burstEnd: number;
  /** First cycle in which the writer looks for the next burst. */
  private looks: number;
  private lastSent = 0;
  /** First cycle in which the splitter takes a record: the one in which it sends the last beat of the record before. */
  ready = 0;

  /** `start`: cycle of the layer's start; `beats`: of the whole output. */
  constructor(start: number, private readonly beats: number, private readonly latency: number) {
    this.looks = start + 1;
    this.burstEnd = Math.min(burstBeats, beats);
  }

  /** Sends a record of `count` beats that the splitter took in cycle `taken`, not before `ready`. */
  send(taken: number, count: number): void {
    let cycle = taken;
    for (let beat = 0; beat < count; beat++) {
      const room = this.pushed >= storeFifoDepth ? this.left[this.pushed % storeFifoDepth]! + 1 : 0;
      cycle = Math.max(cycle + 1, room);
      this.pushed++;
      if (this.pushed === this.burstEnd) this.writeBurst(cycle);
    }
    this.ready = cycle;
  }

  /** The burst whose last beat entered the queue in `complete`: collect, address, one cycle of the memory, the beats. */
  private writeBurst(complete: number): void {
    const collected = Math.max(this.looks, complete + 1);
    const first = collected + 3;
    const count = this.burstEnd - this.gone;
    for (let beat = 0; beat < count; beat++) this.left[this.gone++ % storeFifoDepth] = first + beat;
    this.lastSent = first + count - 1;
    this.looks = this.lastSent + 1;
    this.burstEnd = Math.min(this.burstEnd + burstBeats, this.beats);
  }

  /** First cycle in which the writer is idle again: the last response has come. */
  idle(): number {
    return this.lastSent + this.latency + 2;
  }
}

/**
 * When the tiles of a skip map are there: the reader takes `slots` free cycles of the banks' second port for a tile, beginning when the
 * requantiser has taken the tile before. A free cycle is one in which the write-back writes no planes.
 */
export class SkipReads {
  /** First cycle in which the next tile can be taken. */
  ready: number;
  /** Times, both ends included, in which the write-back has the port; in order, those that may still matter. */
  private busy: { readonly from: number; readonly to: number }[] = [];

  /** `start`: cycle of the layer's start. */
  constructor(start: number, private readonly slots: number) {
    this.ready = this.collected(start + 1);
  }

  /** The write-back has the port from cycle `from` to cycle `to`. */
  blocked(from: number, to: number): void {
    this.busy.push({ from, to });
  }

  /** The requantiser takes the tile in `cycle`, not before `ready`. */
  take(cycle: number): void {
    this.ready = this.collected(cycle + 1);
  }

  /** `slots` reads from `cycle` on; their last words land a cycle later and are there in the one after that. */
  private collected(cycle: number): number {
    this.busy = this.busy.filter(({ to }) => to >= cycle);
    let left = this.slots;
    let at = cycle;
    for (;;) {
      const block = this.busy.find(({ from, to }) => from <= at && at <= to);
      if (block) at = block.to + 1;
      else if (--left === 0) return at + 2;
      else at++;
    }
  }
}

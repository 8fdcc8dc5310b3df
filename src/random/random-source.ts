/**
 * Seeded random numbers, equal on every machine: mulberry32 (Tommy Ettinger, public domain), 32 bits of state, period 2^32.
 * Enough to draw pictures with, not for statistics that need long independent streams.
 *
 *     const random = new RandomSource(1);
 *     random.uniform(-1, 1);   // in [-1, 1)
 */
export class RandomSource {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A number in [0, 1) with 32 random bits. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A number in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** An integer in 0..count-1. */
  integer(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** Approximately normal, mean 0, standard deviation 1: the sum of four uniform numbers, so always within +-3.47. */
  bell(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * Math.sqrt(3);
  }
}

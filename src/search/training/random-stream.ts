import { createHash } from 'node:crypto';

/**
 * Random numbers with a state that can be saved: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state. A stream is named, so that
 * stages of a search draw independently of each other and of their order.
 *
 *     const random = RandomStream.from(seed, 'retrain');
 *     random.integer(10);
 */
export class RandomStream {
  private constructor(private readonly words: Uint32Array) {}

  static from(seed: number, name: string): RandomStream {
    const digest = createHash('sha256').update(`${seed}/${name}`).digest();
    return new RandomStream(Uint32Array.from([0, 4, 8, 12], (offset) => digest.readUInt32LE(offset)));
  }

  /** Four 32-bit words; give them to `restore` to go on with the same numbers. */
  get state(): number[] {
    return [...this.words];
  }

  restore(state: readonly number[]): void {
    this.words.set(state);
  }

  /** A number in [0, 1) with 32 random bits. */
  next(): number {
    const [a, b, c, counter] = this.words as unknown as [number, number, number, number];
    const sum = (a + b + counter) >>> 0;
    this.words[0] = b ^ (b >>> 9);
    this.words[1] = c + (c << 3);
    this.words[2] = ((c << 21) | (c >>> 11)) + sum;
    this.words[3] = counter + 1;
    return sum / 0x1_0000_0000;
  }

  /** An integer in 0..count-1. */
  integer(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** Standard normal (Box and Muller, 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** A random order of 0..count-1 (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}

/** Decides from a seed, cycle by cycle, whether a side of a stream pauses: about every second cycle. Without a seed it never does. */
export class Gaps {
  private state: number;

  constructor(private readonly seed: number | undefined) {
    this.state = ((seed ?? 0) * 2654435761 + 1) >>> 0 || 1;
  }

  pause(): boolean {
    if (this.seed === undefined) return false;
    // xorshift32 (Marsaglia 2003)
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state & 1) === 1;
  }
}

/** The words that wait at a module's sink. A word that is offered stays until it is taken, as streams demand. */
export class Sender {
  private readonly words: (number | bigint)[] = [];
  private gaps = new Gaps(undefined);
  private offered = false;

  push(words: Iterable<number | bigint>, gaps: Gaps): void {
    this.words.push(...words);
    this.gaps = gaps;
  }

  get waiting(): number {
    return this.words.length;
  }

  /** The word to offer in this cycle. */
  offer(): number | bigint | undefined {
    if (this.words.length > 0 && !this.offered) this.offered = !this.gaps.pause();
    return this.offered ? this.words[0] : undefined;
  }

  /** The offered word was taken. */
  taken(): void {
    this.words.shift();
    this.offered = false;
  }
}

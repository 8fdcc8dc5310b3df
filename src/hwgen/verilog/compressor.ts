/** A cell that counts bits of one weight: `inputs` are the bits, `c<index>[k]` the count's bit k. */
export interface Counter {
  readonly kind: 'ones of 6' | 'full adder' | 'half adder of ANDs' | 'full adder of ANDs';
  /** Of the AND kinds: the operands of both ANDs, then of the full adder the third bit. */
  readonly inputs: readonly string[];
  readonly name: string;
  /** Bits of the count. */
  readonly bits: 2 | 3;
}

export interface Compression {
  /** In an order in which each reads earlier ones only. */
  readonly counters: readonly Counter[];
  /** Per weight the bits that are left, one or two. */
  readonly columns: readonly (readonly string[])[];
}

const ZERO = "1'd0";

/**
 * Counts bits with counters, column by column: a counter takes bits of one weight and gives its count as bits of that weight and those
 * above it, so every step keeps the weighted sum. Ends when no column has more than two bits, which one adder then adds.
 */
export class Compressor {
  private readonly counters: Counter[] = [];

  /** `six`: columns of six and more go through 6:3 counters, of five too if `pad`. Otherwise full adders alone. */
  constructor(private readonly options: { readonly six: boolean; readonly pad: boolean }) {}

  /** The ones among `bits`. */
  ofBits(bits: readonly string[]): Compression {
    return this.reduce([bits]);
  }

  /** The ones among a[i] & b[i]: chains of four cells, each of which swallows two ANDs and passes one sum bit on. */
  ofAnds(count: number): Compression {
    const sums: string[] = [];
    const carries: string[] = [];
    for (let from = 0; from < count; from += CHAIN) {
      let sum: string | undefined;
      for (let i = from; i < Math.min(from + CHAIN, count); i += 2) {
        const pair = count === 1 ? ['a', 'b', ZERO, ZERO] : i + 1 < count ? [`a[${i}]`, `b[${i}]`, `a[${i + 1}]`, `b[${i + 1}]`] : [`a[${i}]`, `b[${i}]`, ZERO, ZERO];
        const cell: string = sum === undefined ? this.add('half adder of ANDs', pair, 2) : this.add('full adder of ANDs', [...pair, sum], 2);
        // A single AND on its own has no carry.
        if (sum !== undefined || i + 1 < count) carries.push(`${cell}[1]`);
        sum = `${cell}[0]`;
      }
      sums.push(sum!);
    }
    return this.reduce([sums, carries]);
  }

  private reduce(columns: readonly (readonly string[])[]): Compression {
    while (columns.some((column) => column.length > 2)) columns = this.level(columns);
    return { counters: this.counters, columns };
  }

  private level(columns: readonly (readonly string[])[]): string[][] {
    const next: string[][] = [];
    const put = (weight: number, bit: string): void => void (next[weight] ??= []).push(bit);
    columns.forEach((column, weight) => {
      let from = 0;
      const left = (): number => column.length - from;
      const take = (count: number): readonly string[] => column.slice(from, (from += count));
      const count = (kind: Counter['kind'], inputs: readonly string[], bits: 2 | 3): void => {
        const cell = this.add(kind, inputs, bits);
        for (let bit = 0; bit < bits; bit++) put(weight + bit, `${cell}[${bit}]`);
      };
      while (this.options.six && (left() >= 6 || (this.options.pad && left() === 5)))
        count('ones of 6', [...take(6), ...Array<string>(6).fill(ZERO)].slice(0, 6), 3);
      while (left() >= 3) count('full adder', take(3), 2);
      while (left() > 0) put(weight, take(1)[0]!);
    });
    return next;
  }

  private add(kind: Counter['kind'], inputs: readonly string[], bits: 2 | 3): string {
    const name = `c${this.counters.length}`;
    this.counters.push({ kind, inputs, name, bits });
    return name;
  }
}

/** ANDs per chain: longer ones leave fewer sums to add, and take longer. */
const CHAIN = 8;

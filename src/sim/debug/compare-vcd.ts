import { VcdReader } from './vcd-reader.js';

/** A signal that two traces show with different values in one cycle. */
export interface DifferingSignal {
  readonly name: string;
  readonly width: number;
  readonly a: bigint;
  readonly b: bigint;
}

export interface TraceDifference {
  readonly cycle: number;
  readonly signals: readonly DifferingSignal[];
}

export interface TraceComparison {
  /** Signals that both traces have. */
  readonly common: ReadonlySet<string>;
  /** The first cycle in which any of them differs. */
  readonly first?: TraceDifference | undefined;
}

/**
 * Compares two VCD files of the same cycles of one design, signal by signal of those that both know, cycle by cycle, before
 * cycle `end`; stops at the first difference.
 */
export function compareVcd(fileA: string, fileB: string, end: number): TraceComparison {
  const [a, b] = [new VcdReader(fileA), new VcdReader(fileB)];
  const inB = new Map(b.variables.map((variable) => [variable.name, variable]));
  const pairs = a.variables.flatMap((variable) => {
    const other = inB.get(variable.name);
    return other && other.width === variable.width && variable.name !== 'clk' ? [{ ...variable, other: other.code, unequal: false }] : [];
  });
  const common = new Set(pairs.map(({ name }) => name));
  const ofA = groupBy(pairs, ({ code }) => code);
  const ofB = groupBy(pairs, ({ other }) => other);
  const [valuesA, valuesB] = [new Map<string, string>(), new Map<string, string>()];
  const unequal = new Set<(typeof pairs)[number]>();
  const cyclesB = b.cycles();
  for (const { cycle, changes } of a.cycles()) {
    if (cycle >= end) break;
    const next = cyclesB.next();
    if (next.done) break;
    if (next.value.cycle !== cycle) throw new Error(`${fileA} is at cycle ${cycle}, ${fileB} at ${next.value.cycle}`);
    const touched = new Set<(typeof pairs)[number]>();
    for (const [code, bits] of changes) {
      valuesA.set(code, bits);
      for (const pair of ofA.get(code) ?? []) touched.add(pair);
    }
    for (const [code, bits] of next.value.changes) {
      valuesB.set(code, bits);
      for (const pair of ofB.get(code) ?? []) touched.add(pair);
    }
    for (const pair of touched) {
      if (valuesA.get(pair.code) === valuesB.get(pair.other)) unequal.delete(pair);
      else unequal.add(pair);
    }
    if (unequal.size > 0) {
      const signals = [...unequal].map(({ name, width, code, other }) => ({ name, width, a: value(valuesA.get(code)), b: value(valuesB.get(other)) }));
      return { common, first: { cycle, signals } };
    }
  }
  return { common };
}

const value = (bits: string | undefined): bigint => BigInt(`0b${(bits ?? '0').replace(/[xz]/g, '0')}`);

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const list = groups.get(key(item));
    if (list) list.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

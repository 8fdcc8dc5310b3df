import type { PortInfo, Simulator } from '../simulator.js';

type Value = number | bigint;

/**
 * What happens to a simulator from outside, from cycle 0 on: the same for each copy that it is played to. It can be stopped at any cycle
 * and go on there.
 */
export interface Course {
  readonly cycles: number;
  /**
   * Takes a simulator that stands at cycle `from`, and has come there by this course, `count` cycles on; gives the values of the outputs `record`
   * as settled before each edge, one row per cycle (no rows when there are no names).
   */
  play(simulator: Simulator, from: number, count: number, record?: readonly string[]): Promise<bigint[][]>;
}

type Step =
  | { readonly kind: 'poke'; readonly cycle: number; readonly input: string; readonly value: Value }
  | { readonly kind: 'rows'; readonly cycle: number; readonly names: readonly string[]; readonly rows: readonly (readonly Value[])[] };

/** A course that was recorded: pokes and rows of inputs, and in which cycle. */
export class Tape implements Course {
  cycles = 0;
  private readonly steps: Step[] = [];

  add(step: Step): void {
    this.steps.push(step);
  }

  async play(simulator: Simulator, from: number, count: number, record: readonly string[] = []): Promise<bigint[][]> {
    const end = from + count;
    const seen: bigint[][] = [];
    const keep = (rows: bigint[][]): void => {
      if (record.length > 0) for (const row of rows) seen.push(row);
    };
    const idle = async (to: number): Promise<void> => {
      const cycles = to - simulator.cycle;
      if (cycles <= 0) return;
      if (record.length === 0) await simulator.run(cycles);
      else keep(await simulator.drive([], Array.from({ length: cycles }, () => []), record));
    };
    for (let index = this.firstStepOf(from); index < this.steps.length; index++) {
      const step = this.steps[index]!;
      if (step.cycle >= end) break;
      if (step.kind === 'poke') {
        if (step.cycle < from) continue;
        await idle(step.cycle);
        simulator.poke(step.input, step.value);
      } else {
        await idle(step.cycle);
        const rows = step.rows.slice(Math.max(0, from - step.cycle), end - step.cycle);
        if (rows.length > 0) keep(await simulator.drive(step.names, rows, record));
      }
    }
    await idle(end);
    return seen;
  }

  /** The first step that matters from a cycle on: one there or later, or rows that reach into it. */
  private firstStepOf(cycle: number): number {
    let [low, high] = [0, this.steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const step = this.steps[middle]!;
      const end = step.kind === 'poke' ? step.cycle + 1 : step.cycle + step.rows.length;
      if (end > cycle) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Stands before a simulator and writes down what is done to it. */
export class Recorder implements Simulator {
  readonly tape = new Tape();

  /** `simulator` is at cycle 0, nothing has been poked. */
  constructor(private readonly simulator: Simulator) {}

  get engine(): Simulator['engine'] {
    return this.simulator.engine;
  }

  get inputs(): readonly PortInfo[] {
    return this.simulator.inputs;
  }

  get outputs(): readonly PortInfo[] {
    return this.simulator.outputs;
  }

  get cycle(): number {
    return this.simulator.cycle;
  }

  async reset(cycles = 1): Promise<void> {
    this.poke('rst', 1);
    await this.run(cycles);
    this.poke('rst', 0);
  }

  poke(input: string, value: Value): void {
    this.simulator.poke(input, value);
    this.tape.add({ kind: 'poke', cycle: this.cycle, input, value });
  }

  peek(port: string): Promise<bigint> {
    return this.simulator.peek(port);
  }

  run(cycles: number): Promise<void> {
    return this.counting(() => this.simulator.run(cycles));
  }

  runUntil(port: string, value: Value, limit: number): Promise<number> {
    return this.counting(() => this.simulator.runUntil(port, value, limit));
  }

  drive(names: readonly string[], rows: readonly (readonly Value[])[], record: readonly string[]): Promise<bigint[][]> {
    if (rows.length > 0) this.tape.add({ kind: 'rows', cycle: this.cycle, names, rows });
    return this.counting(() => this.simulator.drive(names, rows, record));
  }

  hash(): Promise<bigint> {
    return this.simulator.hash();
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  private async counting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.tape.cycles = this.cycle;
    }
  }
}

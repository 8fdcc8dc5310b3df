import type { Engine } from '../engine/engine-extras.js';
import type { PortInfo, Simulator } from '../simulator.js';
import { SimulationError } from '../simulator.js';
import { decodeLimbs } from '../engine/value-codec.js';

/** Sees every cycle of an engine: settled values before the edge. */
export interface Watcher {
  /** The signals that it wants, always the same array. */
  readonly names: readonly string[];
  /** The samples of some cycles, as `observe` of the engine describes them; `stride` words lie between two cycles' first ones. */
  take(words: Int32Array, first: number, cycles: number, stride: number): void;
}

/**
 * An engine under observation: each cycle that is run here, by whatever call, is handed to the watcher. The engine itself has no such code
 * in its loops but in those compiled for this.
 */
export class WatchedEngine implements Simulator {
  readonly engine = 'sim';
  private readonly types: ReadonlyMap<string, PortInfo['type']>;

  /** `widths`: of all signals by name. */
  constructor(readonly inner: Engine, private readonly watcher: Watcher, private readonly widths: (name: string) => number) {
    this.types = new Map([...inner.inputs, ...inner.outputs].map(({ name, type }) => [name, type]));
  }

  get inputs(): readonly PortInfo[] {
    return this.inner.inputs;
  }

  get outputs(): readonly PortInfo[] {
    return this.inner.outputs;
  }

  get cycle(): number {
    return this.inner.cycle;
  }

  async reset(cycles = 1): Promise<void> {
    this.poke('rst', 1);
    await this.run(cycles);
    this.poke('rst', 0);
  }

  poke(input: string, value: number | bigint): void {
    this.inner.poke(input, value);
  }

  peek(port: string): Promise<bigint> {
    return this.inner.peek(port);
  }

  async run(cycles: number): Promise<void> {
    this.observe({ cycles });
  }

  async runUntil(port: string, value: number | bigint, limit: number): Promise<number> {
    const done = this.observe({ cycles: limit, until: { port, value } });
    // At the limit the engine looks once more, and says what was missed.
    return done < limit ? done : done + (await this.inner.runUntil(port, value, 0));
  }

  async drive(names: readonly string[], rows: readonly (readonly (number | bigint)[])[], record: readonly string[]): Promise<bigint[][]> {
    if (record.length === 0) {
      this.observe({ cycles: rows.length, driven: names, rows });
      return rows.map(() => []);
    }
    const unknown = record.find((name) => !this.types.has(name));
    if (unknown !== undefined) throw new SimulationError(`only ports can be recorded, '${unknown}' is none`);
    const recorded: bigint[][] = [];
    const all = [...this.watcher.names, ...record];
    const stride = this.stride(all);
    const own = this.stride(this.watcher.names);
    this.inner.observe({ names: all, cycles: rows.length, driven: names, rows }, (words, first, cycles) => {
      this.watcher.take(words, first, cycles, stride);
      for (let cycle = 0; cycle < cycles; cycle++) {
        let at = first + cycle * stride + own;
        recorded.push(record.map((name) => {
          const type = this.types.get(name)!;
          const count = Math.ceil(type.width / 64);
          const value = decodeLimbs(limbsAt(words, at, count), type);
          at += 2 * count;
          return value;
        }));
      }
    });
    return recorded;
  }

  hash(): Promise<bigint> {
    return this.inner.hash();
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private observe(what: Omit<Parameters<Engine['observe']>[0], 'names'>): number {
    const { names } = this.watcher;
    const stride = this.stride(names);
    return this.inner.observe({ names, ...what }, (words, first, cycles) => this.watcher.take(words, first, cycles, stride));
  }

  private stride(names: readonly string[]): number {
    return names.reduce((sum, name) => sum + 2 * Math.ceil(this.widths(name) / 64), 0);
  }
}

/** `count` 64-bit limbs from word `at` on. */
export function limbsAt(words: Int32Array, at: number, count: number): bigint[] {
  return Array.from({ length: count }, (_, limb) => (BigInt(words[at + 2 * limb + 1]!) << 32n) | BigInt(words[at + 2 * limb]! >>> 0));
}

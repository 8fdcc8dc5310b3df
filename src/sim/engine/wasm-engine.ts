import { withCompilerSettings } from '../../hwgen/language/v8-settings.js';
import type { PortInfo } from '../simulator.js';
import { SimulationError } from '../simulator.js';
import { CompiledVariants } from './compiled-variants.js';
import { divideProgram } from './divide-program.js';
import type { Engine, Observation, Snapshot } from './engine-extras.js';
import { EngineNames } from './engine-names.js';
import type { Layout } from './layout.js';
import { hashOffset, statusOffset } from './layout.js';
import { once } from './once.js';
import type { Program } from './program.js';
import { SampleBuffer } from './sample-buffer.js';
import { stateShape } from './state-shape.js';
import { StateImage } from './state-image.js';
import { SettledValues } from './settled-values.js';
import { encodeLimbs, inRange } from './value-codec.js';
import type { RunFunction, Variant } from './variant.js';
import { brokenAssertion, checkCount, notReached } from './why-stopped.js';
import type { VcdSink } from './vcd.js';
import { VcdWriter, openSink } from './vcd.js';

/** Long calls are cut: V8 replaces a running function by optimised code only between two calls. */
const sliceCycles = 16_384;

/** What the plain loop does besides cycles. */
const nothing = { driven: [], sampled: [] } as const;

/** A compiled design and its state. Made by createEngine. */
export class WasmEngine implements Engine {
  readonly engine = 'sim';
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
  cycle = 0;
  private readonly image: StateImage;
  private readonly known: EngineNames;
  private readonly shape: () => string;
  private variants: CompiledVariants;
  private readonly outputNames: readonly string[];
  /** The loop without reset, drive and samples, once it is there: testbenches that step cycle by cycle call it millions of times. */
  private plain: RunFunction | undefined;
  private readonly settled: SettledValues;

  constructor(
    private readonly program: Program,
    private readonly layout: Layout,
    private readonly hashing: boolean,
    /** Cycles that are still to be run before the program is divided into regions; none are left when it is. */
    private undividedCycles: number,
  ) {
    this.image = new StateImage(program, layout);
    this.variants = new CompiledVariants(program, layout, this.image);
    this.known = new EngineNames(program);
    this.settled = new SettledValues(program, this.image);
    this.shape = once(() => stateShape(program, layout));
    this.inputs = program.inputs.slice(1).map(({ name, type }) => ({ name, type }));
    this.outputs = program.outputs;
    this.outputNames = program.outputs.map(({ name }) => name);
  }

  get names(): readonly string[] {
    return this.known.all;
  }

  async reset(cycles = 1): Promise<void> {
    this.poke('rst', 1);
    await this.run(cycles);
    this.poke('rst', 0);
  }

  poke(input: string, value: number | bigint): void {
    this.settled.forget();
    this.image.set(this.known.input(input), value);
  }

  async peek(port: string): Promise<bigint> {
    const input = this.known.inputOrNone(port);
    if (input) return this.image.get(input);
    return this.settledValue(this.known.output(port).name, this.outputNames);
  }

  peekInternal(name: string): bigint {
    const state = this.known.stateOrNone(name);
    if (state) return this.image.get(state);
    this.known.signal(name);
    return this.settledValue(name, this.names);
  }

  pokeInternal(name: string, value: number | bigint): void {
    const state = this.known.state(name);
    this.settled.forget();
    this.image.set(state, value);
  }

  async run(cycles: number): Promise<void> {
    checkCount(this.program.name, 'run', cycles);
    this.prepare(cycles);
    const run = this.resetting() ? this.variant(nothing) : (this.plain ??= this.variant(nothing));
    for (let left = cycles; left > 0; left -= sliceCycles) this.call(run, Math.min(left, sliceCycles));
  }

  async runUntil(port: string, value: number | bigint, limit: number): Promise<number> {
    checkCount(this.program.name, 'runUntil', limit);
    this.prepare(limit);
    const name = this.awaitValue(port, value);
    const run = this.variant({ driven: [], sampled: [], until: name });
    let done = 0;
    for (;;) {
      const slice = Math.min(limit - done, sliceCycles);
      done += this.call(run, slice);
      if (this.status() === 1) return done;
      if (done >= limit) throw notReached(this.program, { port: name, value, limit }, this.cycle, (each) => this.peekInternal(each));
    }
  }

  async drive(names: readonly string[], rows: readonly (readonly (number | bigint)[])[], record: readonly string[]): Promise<bigint[][]> {
    const wanted = record.map((name) => this.known.inputOrNone(name) ?? this.known.output(name));
    const recorded: bigint[][] = [];
    this.sampled({ driven: names, rows, sampled: record }, rows.length, (buffer, cycles) => {
      buffer.read(cycles, (next) => recorded.push(wanted.map(({ type }) => next(type))));
    });
    return recorded;
  }

  trace(to: string | ((text: string) => void), cycles: number): void {
    checkCount(this.program.name, 'trace', cycles);
    const sink: VcdSink = openSink(to);
    try {
      const writer = new VcdWriter(this.program, sink);
      const types = this.names.map((name) => this.program.signals.get(name)!.type);
      let cycle = this.cycle;
      try {
        this.sampled({ driven: [], rows: [], sampled: this.names }, cycles, (buffer, count) => {
          buffer.read(count, (next) => writer.cycle(cycle++, types.map(next)));
        });
      } finally {
        writer.end(cycle);
      }
    } finally {
      sink.close();
    }
  }

  observe({ names, cycles, driven = [], rows = [], until }: Observation, take: (words: Int32Array, first: number, cycles: number) => void): number {
    checkCount(this.program.name, 'observe', cycles);
    for (const name of names) this.known.signal(name);
    if (until) this.awaitValue(until.port, until.value);
    return this.sampled({ driven, rows, sampled: names, until: until?.port }, cycles, ({ samples }, count) => take(this.image.halves(), samples / 4, count));
  }

  async hash(): Promise<bigint> {
    if (!this.hashing) throw new SimulationError(`${this.program.name}: this engine was made with hash: false`);
    return this.image.word(hashOffset);
  }

  readMemory(name: string, first: number, count: number): bigint[] {
    return this.image.readWords(this.known.memory(name), first, count);
  }

  loadMemory(name: string, first: number, values: ArrayLike<number | bigint>): void {
    this.settled.forget();
    this.image.writeWords(this.known.memory(name), first, values);
  }

  snapshot(): Snapshot {
    return { shape: this.shape(), cycle: this.cycle, bytes: this.image.save() };
  }

  restore({ shape, cycle, bytes }: Snapshot): void {
    if (shape !== this.shape()) {
      throw new SimulationError(`${this.program.name}: the snapshot is of a design with other registers or memories; take one of this design`);
    }
    this.settled.forget();
    this.image.restore(bytes);
    this.cycle = cycle;
  }

  covers(): ReadonlyMap<string, number> {
    const { assertions } = this.program;
    return new Map(assertions.flatMap(({ kind, name }, index) => {
      return kind === 'cover' ? [[name, Number(this.image.word(this.layout.covers + 8 * index))] as const] : [];
    }));
  }

  async close(): Promise<void> {
    this.variants.clear();
    this.plain = undefined;
  }

  /** Before `cycles` more cycles: when that makes too many for the program as it is, the loops are made again, of the divided program. */
  private prepare(cycles: number): void {
    const { sources } = this.program;
    if (!sources || this.undividedCycles < 0) return;
    this.undividedCycles -= cycles;
    if (this.undividedCycles >= 0) return;
    const divided = withCompilerSettings(() => divideProgram({ ...this.program, sources }));
    this.variants = new CompiledVariants(divided, this.layout, this.image);
    this.plain = undefined;
  }

  /**
   * Runs `cycles` cycles, or until the awaited value, in calls that fit the buffer: `rows` has the values of the driven inputs, `take` gets the
   * buffer and for how many cycles it has samples. Returns the cycles run.
   */
  private sampled(
    { driven, rows, sampled, until }: Pick<Variant, 'driven' | 'sampled' | 'until'> & { readonly rows: readonly (readonly (number | bigint)[])[] },
    cycles: number, take: (buffer: SampleBuffer, cycles: number) => void,
  ): number {
    const inputs = driven.map((name) => this.known.input(name));
    this.prepare(cycles);
    const run = this.variant({ driven, sampled, until });
    const buffer = new SampleBuffer(this.program, this.image, inputs, sampled, sliceCycles);
    let done = 0;
    // A value that is awaited is looked for in a call of no cycles too.
    do {
      const count = Math.min(buffer.block, cycles - done);
      buffer.fill(rows, done, driven.length === 0 ? 0 : count);
      const now = this.advance(run, count, buffer.rows, buffer.samples);
      const broken = brokenAssertion(this.program, this.status(), this.cycle);
      // The cycle that an assertion stopped was sampled too: it is the one to look at.
      take(buffer, now + (broken ? 1 : 0));
      if (broken) throw broken;
      done += now;
    } while (done < cycles && this.status() !== 1);
    return done;
  }

  /** Puts the value that a loop compares the output with in its place; gives the output's name. */
  private awaitValue(port: string, value: number | bigint): string {
    const { name, type } = this.known.output(port);
    encodeLimbs(inRange(value, type, name), type).forEach((limb, index) => this.image.setWord(this.layout.untilValue + 8 * index, limb));
    return name;
  }

  private settledValue(name: string, wanted: readonly string[]): bigint {
    return this.settled.of(name, wanted, () => this.variants.settle(wanted));
  }

  /** One call into the loop; an assertion that stopped it is thrown. */
  private call(run: RunFunction, cycles: number): number {
    const done = this.advance(run, cycles, 0, 0);
    const broken = brokenAssertion(this.program, this.status(), this.cycle);
    if (broken) throw broken;
    return done;
  }

  private advance(run: RunFunction, cycles: number, rows: number, samples: number): number {
    this.settled.forget();
    const done = run(cycles, rows, samples);
    this.cycle += done;
    return done;
  }

  private status(): number {
    return this.image.half(statusOffset);
  }

  /** Whether `rst` is high. */
  private resetting(): boolean {
    return this.image.half(this.layout.slots[0]!) === 1;
  }

  private variant(wanted: Pick<Variant, 'driven' | 'sampled' | 'until'>): RunFunction {
    return this.variants.loop({ ...wanted, hash: this.hashing, reset: wanted.driven.includes('rst') || this.resetting() });
  }
}

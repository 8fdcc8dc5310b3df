import { createHash } from 'node:crypto';
import { typeName } from '../../hwgen/ir/type.js';
import { assertionMessage } from '../assertion-message.js';
import type { PortInfo } from '../simulator.js';
import { SimulationError } from '../simulator.js';
import { CompiledVariants } from './compiled-variants.js';
import { divideProgram } from './divide-program.js';
import type { Engine, Observation, Snapshot } from './engine-extras.js';
import type { Layout } from './layout.js';
import { hashOffset, statusOffset, withScratch } from './layout.js';
import type { Program, StateSignal } from './program.js';
import { StateImage } from './state-image.js';
import { decodeLimbs, encodeLimbs, inRange } from './value-codec.js';
import { waitsText } from './waits.js';
import type { RunFunction, Variant } from './variant.js';
import type { VcdSink } from './vcd.js';
import { VcdWriter, openSink } from './vcd.js';

/** Long calls are cut: V8 replaces a running function by optimised code only between two calls. */
const sliceCycles = 16_384;

/** Input rows and samples of one call; larger ones only fall out of the caches. */
const bufferBytes = 1 << 20;

/** What the plain loop does besides cycles. */
const nothing = { driven: [], sampled: [] } as const;

/** A compiled design and its state. Made by createEngine. */
export class WasmEngine implements Engine {
  readonly engine = 'sim';
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
  readonly names: readonly string[];
  cycle = 0;
  private readonly shape: string;
  private readonly image: StateImage;
  private readonly inputByName: ReadonlyMap<string, StateSignal>;
  private readonly registerByName: ReadonlyMap<string, StateSignal>;
  private variants: CompiledVariants;
  private readonly outputNames: readonly string[];
  /** The loop without reset, drive and samples, once it is there: testbenches that step cycle by cycle call it millions of times. */
  private plain: RunFunction | undefined;
  /** Settled values of the last `settle`, until something changes. */
  private readonly settled = new Map<string, bigint>();

  constructor(
    private readonly program: Program,
    private layout: Layout,
    private readonly hashing: boolean,
    /** Cycles that are still to be run before the program is divided into regions; none are left when it is. */
    private undividedCycles: number,
  ) {
    this.image = new StateImage(program, layout);
    this.variants = new CompiledVariants(program, layout, this.image.memory);
    this.inputByName = new Map(program.inputs.map((input) => [input.name, input]));
    this.registerByName = new Map(program.registers.map((register) => [register.name, register]));
    this.inputs = program.inputs.slice(1).map(({ name, type }) => ({ name, type }));
    this.outputs = program.outputs;
    this.outputNames = program.outputs.map(({ name }) => name);
    this.names = [...program.signals.keys()];
    const state = [...program.inputs, ...program.registers].map(({ name, type }) => `${name} ${typeName(type)}`);
    const memories = program.memories.map(({ name, word, depth }) => `${name} ${typeName(word)} ${depth}`);
    this.shape = createHash('sha256').update(JSON.stringify([state, memories, layout])).digest('hex');
  }

  async reset(cycles = 1): Promise<void> {
    this.poke('rst', 1);
    await this.run(cycles);
    this.poke('rst', 0);
  }

  poke(input: string, value: number | bigint): void {
    this.settled.clear();
    this.image.set(this.input(input), value);
  }

  async peek(port: string): Promise<bigint> {
    const input = this.inputByName.get(port);
    if (input) return this.image.get(input);
    return this.settledValue(this.output(port).name, this.outputNames);
  }

  peekInternal(name: string): bigint {
    const state = this.registerByName.get(name) ?? this.inputByName.get(name);
    if (state) return this.image.get(state);
    if (!this.program.signals.has(name)) throw this.unknown(name, this.names);
    return this.settledValue(name, this.names);
  }

  pokeInternal(name: string, value: number | bigint): void {
    const state = this.registerByName.get(name) ?? this.inputByName.get(name);
    if (!state) {
      if (!this.program.signals.has(name)) throw this.unknown(name, [...this.registerByName.keys()]);
      throw new SimulationError(`${this.program.name}: '${name}' is computed from other signals; set the registers or inputs behind it`);
    }
    this.settled.clear();
    this.image.set(state, value);
  }

  async run(cycles: number): Promise<void> {
    this.checkCount('run', cycles);
    this.prepare(cycles);
    const run = this.resetting() ? this.variant(nothing) : (this.plain ??= this.variant(nothing));
    for (let left = cycles; left > 0; left -= sliceCycles) this.call(run, Math.min(left, sliceCycles));
  }

  async runUntil(port: string, value: number | bigint, limit: number): Promise<number> {
    this.checkCount('runUntil', limit);
    this.prepare(limit);
    const name = this.awaitValue(port, value);
    const run = this.variant({ driven: [], sampled: [], until: name });
    let done = 0;
    for (;;) {
      const slice = Math.min(limit - done, sliceCycles);
      done += this.call(run, slice);
      if (this.status() === 1) return done;
      if (done >= limit) {
        throw new SimulationError(`${this.program.name}: ${name} was not ${value} within ${limit} cycles (it is ${await this.peek(name)} at cycle ${this.cycle})${this.waits()}`);
      }
    }
  }

  async drive(names: readonly string[], rows: readonly (readonly (number | bigint)[])[], record: readonly string[]): Promise<bigint[][]> {
    const inputs = names.map((name) => this.input(name));
    const wanted = record.map((name) => this.inputByName.get(name) ?? this.output(name));
    const recorded: bigint[][] = [];
    this.sampled(names, record, rows.length, (first, count, address) => this.fillRows(inputs, rows, first, count, address), limbsOf(inputs),
      (read) => recorded.push(wanted.map(({ type }) => read(type))));
    return recorded;
  }

  trace(to: string | ((text: string) => void), cycles: number): void {
    this.checkCount('trace', cycles);
    const sink: VcdSink = openSink(to);
    try {
      const writer = new VcdWriter(this.program, sink);
      const types = this.names.map((name) => this.program.signals.get(name)!.type);
      let cycle = this.cycle;
      try {
        this.sampled([], this.names, cycles, () => undefined, 0, (read) => writer.cycle(cycle++, types.map(read)));
      } finally {
        writer.end(cycle);
      }
    } finally {
      sink.close();
    }
  }

  observe({ names, cycles, driven = [], rows, until }: Observation, take: (words: Int32Array, first: number, cycles: number) => void): number {
    this.checkCount('observe', cycles);
    for (const name of names) if (!this.program.signals.has(name)) throw this.unknown(name, this.names);
    if (until) this.awaitValue(until.port, until.value);
    const inputs = driven.map((name) => this.input(name));
    return this.sampledBlocks(driven, names, cycles, (first, count, address) => this.fillRows(inputs, rows!, first, count, address), limbsOf(inputs), until?.port,
      (address, count) => take(this.image.halves(), address / 4, count));
  }

  async hash(): Promise<bigint> {
    if (!this.hashing) throw new SimulationError(`${this.program.name}: this engine was made with hash: false`);
    return this.image.word(hashOffset);
  }

  readMemory(name: string, first: number, count: number): bigint[] {
    return this.image.readWords(this.memory(name), first, count);
  }

  loadMemory(name: string, first: number, values: ArrayLike<number | bigint>): void {
    this.settled.clear();
    this.image.writeWords(this.memory(name), first, values);
  }

  snapshot(): Snapshot {
    return { shape: this.shape, cycle: this.cycle, bytes: this.image.save() };
  }

  restore({ shape, cycle, bytes }: Snapshot): void {
    if (shape !== this.shape) {
      throw new SimulationError(`${this.program.name}: the snapshot is of a design with other registers or memories; take one of this design`);
    }
    this.settled.clear();
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
    const divided = divideProgram({ ...this.program, sources });
    this.layout = withScratch(this.layout, divided.graph.limbs.length);
    this.image.extend(this.layout);
    this.variants = new CompiledVariants(divided, this.layout, this.image.memory);
    this.plain = undefined;
  }

  /** As `sampledBlocks`; `take` is called once per cycle and reads its samples one after the other. */
  private sampled(
    driven: readonly string[], names: readonly string[], cycles: number,
    fill: (first: number, count: number, address: number) => void, rowLimbs: number,
    take: (read: (type: PortInfo['type']) => bigint) => void,
  ): void {
    this.sampledBlocks(driven, names, cycles, fill, rowLimbs, undefined, (samples, count) => {
      let at = samples;
      const next = (type: PortInfo['type']): bigint => {
        const value = decodeLimbs(Array.from({ length: Math.ceil(type.width / 64) }, (_, limb) => this.image.word(at + 8 * limb)), type);
        at += 8 * Math.ceil(type.width / 64);
        return value;
      };
      for (let row = 0; row < count; row++) take(next);
    });
  }

  /**
   * Runs `cycles` cycles, or until the awaited value, in calls that fit the buffer: `fill` writes the input rows of a call, `take` gets the
   * address of its samples and for how many cycles they are. Returns the cycles run.
   */
  private sampledBlocks(
    driven: readonly string[], names: readonly string[], cycles: number,
    fill: (first: number, count: number, address: number) => void, rowLimbs: number, until: string | undefined,
    take: (samples: number, count: number) => void,
  ): number {
    this.prepare(cycles);
    const sampleLimbs = names.reduce((sum, name) => sum + this.program.signals.get(name)!.limbs.length, 0);
    const block = Math.max(1, Math.min(sliceCycles, Math.floor(bufferBytes / (8 * (rowLimbs + sampleLimbs + 1)))));
    this.image.reserve(8 * block * (rowLimbs + sampleLimbs));
    const run = this.variant({ driven, sampled: names, until });
    const rows = this.layout.buffers;
    const samples = rows + 8 * rowLimbs * block;
    let done = 0;
    // A value that is awaited is looked for in a call of no cycles too.
    do {
      const count = Math.min(block, cycles - done);
      fill(done, count, rows);
      const now = this.advance(run, count, rows, samples);
      const broken = this.brokenAssertion();
      // The cycle that an assertion stopped was sampled too: it is the one to look at.
      take(samples, now + (broken ? 1 : 0));
      if (broken) throw broken;
      done += now;
    } while (done < cycles && this.status() !== 1);
    return done;
  }

  /** Rows `first` .. of the inputs' values, eight bytes per limb. */
  private fillRows(inputs: readonly StateSignal[], rows: readonly (readonly (number | bigint)[])[], first: number, count: number, address: number): void {
    let at = address;
    for (let row = first; row < first + count; row++) {
      inputs.forEach(({ name, type }, index) => {
        const value = rows[row]![index];
        if (value === undefined) throw new SimulationError(`${this.program.name}: row ${row} has no value for '${name}'`);
        for (const limb of encodeLimbs(inRange(value, type, `${name} in row ${row}`), type)) {
          this.image.setWord(at, limb);
          at += 8;
        }
      });
    }
  }

  /** Puts the value that a loop compares the output with in its place; gives the output's name. */
  private awaitValue(port: string, value: number | bigint): string {
    const { name, type } = this.output(port);
    encodeLimbs(inRange(value, type, name), type).forEach((limb, index) => this.image.setWord(this.layout.untilValue + 8 * index, limb));
    return name;
  }

  private settledValue(name: string, wanted: readonly string[]): bigint {
    const known = this.settled.get(name);
    if (known !== undefined) return known;
    const values = wanted.map((each) => this.program.signals.get(each)!);
    this.image.reserve(8 * values.reduce((sum, { limbs }) => sum + limbs.length, 0));
    this.variants.settle(wanted)(0, 0, this.layout.buffers);
    let at = this.layout.buffers;
    wanted.forEach((each, index) => {
      const { type, limbs } = values[index]!;
      this.settled.set(each, decodeLimbs(limbs.map((_, limb) => this.image.word(at + 8 * limb)), type));
      at += 8 * limbs.length;
    });
    return this.settled.get(name)!;
  }

  /** One call into the loop; an assertion that stopped it is thrown. */
  private call(run: RunFunction, cycles: number): number {
    const done = this.advance(run, cycles, 0, 0);
    const broken = this.brokenAssertion();
    if (broken) throw broken;
    return done;
  }

  private advance(run: RunFunction, cycles: number, rows: number, samples: number): number {
    this.settled.clear();
    const done = run(cycles, rows, samples);
    this.cycle += done;
    return done;
  }

  private brokenAssertion(): SimulationError | undefined {
    const status = this.status();
    if (status < 2) return undefined;
    return new SimulationError(assertionMessage(this.program.name, this.program.assertions[status - 2]!, this.cycle));
  }

  private waits(): string {
    const machines = this.program.registers.flatMap(({ name, states }) => (states ? [{ name, states }] : []));
    return waitsText({ names: this.names, machines, value: (name) => this.peekInternal(name) });
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

  private checkCount(what: string, cycles: number): void {
    if (Number.isSafeInteger(cycles) && cycles >= 0) return;
    throw new SimulationError(`${this.program.name}: ${what} for ${cycles} cycles; give a whole number, at least 0`);
  }

  private input(name: string): StateSignal {
    const input = this.inputByName.get(name);
    if (!input) throw this.unknown(name, [...this.inputByName.keys()], 'input');
    return input;
  }

  private output(name: string): PortInfo {
    const output = this.outputs.find((port) => port.name === name);
    if (!output) throw this.unknown(name, this.outputs.map((port) => port.name), 'output');
    return output;
  }

  private memory(name: string): number {
    const index = this.program.memories.findIndex((memory) => memory.name === name);
    if (index < 0) throw this.unknown(name, this.program.memories.map((memory) => memory.name), 'memory');
    return index;
  }

  private unknown(name: string, known: readonly string[], what = 'signal'): SimulationError {
    const some = known.slice(0, 20).join(', ') + (known.length > 20 ? `, and ${known.length - 20} more` : '');
    return new SimulationError(`${this.program.name} has no ${what} '${name}'; it has ${some || 'none'}`);
  }
}

const limbsOf = (inputs: readonly StateSignal[]): number => inputs.reduce((sum, { value }) => sum + value.limbs.length, 0);

import type { Module } from '../../hwgen/ir/module.js';
import type { Interface } from '../../hwgen/language/interface.js';
import type { Definition } from '../../hwgen/language/module.js';
import { typeName, valueRange } from '../../hwgen/ir/type.js';
import { streamPorts } from '../../hwgen/language/stream.js';
import { createEngine } from '../engine/engine.js';
import type { Engine } from '../engine/engine-extras.js';
import { SimulationError } from '../simulator.js';
import { assertedNames } from './asserted-names.js';
import { History } from './history.js';
import type { InputName, ReadableName, SinkName, SourceName } from './names.js';
import { runNow } from './run-now.js';
import { valueText, viewOf, type SignalView } from './signal-view.js';
import { Gaps, Sender } from './stream-driver.js';
import { unknownName } from './unknown-name.js';
import { waveformText } from './waveform.js';

/** A value for an input. */
export type Value = number | bigint | boolean;

export interface StreamOptions {
  /** A seed: pauses about every second cycle, the same for a seed. Without it every cycle is used. */
  readonly gaps?: number | undefined;
}

export interface Limit {
  /** Cycles after which waiting is an error. Default 1000. */
  readonly limit?: number | undefined;
}

/** Cycles that a waveform shows when nobody says which, and how many of them a failure shows before its own. */
const SHOWN = 32;
const BEFORE_FAILURE = 8;

/**
 * A running copy of the module for a test: synchronous, on the project's own engine, after one cycle of reset (cycle 0).
 *
 *     const t = simulate(counter({ width: 8 }));
 *     t.set({ en: true });
 *     t.tick(3);
 *     t.expect({ count: 3 });
 */
export function simulate<const I extends Interface>(definition: Definition<I>): Simulation<I>;
export function simulate(module: Module): Simulation<Interface>;
export function simulate(design: Definition | Module): Simulation<Interface> {
  return new Simulation('ir' in design ? design.ir : design);
}

export class Simulation<I extends Interface> {
  private readonly engine: Engine;
  private readonly history: History;
  private readonly senders = new Map<string, Sender>();
  private readonly views = new Map<string, SignalView>();

  constructor(private readonly module: Module) {
    this.engine = createEngine(module, { hash: false });
    this.history = new History(module);
    this.reset();
  }

  /** The present cycle: its inputs can be set and its values read; `tick` ends it. */
  get cycle(): number {
    return this.engine.cycle;
  }

  /** Sets inputs; they keep their values. */
  set(values: { readonly [K in InputName<I>]?: Value }): this {
    for (const [name, value] of Object.entries(values)) {
      if (!['number', 'bigint', 'boolean'].includes(typeof value)) throw this.refusal(`${name} is set to ${String(value)}; give a number, a bigint or a boolean`, this.set);
      this.atCaller(this.set, () => this.poke(name, value as Value));
    }
    return this;
  }

  /** Rising edges of the clock. Words that `send` left move on. Throws when a `check` does not hold or an `assume` is broken. */
  tick(edges = 1): this {
    if (!Number.isSafeInteger(edges) || edges < 0) throw this.refusal(`tick(${edges}); give a whole number of edges`, this.tick);
    for (let left = edges; left > 0; ) {
      // With nothing to offer there is nothing to do between the edges.
      const count = this.sending() ? 1 : left;
      if (this.sending()) this.edge();
      else this.run(count);
      left -= count;
    }
    return this;
  }

  /** `rst` high for some edges. Words that wait to be sent stay. */
  reset(edges = 1): this {
    this.poke('rst', 1);
    this.run(edges);
    this.poke('rst', 0);
    return this;
  }

  /** The settled value of a port, register, wire or word in this cycle; of a state machine its code. */
  get(name: ReadableName<I>): bigint {
    this.view(name, this.get);
    return this.engine.peekInternal(name);
  }

  /** Throws unless the signals have these values now; of a state machine the name of the state. The message shows the cycles before. */
  expect(values: { readonly [K in ReadableName<I>]?: Value | string }): this {
    const wrong = Object.entries(values).flatMap(([name, expected]) => {
      const view = this.view(name, this.expect);
      const actual = this.get(name);
      const wanted = typeof expected === 'string' ? expected : valueText(view, BigInt(expected as Value));
      if (valueText(view, actual) === wanted) return [];
      const stranger = typeof expected === 'string' && !view.states?.includes(expected);
      const hint = !stranger ? '' : view.states ? ` (its states are ${view.states.join(', ')})` : ' (a number: give one)';
      return [`${name} is ${valueText(view, actual)}, expected ${wanted}${hint}`];
    });
    if (wrong.length > 0) throw this.failure(`at cycle ${this.cycle} ${wrong.join('; ')}`, Object.keys(values), this.expect);
    return this;
  }

  /** Words for a stream that goes in. They wait at the port and move with the ticks, `receive` and `flush`. */
  send(stream: SinkName<I>, words: Iterable<number | bigint>, { gaps }: StreamOptions = {}): this {
    const data = this.port(stream, 'data', 'input', 'sink', this.send);
    const { type } = this.view(data);
    const list = [...words];
    const { min, max } = valueRange(type);
    const misfit = list.findIndex((word) => BigInt(word) < min || BigInt(word) > max);
    if (misfit >= 0) throw this.refusal(`word ${misfit} for '${stream}' is ${list[misfit]}, which does not fit ${typeName(type)}`, this.send);
    let sender = this.senders.get(stream);
    if (!sender) this.senders.set(stream, (sender = new Sender()));
    sender.push(list, new Gaps(gaps));
    return this;
  }

  /** Ticks until `count` words came out of a stream; returns them. `ready` is low before and after. */
  receive(stream: SourceName<I>, count: number, { gaps, limit = 1000 }: StreamOptions & Limit = {}): bigint[] {
    const words: bigint[] = [];
    this.take(stream, count, { gaps, limit }, this.receive, (word) => void words.push(word));
    return words;
  }

  /** Ticks until as many words came out of a stream, and throws at the first that is another; the message shows the cycles before it. */
  expectWords(stream: SourceName<I>, words: Iterable<number | bigint>, { gaps, limit = 1000 }: StreamOptions & Limit = {}): this {
    const expected = [...words].map(BigInt);
    const names = Object.values(streamPorts(stream));
    this.take(stream, expected.length, { gaps, limit }, this.expectWords, (word, i) => {
      const view = this.view(streamPorts(stream).data);
      if (word !== expected[i]) throw this.failure(`word ${i} out of '${stream}' is ${valueText(view, word)} at cycle ${this.cycle}, expected ${valueText(view, expected[i]!)}`, names, this.expectWords);
    });
    return this;
  }

  /** Ticks until every word of `send` has gone in. */
  flush({ limit = 1000 }: Limit = {}): this {
    for (let cycle = 0; this.sending(); cycle++) {
      if (cycle === limit) {
        const [stream, sender] = [...this.senders].find(([, { waiting }]) => waiting > 0)!;
        throw this.failure(`${sender.waiting} words still wait at '${stream}' after ${limit} cycles`, Object.values(streamPorts(stream)), this.flush);
      }
      this.edge();
    }
    return this;
  }

  /** Words `first` .. of a memory. */
  readMemory(name: string, first: number, count: number): bigint[] {
    return this.engine.readMemory(name, first, count);
  }

  loadMemory(name: string, first: number, words: readonly (number | bigint)[]): this {
    this.history.act(this.engine, (engine) => engine.loadMemory(name, first, words));
    return this;
  }

  /** How often each `cover` held at an edge. */
  covers(): ReadonlyMap<string, number> {
    return this.engine.covers();
  }

  /** Signals as text, a column per cycle; by default the last 32 cycles after the reset, the present one included. */
  waveform(names: readonly ReadableName<I>[], options: { readonly from?: number; readonly to?: number; readonly hex?: boolean } = {}): string {
    const to = Math.min(options.to ?? this.cycle, this.cycle);
    return this.window(names, options.from ?? Math.max(1, to - SHOWN + 1), to, options);
  }

  /** Every signal of every cycle up to the present one as VCD: to a file, or in pieces to a function. */
  vcd(to: string | ((text: string) => void)): void {
    this.history.vcd(to, this.cycle);
  }

  private poke(name: string, value: Value): void {
    const bits = typeof value === 'boolean' ? BigInt(value) : value;
    this.history.act(this.engine, (engine) => engine.poke(name, bits));
  }

  /** Is ready for words until `count` of them came; shows each to `taken` in the cycle in which it moves. */
  private take(stream: string, count: number, { gaps, limit }: { readonly gaps: number | undefined; readonly limit: number }, from: (...args: never[]) => unknown, taken: (word: bigint, i: number) => void): void {
    const data = this.port(stream, 'data', 'output', 'source', from);
    const { valid, ready } = streamPorts(stream);
    const pauses = new Gaps(gaps);
    let words = 0;
    try {
      for (let cycle = 0; words < count; cycle++) {
        if (cycle === limit) throw this.failure(`${words} of ${count} words came out of '${stream}' within ${limit} cycles`, [valid, ready, data], from);
        const willing = !pauses.pause();
        this.poke(ready, willing);
        this.edge(() => {
          if (willing && this.engine.peekInternal(valid) === 1n) taken(this.engine.peekInternal(data), words++);
        });
      }
    } finally {
      this.poke(ready, 0);
    }
  }

  private sending(): boolean {
    return [...this.senders.values()].some(({ waiting }) => waiting > 0);
  }

  /** One edge with the words that are on offer; `before` looks at the settled cycle. */
  private edge(before: () => void = () => undefined): void {
    const offers = [...this.senders].map(([stream, sender]) => {
      const ports = streamPorts(stream);
      const word = sender.offer();
      this.poke(ports.valid, word !== undefined);
      if (word !== undefined) this.poke(ports.data, word);
      return { sender, ports, offered: word !== undefined };
    });
    before();
    const taken = offers.filter(({ offered, ports }) => offered && this.engine.peekInternal(ports.ready) === 1n);
    this.run(1);
    for (const { sender, ports } of taken) {
      sender.taken();
      this.poke(ports.valid, 0);
    }
  }

  private run(edges: number): void {
    try {
      runNow(this.engine, edges);
    } catch (error) {
      if (!(error instanceof SimulationError)) throw error;
      const [, kind, name] = /(check|assume) '(.*?)' /.exec(error.message) ?? [];
      const text = error.message.replace(`${this.module.name}: `, '');
      throw this.failure(text, kind ? assertedNames(this.module, kind, name!) : [], this.tick);
    }
  }

  /** The data port of a stream. */
  private port(stream: string, part: 'data', direction: 'input' | 'output', kind: string, from: (...args: never[]) => unknown): string {
    const name = streamPorts(stream)[part];
    if (this.module.ports.some((port) => port.name === name && port.direction === direction)) return name;
    const known = this.module.ports.flatMap((port) => (port.direction === direction && port.name.endsWith('_data') ? [port.name.slice(0, -'_data'.length)] : []));
    throw this.refusal(`${this.module.name} has no ${kind} '${stream}'; it has ${known.join(', ') || 'none'}`, from);
  }

  private view(name: string, from: (...args: never[]) => unknown = this.view): SignalView {
    const view = this.views.get(name) ?? viewOf(this.module, name);
    if (!view) throw this.refusal(unknownName(this.module, name), from);
    this.views.set(name, view);
    return view;
  }

  /** An error about the call itself: its stack begins at the caller of `from`. */
  private refusal(text: string, from: (...args: never[]) => unknown): SimulationError {
    const error = new SimulationError(text);
    Error.captureStackTrace(error, from);
    return error;
  }

  private atCaller<T>(from: (...args: never[]) => unknown, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof SimulationError) Error.captureStackTrace(error, from);
      throw error;
    }
  }

  /** What a failed comparison of the object itself shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Simulation of ${this.module.name} at cycle ${this.cycle}`;
  }

  private window(names: readonly string[], from: number, to: number, options: { readonly hex?: boolean | undefined; readonly mark?: number | undefined }): string {
    const signals = names.map((name) => this.view(name, this.waveform));
    return waveformText({ first: from, signals, values: this.history.values(names, from, Math.max(0, to - from + 1)) }, options);
  }

  /** An error whose message ends in the cycles before: first `names`, then the ports and state machines; its stack begins at the caller of `from`. */
  private failure(text: string, names: readonly string[], from: (...args: never[]) => unknown): SimulationError {
    const { ports, registers } = this.module;
    const all = [...names, ...ports.filter(({ direction }) => direction === 'input').map(({ name }) => name), ...registers.filter(({ states }) => states).map(({ name }) => name)];
    const shown = [...new Set(all)].filter((name) => viewOf(this.module, name)).slice(0, 16);
    const waveform = this.window(shown, Math.max(0, this.cycle - BEFORE_FAILURE), this.cycle, { mark: this.cycle });
    const error = new SimulationError(`${this.module.name}: ${text}\n\n${waveform}\n`);
    Error.captureStackTrace(error, from);
    return error;
  }
}

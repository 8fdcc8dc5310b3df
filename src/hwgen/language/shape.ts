import { signed, typeName, unsigned, type Sign, type Type } from '../ir/type.js';
import { HardwareError } from './error.js';
import { bitsFor, constantOf, integer, type Literal } from './literal.js';
import { messages } from './messages.js';

/** A width as TypeScript sees it: the number where it is written out, `any` where it is computed (then elaboration checks it). */
export type Known<W extends number> = number extends W ? any : W;

/** The shape of a port, wire or register: a type, and what goes with it. Immutable: `reset` and `doc` return a new shape. */
export class BitShape<S extends Sign = any, W extends number = any> {
  declare readonly sign: S;
  declare readonly width: W;
  readonly kind = 'bits';

  constructor(
    readonly type: Type,
    readonly resetValue: bigint | undefined = undefined,
    readonly docText = '',
  ) {
    if (!Number.isSafeInteger(type.width) || type.width < 1) throw new HardwareError(messages.width(type.width));
    this.sign = type.sign as S;
    this.width = type.width as W;
  }

  /** The register takes this value while `rst` is high. Without it, reset leaves the register alone. */
  reset(value: Literal): BitShape<S, W> {
    return new BitShape<S, W>(this.type, constantOf(this.type, value, `reset of ${typeName(this.type)}`).value, this.docText);
  }

  /** Becomes the comment beside the declaration and the text in the interface table. */
  doc(text: string): BitShape<S, W> {
    return new BitShape<S, W>(this.type, this.resetValue, text);
  }
}

/** An unsigned value of `width` bits. */
export const uint = <const W extends number>(width: W): BitShape<'unsigned', Known<W>> => new BitShape(unsigned(width));

/** A two's complement value of `width` bits, sign included. */
export const sint = <const W extends number>(width: W): BitShape<'signed', Known<W>> => new BitShape(signed(width));

/** One unsigned bit: what conditions are. */
export const bool: BitShape<'unsigned', 1> = new BitShape(unsigned(1));

/** The register of a finite state machine: codes 0, 1, … in the order given; reset enters the first state. */
export class StatesShape<N extends string = any> {
  readonly kind = 'states';
  readonly type: Type;

  constructor(
    readonly names: readonly N[],
    readonly docText = '',
  ) {
    if (names.length === 0 || new Set(names).size !== names.length) throw new HardwareError(messages.states(names));
    this.type = unsigned(bitsFor(names.length - 1));
  }

  doc(text: string): StatesShape<N> {
    return new StatesShape(this.names, text);
  }
}

/** `states('IDLE', 'RUN')`: see StatesShape. */
export const states = <const N extends string>(...names: readonly N[]): StatesShape<N> => new StatesShape(names);

export interface MemoryOptions {
  /** `sync`: the word is there one cycle after the address (block RAM). `async`: in the same cycle (LUT RAM, registers). */
  readonly read: 'sync' | 'async';
  /** Write granularity in bits for `write(…, { mask })`; divides the word. Default: whole words. */
  readonly mask?: number | undefined;
  /** Which RAM the synthesis should take. Default `auto`. */
  readonly style?: 'auto' | 'block' | 'distributed' | undefined;
  /** Nobody uses a word that was read in the cycle in which it was written. Spares iCE40, whose block RAM does not know the old word then, a register and a multiplexer per bit. */
  readonly apart?: boolean | undefined;
  /** Power-up contents from address 0; the rest is 0. */
  readonly initial?: readonly (number | bigint)[] | undefined;
}

export class MemoryShape<S extends Sign = any, W extends number = any> {
  readonly kind = 'memory';
  readonly maskUnit: number;
  readonly initial: readonly bigint[] | undefined;

  constructor(
    readonly word: BitShape<S, W>,
    readonly depth: number,
    readonly options: MemoryOptions,
    readonly docText = '',
  ) {
    const { width } = word.type;
    this.maskUnit = options.mask ?? width;
    if (!Number.isSafeInteger(depth) || depth < 1) throw new HardwareError(messages.memoryDepth(depth));
    if (!Number.isSafeInteger(this.maskUnit) || this.maskUnit < 1 || width % this.maskUnit !== 0)
      throw new HardwareError(messages.memoryMask(this.maskUnit, width));
    if (options.read === 'async' && options.style === 'block') throw new HardwareError(messages.memoryStyle());
    if (options.initial && options.initial.length > depth) throw new HardwareError(messages.memoryInitial(options.initial.length, depth));
    this.initial = options.initial?.map((value, i) => constantOf(word.type, integer(value), `initial word ${i}`).value);
  }

  doc(text: string): MemoryShape<S, W> {
    return new MemoryShape(this.word, this.depth, this.options, text);
  }
}

/** `depth` words of shape `word`. */
export const memory = <S extends Sign, W extends number>(word: BitShape<S, W>, depth: number, options: MemoryOptions): MemoryShape<S, W> =>
  new MemoryShape(word, depth, options);

/** A valid/ready stream of one data signal: a word moves in every cycle in which both are high. */
export class StreamShape<S extends Sign = any, W extends number = any> {
  readonly kind = 'stream';
  constructor(
    readonly data: BitShape<S, W>,
    readonly docText = '',
  ) {}

  /** Becomes the comment beside `valid`; the data's own stands beside `data`. */
  doc(text: string): StreamShape<S, W> {
    return new StreamShape(this.data, text);
  }
}

/** `stream(uint(32))`: a key of `sinks` or `sources`. */
export const stream = <S extends Sign, W extends number>(data: BitShape<S, W>): StreamShape<S, W> => new StreamShape(data);

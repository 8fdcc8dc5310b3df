import type { Sign } from '../ir/type.js';
import type { Fsm } from './fsm.js';
import type { Each } from './functions.js';
import type { Literal } from './literal.js';
import type { MemoryState } from './memory.js';
import type { Register } from './register.js';
import type { BitShape, MemoryShape, StatesShape, StreamShape } from './shape.js';
import type { Bool, Signal } from './signal.js';
import type { Stream, StreamLink } from './stream.js';
import type { ForwardWire } from './wire.js';

type Shapes<T> = Readonly<Record<string, T>>;

/** A group of ports under one name, in both directions: an AXI port is one. Groups nest; port names are joined by `_`. */
export interface Bundle {
  readonly inputs?: Shapes<BitShape> | undefined;
  readonly outputs?: Shapes<BitShape> | undefined;
  /** Streams that come in: the module drives `ready`. */
  readonly sinks?: Shapes<StreamShape> | undefined;
  /** Streams that go out: the module drives `valid` and `data`. */
  readonly sources?: Shapes<StreamShape> | undefined;
  readonly bundles?: Shapes<Bundle> | undefined;
}

/** What `module`'s second argument returns: everything in the module that has a name and a shape. All keys are optional. */
export interface Interface extends Bundle {
  /** Becomes the comment above the Verilog module. */
  readonly doc?: string | undefined;
  readonly state?: Shapes<BitShape | StatesShape | MemoryShape> | undefined;
  /** Nets that are driven later, by `assign`; streams and bundles that tie instances together (see Link). */
  readonly wires?: Shapes<BitShape | StreamShape | Bundle> | undefined;
}

type Part<I, K extends string> = K extends keyof I ? NonNullable<I[K]> : {};

type SignalOf<T> = T extends BitShape<infer S, infer W> ? Signal<S, W> : never;
type StateOf<T> =
  T extends StatesShape<infer N> ? Fsm<N>
  : T extends MemoryShape<infer S, infer W> ? MemoryState<S, W>
  : T extends BitShape<infer S, infer W> ? Register<S, W>
  : never;
type WireOf<T> =
  T extends BitShape<infer S, infer W> ? ForwardWire<S, W>
  : T extends StreamShape<infer S, infer W> ? StreamLink<S, W>
  : T extends Bundle ? Link<T>
  : never;

/** A bundle of `wires`: every net of it. Given to `place` for the bundle of an instance, it feeds that one's inputs and takes its outputs. */
export type Link<B> = { readonly [K in keyof Part<B, 'inputs'>]: WireOf<Part<B, 'inputs'>[K]> } & {
  readonly [K in keyof Part<B, 'outputs'>]: WireOf<Part<B, 'outputs'>[K]>;
} & { readonly [K in keyof Part<B, 'sinks'>]: WireOf<Part<B, 'sinks'>[K]> } & {
  readonly [K in keyof Part<B, 'sources'>]: WireOf<Part<B, 'sources'>[K]>;
} & { readonly [K in keyof Part<B, 'bundles'>]: Link<Part<B, 'bundles'>[K]> };
type StreamOf<T> = T extends StreamShape<infer S, infer W> ? Stream<S, W> : never;

/** What the logic receives: signals under the interface's keys. */
export type SignalsOf<I> = { readonly [K in keyof Part<I, 'inputs'>]: SignalOf<Part<I, 'inputs'>[K]> } & {
  readonly [K in keyof Part<I, 'sinks'>]: StreamOf<Part<I, 'sinks'>[K]>;
} & { readonly [K in keyof Part<I, 'sources'>]: StreamOf<Part<I, 'sources'>[K]> } & {
  readonly [K in keyof Part<I, 'state'>]: StateOf<Part<I, 'state'>[K]>;
} & { readonly [K in keyof Part<I, 'wires'>]: WireOf<Part<I, 'wires'>[K]> } & {
  readonly [K in keyof Part<I, 'bundles'>]: SignalsOf<Part<I, 'bundles'>[K]>;
};

type ValueOf<T> = T extends BitShape<infer S extends Sign, infer W extends number> ? Signal<S, W> | Literal : never;
type DataOf<T> = T extends StreamShape<infer S, infer W> ? Signal<S, W> | Literal : never;
type Ready = { readonly ready: Bool | Literal };
type ValidData<T> = { readonly valid: Bool | Literal; readonly data: DataOf<T> };

/** K, unless the bundle B is known to have nothing in the direction of D: then there is nothing to give for it. */
type Without<B, D extends 'inputs' | 'outputs', K> = keyof B & (D | 'sinks' | 'sources' | 'bundles') extends never ? never : K;

/** What the logic returns: a value per output, `{ ready }` per sink, `{ valid, data }` per source; bundles without any are left out. */
export type DrivenOf<I> = { readonly [K in keyof Part<I, 'outputs'>]: ValueOf<Part<I, 'outputs'>[K]> } & {
  readonly [K in keyof Part<I, 'sinks'>]: Ready;
} & { readonly [K in keyof Part<I, 'sources'>]: ValidData<Part<I, 'sources'>[K]> } & {
  readonly [K in keyof Part<I, 'bundles'> as Without<Part<I, 'bundles'>[K], 'outputs', K>]: DrivenOf<Part<I, 'bundles'>[K]>;
};

/** What `place` takes: a value per input, `{ valid, data }` per sink, `{ ready }` per source. */
export type PlaceInputs<I> = { readonly [K in keyof Part<I, 'inputs'>]: ValueOf<Part<I, 'inputs'>[K]> } & {
  readonly [K in keyof Part<I, 'sinks'>]: ValidData<Part<I, 'sinks'>[K]>;
} & { readonly [K in keyof Part<I, 'sources'>]: Ready } & {
  readonly [K in keyof Part<I, 'bundles'> as Without<Part<I, 'bundles'>[K], 'inputs', K>]: PlaceInputs<Part<I, 'bundles'>[K]>;
};

type SourceNets<T> = T extends StreamShape<infer S, infer W> ? { readonly valid: Bool; readonly data: Signal<S, W> } : never;

/** What `place` returns: a signal per output, `{ ready }` per sink, `{ valid, data }` per source. */
export type PlaceOutputs<I> = { readonly [K in keyof Part<I, 'outputs'>]: SignalOf<Part<I, 'outputs'>[K]> } & {
  readonly [K in keyof Part<I, 'sinks'>]: { readonly ready: Bool };
} & { readonly [K in keyof Part<I, 'sources'>]: SourceNets<Part<I, 'sources'>[K]> } & {
  readonly [K in keyof Part<I, 'bundles'>]: PlaceOutputs<Part<I, 'bundles'>[K]>;
};

type ArrayValue = Signal | Literal | Each;

/** What `placeArray` takes: as `place`; a plain value goes to every element, `each(vector)` gives element i bits i*width .. of it. */
export type PlaceArrayInputs<I> = { readonly [K in keyof Part<I, 'inputs'>]: ArrayValue } & {
  readonly [K in keyof Part<I, 'sinks'>]: { readonly valid: ArrayValue; readonly data: ArrayValue };
} & { readonly [K in keyof Part<I, 'sources'>]: { readonly ready: ArrayValue } } & {
  readonly [K in keyof Part<I, 'bundles'>]: PlaceArrayInputs<Part<I, 'bundles'>[K]>;
};

type Vector = Signal<'unsigned'>;

/** What `placeArray` returns: per output all elements side by side, element 0 in the low bits. */
export type PlaceArrayOutputs<I> = { readonly [K in keyof Part<I, 'outputs'>]: Vector } & {
  readonly [K in keyof Part<I, 'sinks'>]: { readonly ready: Vector };
} & { readonly [K in keyof Part<I, 'sources'>]: { readonly valid: Vector; readonly data: Vector } } & {
  readonly [K in keyof Part<I, 'bundles'>]: PlaceArrayOutputs<Part<I, 'bundles'>[K]>;
};

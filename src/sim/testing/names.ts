import type { Interface } from '../../hwgen/language/interface.js';

type Part<I, K extends string> = K extends keyof I ? NonNullable<I[K]> : {};

type Keys<I, K extends keyof Interface> = keyof Part<I, K> & string;

/** `in_` is the stream whose ports are in_valid, in_ready, in_data; so with bundles. */
type Prefix<K extends string> = K extends `${infer P}_` ? P : K;

/** The bundles that are known by name; of a module of the IR there are none. */
type Known<I> = string extends Keys<I, 'bundles'> ? never : Keys<I, 'bundles'>;

/** Keys of the streams that go in, those of bundles behind their prefix (`s_bus_data`): `send` feeds them. */
export type SinkName<I> = Keys<I, 'sinks'> | { [K in Known<I>]: `${Prefix<K>}_${SinkName<Part<I, 'bundles'>[K]>}` }[Known<I>];

/** Keys of the streams that come out: `receive` takes from them. */
export type SourceName<I> = Keys<I, 'sources'> | { [K in Known<I>]: `${Prefix<K>}_${SourceName<Part<I, 'bundles'>[K]>}` }[Known<I>];

type Inputs<I> = Keys<I, 'inputs'> | { [K in Known<I>]: `${Prefix<K>}_${Inputs<Part<I, 'bundles'>[K]>}` }[Known<I>];

type Outputs<I> = Keys<I, 'outputs'> | { [K in Known<I>]: `${Prefix<K>}_${Outputs<Part<I, 'bundles'>[K]>}` }[Known<I>];

/** Everything that `set` sets. */
export type InputName<I> = Inputs<I> | `${Prefix<SinkName<I>>}_${'valid' | 'data'}` | `${Prefix<SourceName<I>>}_ready` | 'rst';

/** Names that an editor offers for reading; any other name inside the design is allowed too: `phase`, `dot0.acc`, `lanes[2].p`. */
export type ReadableName<I> =
  | InputName<I>
  | Outputs<I>
  | Keys<I, 'state' | 'wires'>
  | `${Prefix<SourceName<I>>}_${'valid' | 'data'}`
  | `${Prefix<SinkName<I>>}_ready`
  | (string & {});

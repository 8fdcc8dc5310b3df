import type { Interface } from '../../hwgen/language/interface.js';

type Keys<I, K extends keyof Interface> = K extends keyof I ? keyof NonNullable<I[K]> & string : never;

/** `in_` is the stream whose ports are in_valid, in_ready, in_data. */
type Prefix<K extends string> = K extends `${infer P}_` ? P : K;

/** Keys of the streams that go in: `send` feeds them. */
export type SinkName<I> = Keys<I, 'sinks'>;

/** Keys of the streams that come out: `receive` takes from them. */
export type SourceName<I> = Keys<I, 'sources'>;

/** Everything that `set` sets. */
export type InputName<I> = Keys<I, 'inputs'> | `${Prefix<SinkName<I>>}_${'valid' | 'data'}` | `${Prefix<SourceName<I>>}_ready` | 'rst';

/** Names that an editor offers for reading; any other name inside the design is allowed too: `phase`, `dot0.acc`, `lanes[2].p`. */
export type ReadableName<I> =
  | InputName<I>
  | Keys<I, 'outputs' | 'state' | 'wires'>
  | `${Prefix<SourceName<I>>}_${'valid' | 'data'}`
  | `${Prefix<SinkName<I>>}_ready`
  | (string & {});

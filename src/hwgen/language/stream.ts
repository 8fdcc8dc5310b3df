import { unsigned, type Sign, type Type } from '../ir/type.js';
import type { Builder } from './builder.js';
import { Signal, type Bool } from './signal.js';
import type { ForwardWire } from './wire.js';

/**
 * A stream as the module's logic sees it. Of a sink the logic drives `ready`, of a source `valid` and `data`; the driven ones read back as
 * the module's own output ports.
 */
export class Stream<S extends Sign = any, W extends number = any> {
  /** valid & ready: a word moves at the coming edge. One object, so that `keep({ take: in_.fire })` names every use. */
  readonly fire: Bool;

  constructor(
    readonly valid: Bool,
    readonly ready: Bool,
    readonly data: Signal<S, W>,
  ) {
    this.fire = valid.and(ready);
  }
}

/**
 * A stream of `wires`: given to `place` for one instance's source and another's sink, it joins them. The nets are the instances' own:
 * `mid` gives mid_valid, mid_ready, mid_data.
 */
export class StreamLink<S extends Sign = any, W extends number = any> extends Stream<S, W> {
  declare readonly valid: ForwardWire<'unsigned', 1>;
  declare readonly ready: ForwardWire<'unsigned', 1>;
  declare readonly data: ForwardWire<S, W>;
}

const plain = (key: string): string => (key.endsWith('_') ? key.slice(0, -1) : key);

/** The three port names of a stream: `in_` (a word that JavaScript reserves) and `in` both give in_valid, in_ready, in_data. */
export function streamPorts(key: string): { readonly valid: string; readonly ready: string; readonly data: string } {
  const prefix = plain(key);
  return { valid: `${prefix}_valid`, ready: `${prefix}_ready`, data: `${prefix}_data` };
}

/** What stands before the port names of the bundle `key` inside `prefix`; as with streams, a trailing `_` is dropped. */
export const bundlePrefix = (prefix: string, key: string): string => `${prefix}${plain(key)}_`;

/** The stream of these ports of the module being built. */
export function streamOf(builder: Builder, ports: ReturnType<typeof streamPorts>, data: Type): Stream {
  const signal = (name: string, type: Type): Signal => new Signal(builder.reference(name, type), builder);
  return new Stream(signal(ports.valid, unsigned(1)), signal(ports.ready, unsigned(1)), signal(ports.data, data));
}

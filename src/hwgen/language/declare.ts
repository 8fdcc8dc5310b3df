import type { Port } from '../ir/module.js';
import { unsigned, type Type } from '../ir/type.js';
import type { Builder, DraftMemory, DraftWire } from './builder.js';
import { eachEntry } from './entries.js';
import { Fsm } from './fsm.js';
import type { Bundle, Interface } from './interface.js';
import { MemoryState } from './memory.js';
import { Register } from './register.js';
import { BitShape, StreamShape, type MemoryShape, type StatesShape } from './shape.js';
import { Signal } from './signal.js';
import { bundlePrefix, streamOf, StreamLink, streamPorts } from './stream.js';
import { ForwardWire } from './wire.js';

/** Enters every name of the interface into the builder; returns what the logic sees of it. */
export function declare(builder: Builder, shape: Interface): Record<string, unknown> {
  const signals = declarePorts(builder, shape, '');
  eachEntry(shape.state, (key, state) => void (signals[key] = declareState(builder, key, state)));
  eachEntry(shape.wires, (key, wire) => void (signals[key] = declareWire(builder, key, wire)));
  return signals;
}

function declareWire(builder: Builder, key: string, shape: BitShape | StreamShape | Bundle): ForwardWire | StreamLink | Record<string, unknown> {
  const net = (name: string, type: Type): ForwardWire => {
    const draft: DraftWire = { name, type, source: builder.source, value: undefined, alias: true };
    builder.wires.push(draft);
    return new ForwardWire(draft, builder.reference(name, type), builder);
  };
  if (shape instanceof BitShape) return net(key, shape.type);
  if (shape instanceof StreamShape) {
    const { valid, ready, data } = streamPorts(key);
    return new StreamLink(net(valid, unsigned(1)), net(ready, unsigned(1)), net(data, shape.data.type));
  }
  const { inputs, outputs, sinks, sources, bundles } = shape;
  const nets = Object.entries({ ...inputs, ...outputs, ...sinks, ...sources, ...bundles });
  return Object.fromEntries(nets.map(([inner, part]) => [inner, declareWire(builder, bundlePrefix('', key) + inner, part)]));
}

/** The ports of a bundle, their names behind `prefix`. */
function declarePorts(builder: Builder, shape: Bundle, prefix: string): Record<string, unknown> {
  const signals: Record<string, unknown> = {};
  const port = (direction: 'input' | 'output', name: string, type: Type, doc: string): void => {
    builder.ports.push(Object.freeze<Port>({ kind: 'port', direction, name, type, doc, source: builder.source }));
  };
  eachEntry(shape.inputs, (key, { type, docText }) => {
    const name = prefix + key;
    port('input', name, type, docText);
    signals[key] = new Signal(builder.reference(name, type), builder);
  });
  eachEntry(shape.sinks, (key, { data, docText }) => {
    const names = streamPorts(prefix + key);
    port('input', names.valid, unsigned(1), docText);
    port('output', names.ready, unsigned(1), '');
    port('input', names.data, data.type, data.docText);
    signals[key] = streamOf(builder, names, data.type);
  });
  eachEntry(shape.sources, (key, { data, docText }) => {
    const names = streamPorts(prefix + key);
    port('output', names.valid, unsigned(1), docText);
    port('input', names.ready, unsigned(1), '');
    port('output', names.data, data.type, data.docText);
    signals[key] = streamOf(builder, names, data.type);
  });
  eachEntry(shape.outputs, (key, { type, docText }) => port('output', prefix + key, type, docText));
  eachEntry(shape.bundles, (key, bundle) => void (signals[key] = declarePorts(builder, bundle, bundlePrefix(prefix, key))));
  return signals;
}

function declareState(builder: Builder, name: string, shape: BitShape | StatesShape | MemoryShape): Register | Fsm | MemoryState {
  const { source } = builder;
  switch (shape.kind) {
    case 'bits': {
      const { type, resetValue: reset, docText: doc } = shape;
      builder.registers.push({ kind: 'register', name, type, ...(reset !== undefined && { reset }), doc, source });
      return new Register(name, builder.reference(name, type), builder);
    }
    case 'states': {
      const { type, names, docText: doc } = shape;
      builder.registers.push({ kind: 'register', name, type, reset: 0n, states: names, doc, source });
      return new Fsm(name, names, builder.reference(name, type), builder);
    }
    case 'memory': {
      const { word, depth, maskUnit, options, initial, docText: doc } = shape;
      const draft: DraftMemory = {
        kind: 'memory', name, word: word.type, depth, maskUnit, style: options.style ?? 'auto', ...(options.apart && { apart: true }), reads: [],
        ...(initial && { initial }), doc, source,
      };
      builder.memories.push(draft);
      return new MemoryState(draft, options.read, builder);
    }
  }
}

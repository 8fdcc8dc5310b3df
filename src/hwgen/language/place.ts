import type { Expression } from '../ir/expression.js';
import type { Connection, Instance, Module, Port } from '../ir/module.js';
import type { Source } from '../ir/source.js';
import { typeName, unsigned } from '../ir/type.js';
import { current, type Builder } from './builder.js';
import { eachEntry, isKey, keyList } from './entries.js';
import { HardwareError } from './error.js';
import { Each } from './functions.js';
import type { Bundle, Interface } from './interface.js';
import { messages } from './messages.js';
import { assignedNode, commonOwner } from './operand.js';
import { Signal } from './signal.js';
import { bundlePrefix, streamPorts } from './stream.js';
import { ForwardWire } from './wire.js';

/**
 * Puts one instance of `module`, or an array of `count`, into the module being built. `inputs` has the child's keys; so has the result.
 * Output nets are named `<instance>_<port>`.
 */
export function placeInstance(module: Module, shape: Interface, name: string, count: number | undefined, inputs: Record<string, unknown>, source: Source): Record<string, unknown> {
  const builder = current(`${module.name}.place`);
  if (count !== undefined && (!Number.isSafeInteger(count) || count < 1)) throw new HardwareError(messages.arrayCount(name, count));
  const { values, links } = flatten(name, shape, inputs);
  const connections: Connection[] = [];
  module.ports.forEach((port) => {
    if (port.direction === 'input') connections.push(connect(builder, name, port, count, values));
  });
  const nets = new Map<string, Signal>();
  const outputs: Instance['outputs'][number][] = [];
  module.ports.forEach((port) => {
    if (port.direction === 'input') return;
    const type = count === undefined ? port.type : unsigned(port.type.width * count);
    const net = links.get(port.name)?.becomeOutput(`${name}.${port.name}`, type) ?? `${name}_${port.name}`;
    nets.set(port.name, new Signal(builder.reference(net, type, source), builder));
    outputs.push({ port: port.name, name: net });
  });
  builder.instances.push({ kind: 'instance', name, module, ...(count !== undefined && { count }), inputs: connections, outputs, source });
  builder.children.add(module);
  return gather(shape, nets);
}

/** What was given, by port name. */
interface Given {
  /** For inputs. */
  readonly values: Map<string, unknown>;
  /** For outputs that a link takes. */
  readonly links: Map<string, ForwardWire>;
}

/** Unknown and missing keys are errors. */
function flatten(instance: string, shape: Interface, inputs: Record<string, unknown>): Given {
  const given: Given = { values: new Map(), links: new Map() };
  flattenBundle(instance, shape, inputs, '', '', given);
  return given;
}

/** `path` is how the source spells the bundle (`s_axi.`), `prefix` how its ports are named (`s_axi_`). */
function flattenBundle(instance: string, shape: Bundle, inputs: Record<string, unknown>, path: string, prefix: string, flat: Given): void {
  const { inputs: plain, outputs, sinks, sources, bundles } = shape;
  const known = [plain, sinks, sources, bundles];
  eachEntry(inputs, (key, value) => {
    if (isKey(key, known) || (value instanceof ForwardWire && path !== '' && isKey(key, [outputs]))) return;
    throw new HardwareError(messages.extraInput(instance, path + key, keyList(known)));
  });
  const take = (port: string, label: string, value: unknown): void => {
    if (value === undefined) throw new HardwareError(messages.missingInput(instance, path + label, keyList(known)));
    flat.values.set(port, value);
  };
  const link = (port: string, net: unknown): void => {
    if (net instanceof ForwardWire) flat.links.set(port, net);
  };
  if (path !== '') eachEntry(outputs, (key) => link(prefix + key, inputs[key]));
  eachEntry(plain, (key) => take(prefix + key, key, inputs[key]));
  eachEntry(sinks, (key) => {
    const { valid, ready, data } = streamPorts(prefix + key);
    const given = inputs[key] as { valid?: unknown; ready?: unknown; data?: unknown } | undefined;
    link(ready, given?.ready);
    take(valid, `${key}.valid`, given?.valid);
    take(data, `${key}.data`, given?.data);
  });
  eachEntry(sources, (key) => {
    const { valid, ready, data } = streamPorts(prefix + key);
    const given = inputs[key] as { valid?: unknown; ready?: unknown; data?: unknown } | undefined;
    take(ready, `${key}.ready`, given?.ready);
    link(valid, given?.valid);
    link(data, given?.data);
  });
  eachEntry(bundles, (key, bundle) =>
    flattenBundle(instance, bundle, (inputs[key] ?? {}) as Record<string, unknown>, `${path}${key}.`, bundlePrefix(prefix, key), flat),
  );
}

function connect(builder: Builder, instance: string, port: Port, count: number | undefined, values: ReadonlyMap<string, unknown>): Connection {
  const value = values.get(port.name);
  const what = `${instance}.${port.name}`;
  if (!(value instanceof Each)) return { port: port.name, mode: 'shared', value: assignedNode(what, port.type, value, builder) };
  if (count === undefined) throw new HardwareError(messages.eachOutside(what));
  return { port: port.name, mode: 'each', value: vectorNode(what, port, count, value.vector, builder) };
}

function vectorNode(what: string, port: Port, count: number, vector: Signal, builder: Builder): Expression {
  commonOwner(what, builder, vector.owner);
  const { type } = vector.node;
  if (type.sign !== 'unsigned' || type.width !== port.type.width * count)
    throw new HardwareError(messages.eachWidth(what, typeName(port.type), count, typeName(unsigned(port.type.width * count)), typeName(type)));
  return vector.node;
}

/** Output nets back under the interface's keys. */
function gather(shape: Bundle, nets: ReadonlyMap<string, Signal>, prefix = ''): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  eachEntry(shape.outputs, (key) => void (result[key] = nets.get(prefix + key)));
  eachEntry(shape.sinks, (key) => void (result[key] = { ready: nets.get(streamPorts(prefix + key).ready) }));
  eachEntry(shape.sources, (key) => {
    const { valid, data } = streamPorts(prefix + key);
    result[key] = { valid: nets.get(valid), data: nets.get(data) };
  });
  eachEntry(shape.bundles, (key, bundle) => void (result[key] = gather(bundle, nets, bundlePrefix(prefix, key))));
  return result;
}

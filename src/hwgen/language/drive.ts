import type { Expression } from '../ir/expression.js';
import type { Type } from '../ir/type.js';
import type { Builder } from './builder.js';
import { eachEntry, isKey, keyList } from './entries.js';
import { HardwareError } from './error.js';
import type { Bundle, Interface } from './interface.js';
import { messages } from './messages.js';
import { assignedNode } from './operand.js';
import { bundlePrefix, streamPorts } from './stream.js';

/** The logic's result by output port: a missing or extra key is an error. */
export function drive(builder: Builder, shape: Interface, driven: unknown): Map<string, Expression> {
  const values = new Map<string, Expression>();
  const types = new Map<string, Type>();
  builder.ports.forEach(({ name, type }) => types.set(name, type));
  driveBundle(builder, shape, driven, '', '', types, values);
  return values;
}

/** `path` is how the source spells the bundle (`s_axi.`), `prefix` how its ports are named (`s_axi_`). */
function driveBundle(builder: Builder, shape: Bundle, driven: unknown, path: string, prefix: string, types: ReadonlyMap<string, Type>, values: Map<string, Expression>): void {
  const { outputs, sinks, sources, bundles } = shape;
  const given = (driven ?? {}) as Record<string, unknown>;
  const known = [outputs, sinks, sources, bundles];
  const extra = Object.keys(given).find((key) => !isKey(key, known));
  if (extra !== undefined) throw new HardwareError(messages.extraOutput(builder.name, path + extra, keyList(known)), builder.source);
  const take = (port: string, label: string, value: unknown): void => {
    if (value === undefined) throw new HardwareError(messages.missingOutput(builder.name, path + label), builder.source);
    values.set(port, assignedNode(`${builder.name}.${path}${label}`, types.get(port)!, value, builder));
  };
  eachEntry(outputs, (key) => take(prefix + key, key, given[key]));
  eachEntry(sinks, (key) => take(streamPorts(prefix + key).ready, `${key}.ready`, (given[key] as { ready?: unknown } | undefined)?.ready));
  eachEntry(sources, (key) => {
    const stream = given[key] as { valid?: unknown; data?: unknown } | undefined;
    const { valid, data } = streamPorts(prefix + key);
    take(valid, `${key}.valid`, stream?.valid);
    take(data, `${key}.data`, stream?.data);
  });
  eachEntry(bundles, (key, bundle) => driveBundle(builder, bundle, given[key], `${path}${key}.`, bundlePrefix(prefix, key), types, values));
}

import type { Expression } from '../ir/expression.js';
import type { Builder } from './builder.js';
import { HardwareError } from './error.js';
import type { Interface } from './interface.js';
import { messages } from './messages.js';
import { assignedNode } from './operand.js';
import { streamPorts } from './stream.js';

/** The logic's result by output port: a missing or extra key is an error. */
export function drive(builder: Builder, shape: Interface, driven: unknown): Map<string, Expression> {
  const { outputs = {}, sinks = {}, sources = {} } = shape;
  const given = (driven ?? {}) as Record<string, unknown>;
  const known = [...Object.keys(outputs), ...Object.keys(sinks), ...Object.keys(sources)];
  const extra = Object.keys(given).find((key) => !known.includes(key));
  if (extra !== undefined) throw new HardwareError(messages.extraOutput(builder.name, extra, known.join(', ') || 'none'), builder.source);
  const values = new Map<string, Expression>();
  const take = (port: string, label: string, value: unknown): void => {
    if (value === undefined) throw new HardwareError(messages.missingOutput(builder.name, label), builder.source);
    const { type } = builder.ports.find(({ name }) => name === port)!;
    values.set(port, assignedNode(`${builder.name}.${label}`, type, value, builder));
  };
  for (const key of Object.keys(outputs)) take(key, key, given[key]);
  for (const key of Object.keys(sinks)) take(streamPorts(key).ready, `${key}.ready`, (given[key] as { ready?: unknown } | undefined)?.ready);
  for (const key of Object.keys(sources)) {
    const stream = given[key] as { valid?: unknown; data?: unknown } | undefined;
    const { valid, data } = streamPorts(key);
    take(valid, `${key}.valid`, stream?.valid);
    take(data, `${key}.data`, stream?.data);
  }
  return values;
}

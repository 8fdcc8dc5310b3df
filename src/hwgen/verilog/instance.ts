import type { Connection, Instance } from '../ir/module.js';
import { atomOf } from '../ir/atom.js';
import { columns, indent } from './columns.js';
import type { ExpressionPrinter } from './expression.js';
import { needsOf } from './needs.js';
import type { Scope } from './scope.js';
import { UnnamedError } from './unnamed.js';

/**
 * Prints an instance with named connections, or an array of them as a generate loop. Every output has a net, read or not: linters take a pin
 * without one for a slip. `index`: the genvar.
 */
export function instanceText(instance: Instance, index: string, scope: Scope, expressions: ExpressionPrinter): string[] {
  const { module, name, count } = instance;
  const pins: [string, string][] = [];
  const needs = needsOf(module);
  if (needs.clk) pins.push(['clk', 'clk']);
  if (needs.rst) pins.push(['rst', 'rst']);
  for (const port of module.ports) {
    if (port.direction === 'input') pins.push([port.name, inputText(instance, port.name, port.type.width, index, expressions)]);
    else {
      const net = scope.outputNet(instance, port.name);
      pins.push([port.name, count === undefined ? net : lane(net, count, port.type.width, index)]);
    }
  }
  const rows = columns(pins.map(([port]) => [`.${port}`]));
  const longest = Math.max(...rows.map((row) => row.length), 0);
  const list = pins.map(([, value], i) => `${rows[i]!.padEnd(longest)} (${value})${i < pins.length - 1 ? ',' : ''}`);
  const label = count === undefined ? name : 'element';
  const lines = pins.length === 0 ? [`${module.name} ${label} ();`] : [`${module.name} ${label} (`, ...indent(list), ');'];
  if (count === undefined) return lines;
  return [
    'generate',
    `  for (${index} = 0; ${index} < ${count}; ${index} = ${index} + 1) begin : ${name}`,
    ...indent(lines, '    '),
    '  end',
    'endgenerate',
  ];
}

function inputText(instance: Instance, port: string, width: number, index: string, expressions: ExpressionPrinter): string {
  const { mode, value } = instance.inputs.find((connection): connection is Connection => connection.port === port)!;
  const text = expressions.pin(value);
  if (mode === 'shared') return text;
  const atom = atomOf(value);
  if (!atom || atom.width !== atom.of) throw new UnnamedError(value, 'each');
  return lane(atom.name, instance.count!, width, index);
}

function lane(vector: string, count: number, width: number, index: string): string {
  if (count === 1) return vector;
  return width === 1 ? `${vector}[${index}]` : `${vector}[${index}*${width} +: ${width}]`;
}

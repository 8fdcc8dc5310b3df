import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { costColumns, type CostColumn } from '../../sim/cycles/cost-columns.js';
import type { LayerFigures } from '../../sim/cycles/layer-figures.js';
import { textTable } from '../text-table.js';

/** One line of a cost report: a layer at some bits, or all of them. */
export interface CostLine {
  readonly name: string;
  readonly weightBits?: number | undefined;
  readonly activationBits?: number | undefined;
  /** Absent where the accelerator can't run the layer at these bits. */
  readonly figures?: LayerFigures | undefined;
}

/** `array 8x64x8 (dm x dk x dn), 64-bit port, memory latency 20 cycles`: on what the figures hold. */
export function machineText({ dm, dk, dn, portBits }: AcceleratorParameters, latency: number): string {
  return `array ${dm}x${dk}x${dn} (dm x dk x dn), ${portBits}-bit port, memory latency ${latency} cycles`;
}

/** Two tables: the columns that have a title, then what each stage does. */
export function reportText(lines: readonly CostLine[], parameters: AcceleratorParameters): string {
  const head = ({ name, weightBits, activationBits }: CostLine): string[] => [name, weightBits === undefined ? '' : `w${weightBits}a${activationBits}`];
  const table = (columns: readonly CostColumn[]): string => textTable(
    ['layer', 'bits', ...columns.map(({ title, name }) => title ?? name)],
    lines.map((line) => [...head(line), ...columns.map((column) => cell(column, line.figures, parameters))]),
  );
  const stages = costColumns.filter(({ name }) => /^(fetch|execute|writeBack|store)\./.test(name));
  return `${table(costColumns.filter(({ title }) => title !== undefined))}\n\ncycles of the stages\n${table(stages)}`;
}

/** All columns of all lines, comma-separated, with a header. Shares and quotients as numbers, a line without figures empty. */
export function reportCsv(lines: readonly CostLine[], parameters: AcceleratorParameters): string {
  return [
    ['layer', 'weightBits', 'activationBits', ...costColumns.map(({ name }) => name)],
    ...lines.map(({ name, weightBits = '', activationBits = '', figures }) =>
      [name, weightBits, activationBits, ...costColumns.map(({ value }) => (figures === undefined ? '' : plainNumber(value(figures, parameters))))]),
  ].map((cells) => cells.join(',')).join('\n');
}

/** The columns of one line as an object: `fetch.run` is `{ fetch: { run } }`. */
export function reportJson({ name, weightBits, activationBits, figures }: CostLine, parameters: AcceleratorParameters): unknown {
  const values: Record<string, unknown> = {};
  for (const { name: path, value } of costColumns) {
    const number = figures === undefined ? null : plainNumber(value(figures, parameters));
    const [group, member] = path.split('.') as [string, string?];
    if (member === undefined) values[group] = number;
    else values[group] = { ...(values[group] as object | undefined), [member]: number };
  }
  return { name, weightBits, activationBits, ...values };
}

/** Every column and what it counts, for `--help`. */
export function definitionsText(): string {
  return `Columns (a cycle belongs to one of compute, stall, fill, and to one state of each stage):\n${
    costColumns.map(({ name, definition }) => `  ${name.padEnd(16)} ${definition}`).join('\n')}`;
}

function cell({ unit, value }: CostColumn, figures: LayerFigures | undefined, parameters: AcceleratorParameters): string | number {
  if (figures === undefined) return '-';
  const number = value(figures, parameters);
  if (unit === 'share') return Number.isFinite(number) ? `${(100 * number).toFixed(1)} %` : '-';
  return unit === 'bMAC/byte' ? Number(number.toPrecision(3)) : number;
}

/** At most six digits behind the point; 0/0, of a layer without operations, is 0. */
const plainNumber = (value: number): number => (Number.isFinite(value) ? Number(value.toFixed(6)) : 0);

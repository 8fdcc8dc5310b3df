import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { costColumns, type CostColumn } from '../../sim/cycles/cost-columns.js';
import type { Timing } from '../../sim/cycles/layer-cycles.js';
import type { LayerFigures } from '../../sim/cycles/layer-figures.js';
import { textTable } from '../text-table.js';

/** One line of a cost report: a layer at some bits, or all of them. */
export interface CostLine {
  readonly name: string;
  readonly weightBits?: number | undefined;
  readonly activationBits?: number | undefined;
  /** Absent where the accelerator can't run the layer at these bits. */
  readonly figures?: LayerFigures | undefined;
  /** Bands of rows that it runs in: more than 1 where a map of it does not stay on chip. */
  readonly bands?: number | undefined;
}

/** `array 8x64x8 (dm x dk x dn), 64-bit port, memory latency 20 cycles`: on what the figures hold. */
export function machineText({ dm, dk, dn, portBits }: AcceleratorParameters, { latency, mapBits }: Timing): string {
  const maps = mapBits === undefined ? '' : `, maps of ${mapBits} bits at most`;
  return `array ${dm}x${dk}x${dn} (dm x dk x dn), ${portBits}-bit port, memory latency ${latency} cycles${maps}`;
}

/** Two tables: the columns that have a title, then what each stage does. And what the figures leave out. */
export function reportText(lines: readonly CostLine[], parameters: AcceleratorParameters): string {
  const head = ({ name, weightBits, activationBits }: CostLine): string[] => [name, weightBits === undefined ? '' : `w${weightBits}a${activationBits}`];
  const table = (columns: readonly CostColumn[], title: (column: CostColumn) => string): string => textTable(
    ['layer', 'bits', ...columns.map(title)],
    lines.map((line) => [...head(line), ...columns.map((column) => cell(column, title(column), line.figures, parameters))]),
  );
  const stages = costColumns.filter(({ name }) => name.includes('.') && !name.includes('Chip'));
  const banded = lines.flatMap(({ name, bands = 1 }) => (bands > 1 ? [`${name} ${bands}`] : []));
  return [
    table(costColumns.filter(({ title }) => title !== undefined), ({ title }) => title!),
    `\ncycles of the stages\n${table(stages, ({ name }) => (name.endsWith('.run') ? name.replace('.', ' ') : name.split('.')[1]!))}`,
    ...(banded.length === 0 ? [] : [`\nmaps that do not fit the activation memory are loaded in bands of rows: ${banded.join(', ')}`]),
  ].join('\n');
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
export function reportJson({ name, weightBits, activationBits, figures, bands }: CostLine, parameters: AcceleratorParameters): unknown {
  const values: Record<string, unknown> = {};
  for (const { name: path, value } of costColumns) {
    const number = figures === undefined ? null : plainNumber(value(figures, parameters));
    const [group, member] = path.split('.') as [string, string?];
    if (member === undefined) values[group] = number;
    else values[group] = { ...(values[group] as object | undefined), [member]: number };
  }
  return { name, weightBits, activationBits, bands, ...values };
}

/** Every column and what it counts, for `--help`: lines of at most 108 characters. */
export function definitionsText(): string {
  const lines = costColumns.flatMap(({ name, definition }) => wrapped(definition, 88).map((line, index) => `  ${(index === 0 ? name : '').padEnd(17)} ${line}`));
  return `\nColumns (a cycle belongs to one of compute, stall and fill, and to one state of each stage):\n${lines.join('\n')}`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)!} ${word}`.trimStart();
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function cell({ unit, value }: CostColumn, title: string, figures: LayerFigures | undefined, parameters: AcceleratorParameters): string | number {
  if (figures === undefined) return '-';
  const number = value(figures, parameters);
  // A share is a text, which the table puts to the left; it is as wide as its title.
  if (unit === 'share') return (Number.isFinite(number) ? `${(100 * number).toFixed(1)} %` : '-').padStart(title.length);
  return unit === 'bMAC/byte' ? Number(number.toPrecision(3)) : number;
}

/** At most six digits behind the point; 0/0, of a layer without operations, is 0. */
const plainNumber = (value: number): number => (Number.isFinite(value) ? Number(value.toFixed(6)) : 0);

import { valueText, type SignalView } from './signal-view.js';

/** Settled values of some signals over consecutive cycles. */
export interface Window {
  readonly first: number;
  readonly signals: readonly SignalView[];
  /** Per cycle, per signal. */
  readonly values: readonly (readonly bigint[])[];
}

export interface WaveformOptions {
  /** Numbers in hexadecimal. */
  readonly hex?: boolean | undefined;
  /** A cycle to point at from below. */
  readonly mark?: number | undefined;
}

/** Columns up to this width are all as wide as the widest. */
const EQUAL = 10;

/**
 * A window as text, a column per cycle: single bits as lines, numbers and states where they change; a dot is the value to its left.
 *
 *     cycle │ 1   2   3   4
 *     en    │ ▁▁▁▁▔▔▔▔▔▔▔▔▁▁▁▁
 *     count │ 0   .   1   2
 */
export function waveformText({ first, signals, values }: Window, { hex, mark }: WaveformOptions = {}): string {
  const isBit = ({ type, states }: SignalView): boolean => type.width === 1 && type.sign === 'unsigned' && !states;
  const cells = signals.map((signal, i) =>
    values.map((row, cycle) => {
      if (isBit(signal)) return row[i] === 1n ? '▔' : '▁';
      return cycle > 0 && values[cycle - 1]![i] === row[i] ? '.' : valueText(signal, row[i]!, hex);
    }),
  );
  const numbers = values.map((_, cycle) => String(first + cycle));
  // Columns are equally wide, unless a long number would draw them all out.
  const wanted = numbers.map((number, cycle) => Math.max(2, number.length + 1, ...cells.map((row) => row[cycle]!.length + 1)));
  const widest = Math.max(...wanted);
  const widths = widest <= EQUAL ? wanted.map(() => widest) : wanted;
  const label = Math.max('cycle'.length, ...signals.map(({ name }) => name.length));
  const line = (name: string, texts: readonly string[], fill: boolean): string =>
    `${name.padEnd(label)} │ ${texts.map((text, cycle) => (fill ? text.repeat(widths[cycle]!) : text.padEnd(widths[cycle]!))).join('')}`.trimEnd();
  const lines = [line('cycle', numbers, false), ...signals.map((signal, i) => line(signal.name, cells[i]!, isBit(signal)))];
  if (mark !== undefined) lines.push(line('', numbers.map((number) => (number === String(mark) ? '^' : '')), false).replace('│', ' '));
  return lines.join('\n');
}

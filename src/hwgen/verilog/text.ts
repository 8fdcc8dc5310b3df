import type { Sign } from '../ir/type.js';
import { constantText } from './constant.js';

/** How tightly a printed expression binds. */
export const binding = { primary: 14, sign: 13, reduction: 12, multiply: 11, add: 10, shift: 9, relation: 8, equality: 7, and: 6, xor: 5, or: 4, choice: 1 } as const;

export type Binding = (typeof binding)[keyof typeof binding];

/**
 * A printed expression whose self-determined Verilog width is the width it was asked for, and whose Verilog sign is `sign`. Contexts combine
 * only texts of equal width, so the context never extends anything; the sign matters to comparisons and `>>>` alone.
 */
export interface Text {
  readonly text: string;
  readonly binds: Binding;
  readonly sign: Sign;
  /** A sign cast: what it wraps. */
  readonly inner?: Text;
  readonly constant?: { readonly value: bigint; readonly width: number };
}

export const primary = (text: string, sign: Sign = 'unsigned'): Text => ({ text, binds: binding.primary, sign });

export function constant(value: bigint, width: number, sign: Sign): Text {
  const text = constantText(value, width, sign);
  // A value cut to fewer bits is another one: an even number is 0 in its lowest bit.
  return { text, binds: text.startsWith('-') ? binding.sign : binding.primary, sign, constant: { value: sign === 'signed' ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value), width } };
}

/** The same bits under the other sign: `$signed(…)`, `$unsigned(…)`, or the constant respelled. */
export function cast(e: Text, sign: Sign): Text {
  if (e.sign === sign) return e;
  if (e.constant) return constant(e.constant.value, e.constant.width, sign);
  if (e.inner) return e.inner;
  return { text: `$${sign}(${e.text})`, binds: binding.primary, sign, inner: e };
}

const ASSOCIATIVE: ReadonlySet<Binding> = new Set([binding.and, binding.or, binding.xor]);

/** `e` as an operand of an operator that binds like `parent`: parentheses wherever a reader would have to think. */
export function operand(e: Text, parent: Binding, side: 'left' | 'right'): string {
  const bare =
    e.binds >= binding.sign ||
    (e.binds === binding.multiply && parent === binding.add) ||
    ((e.binds === binding.add || e.binds === binding.multiply) && (parent === binding.relation || parent === binding.equality)) ||
    (e.binds === parent && (ASSOCIATIVE.has(parent) || (parent === binding.add && side === 'left')));
  return bare ? e.text : `(${e.text})`;
}

/** `e` behind a prefix operator. */
export const prefixed = (operator: string, e: Text): string => `${operator}${e.binds === binding.primary ? e.text : `(${e.text})`}`;

/** Parts side by side; equal neighbours as a replication. */
export function concatenation(parts: readonly string[]): Text {
  const runs: { text: string; count: number }[] = [];
  for (const text of parts) {
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  const texts = runs.flatMap(({ text, count }) => (count > 2 || (count === 2 && runs.length === 1) ? [`{${count}{${text}}}`] : Array<string>(count).fill(text)));
  // A single replication already has braces of its own.
  return primary(texts.length === 1 && runs[0]!.count > 1 ? texts[0]! : `{${texts.join(', ')}}`);
}

import type { Type } from '../ir/type.js';

/** `signed [7:0]`, `[3:0]`, or nothing for one unsigned bit. */
export function typeText({ sign, width }: Type): string {
  return [sign === 'signed' ? 'signed' : '', width === 1 ? '' : `[${width - 1}:0]`].filter(Boolean).join(' ');
}

/** `wire signed [7:0]`. */
export const netText = (kind: 'wire' | 'reg', type: Type): string => `${kind} ${typeText(type)}`.trimEnd();

/** ` // text` (two spaces off in a column), or nothing. */
export const comment = (text: string): string => (text === '' ? '' : ` // ${text.replace(/\s*\n\s*/g, ' ')}`);

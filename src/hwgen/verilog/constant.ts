import type { Sign } from '../ir/type.js';

/** From this width on, constants above a byte print in hexadecimal: nobody reads a 60-digit decimal. */
const HEX_FROM = 33;

/** A sized constant: `8'd5`, `-8'sd5`, `64'hffff0000ffff0000`. `value` is taken modulo 2^width and read by `sign`. */
export function constantText(value: bigint, width: number, sign: Sign): string {
  const natural = sign === 'signed' ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
  const magnitude = natural < 0n ? -natural : natural;
  const letter = sign === 'signed' ? 's' : '';
  const digits = width >= HEX_FROM && magnitude > 255n ? `h${magnitude.toString(16)}` : `d${magnitude}`;
  return `${natural < 0n ? '-' : ''}${width}'${letter}${digits}`;
}

import { fieldsOf, isWide, type RegisterField } from './register-fields.js';
import type { RegisterMap } from './register-map.js';

/**
 * The map as a C header, C89: per register its byte offset, per field a mask (of one bit: the bit; of more: `_MASK` and `_SHIFT`), per named
 * value a number.
 *
 *     #define TIMER_STATUS              0x04
 *     #define TIMER_STATUS_BUSY         0x00000001u
 */
export function cHeader(map: RegisterMap): string {
  const prefix = (map.prefix ?? map.name).toUpperCase();
  const blocks = map.registers.map((register): Line[] => {
    const { name, offset, doc } = register;
    const fields = fieldsOf(register);
    return [
      [`${prefix}_${name}`, hex(offset, 2), doc],
      ...(isWide(register) ? [[`${prefix}_${name}_HIGH`, hex(offset + 4, 2), 'its high word; read it after the low one'] as const] : []),
      ...fields.flatMap((field) => fieldLines(prefix, field)),
    ];
  });
  const longest = Math.max(0, ...blocks.flat().map(([macro]) => macro.length));
  const widest = Math.max(0, ...blocks.flat().map(([, value]) => value.length));
  const print = ([macro, value, doc]: Line): string => `#define ${macro.padEnd(longest)} ${doc === '' ? value : `${value.padEnd(widest)} /* ${doc.replaceAll('*/', '* /')} */`}`;
  return [
    `/* Registers of ${map.prefix ?? map.name}: byte offsets of words of 32 bits, masks of their fields. Generated. */`,
    `#ifndef ${prefix}_REGISTERS_H`,
    `#define ${prefix}_REGISTERS_H`,
    ...blocks.flatMap((lines, i) => [...(lines.length === 1 && blocks[i - 1]?.length === 1 ? [] : ['']), ...lines.map(print)]),
    '',
    '#endif',
    '',
  ].join('\n');
}

type Line = readonly [macro: string, value: string, doc: string];

function fieldLines(prefix: string, { register, field, low, bits, access, value, values = {}, doc }: RegisterField): Line[] {
  const name = field === undefined ? `${prefix}_${register}` : `${prefix}_${register}_${field}`;
  const mask = (2 ** bits - 1) * 2 ** low;
  const place: Line[] =
    field === undefined ? [] : bits === 1 ? [[name, `${hex(mask, 8)}u`, doc]] : [[`${name}_MASK`, `${hex(mask, 8)}u`, doc], [`${name}_SHIFT`, String(low), '']];
  return [
    ...place,
    ...(access === 'constant' && bits <= 32 ? [[`${name}_VALUE`, `${value! < 2 ** 16 ? value! : hex(value!, 8)}u`, ''] as const] : []),
    ...Object.entries(values).map(([each, number]): Line => [`${name}_${each}`, `${number}u`, '']),
  ];
}

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

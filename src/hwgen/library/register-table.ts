import { fieldsOf, type RegisterField } from './register-fields.js';
import type { RegisterMap } from './register-map.js';

/** The map as a Markdown table: a row per register that is one field, else a row for it and one per field. */
export function markdownTable({ registers }: RegisterMap): string {
  return [
    '| offset | name | bits | access | what |',
    '| --- | --- | --- | --- | --- |',
    ...registers.flatMap((register) => {
      const { name, offset, doc } = register;
      const fields = fieldsOf(register);
      const [only] = fields;
      if (register.fields === undefined) return [row(hex(offset), name, only!.bits <= 32 ? range(only!) : `${range(only!)}, two words`, only!)];
      return [`| ${hex(offset)} | ${name} | | | ${doc} |`, ...fields.map((field) => row('', `${name}.${field.field!}`, range(field), field))];
    }),
    '',
  ].join('\n');
}

const row = (offset: string, name: string, bits: string, field: RegisterField): string => `| ${offset} | ${name} | ${bits} | ${field.access} | ${text(field)} |`;

const range = ({ low, bits }: RegisterField): string => (bits === 1 ? String(low) : `${low + bits - 1}..${low}`);

/** The text of a field with all that the declaration says about it. */
function text({ doc, value, reset, values, ignoredWhile, clearedBy, access }: RegisterField): string {
  const facts = [
    ...(value === undefined ? [] : [value < 2 ** 16 ? String(value) : `0x${value.toString(16)}`]),
    ...(reset ? [`${reset} after reset`] : []),
    ...(values ? [Object.entries(values).map(([name, number]) => `${number} ${name}`).join(', ')] : []),
    ...(ignoredWhile ? [`ignored while ${ignoredWhile}`] : []),
    ...(clearedBy ? [`cleared by ${clearedBy}`] : access === 'flag' ? ['cleared by writing 1'] : []),
  ];
  return facts.length === 0 ? doc : `${doc} (${facts.join('; ')})`;
}

const hex = (offset: number): string => `0x${offset.toString(16).padStart(2, '0')}`;

import { fieldsOf, isWide, isWritten, type RegisterField } from './register-fields.js';
import type { RegisterDeclaration, RegisterMap } from './register-map.js';

/**
 * The map as a TypeScript module without imports: offsets, named values, and a class with a function per register and direction over any
 * bus of 32-bit words. A register of fields is read and written as an object; pulses and flags that are left out stay alone, a
 * register of more than 32 bits reads as a bigint.
 *
 *     const timer = new Timer(bus);
 *     await timer.writeControl({ start: 1 });
 *     while ((await timer.readStatus()).busy) ;
 */
export function typeScriptDriver(map: RegisterMap): string {
  const { registers } = map;
  const named = registers.flatMap(fieldsOf).filter(({ values }) => values !== undefined);
  return [
    `// Registers of ${map.prefix ?? map.name}. Generated.`,
    '',
    '/** Byte offsets. */',
    'export const offsets = {',
    ...registers.map(({ name, offset, doc }) => `  ${name}: ${hex(offset)}, // ${doc}`),
    '} as const;',
    ...named.flatMap((field) => ['', `/** Values of ${field.label}. */`, `export const ${camel(field.port)}Values = ${literal(field.values!)} as const;`]),
    '',
    '/** Access to 32-bit words at byte offsets. */',
    'export interface Bus {',
    '  read(offset: number): Promise<number>;',
    '  write(offset: number, value: number): Promise<void>;',
    '}',
    '',
    `export class ${pascal(map.prefix ?? map.name)} {`,
    '  private readonly bus: Bus;',
    '',
    '  constructor(bus: Bus) {',
    '    this.bus = bus;',
    '  }',
    ...registers.flatMap((register) => [...readMethod(register), ...writeMethod(register)]),
    '}',
    '',
  ].join('\n');
}

function readMethod(register: RegisterDeclaration): string[] {
  const { name, doc } = register;
  const fields = fieldsOf(register).filter(({ access }) => access !== 'pulse');
  if (fields.length === 0) return [];
  const at = `offsets.${name}`;
  if (isWide(register))
    return method(doc, `read${pascal(name)}(): Promise<bigint>`, [
      `const low = await this.bus.read(${at});`,
      `const high = await this.bus.read(${at} + 4);`,
      'return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);',
    ]);
  if (register.fields === undefined) return method(doc, `read${pascal(name)}(): Promise<number>`, [`return (await this.bus.read(${at})) >>> 0;`]);
  const type = fields.map(({ field }) => `${camel(field!)}: number`).join('; ');
  return method(doc, `read${pascal(name)}(): Promise<{ ${type} }>`, [
    `const word = await this.bus.read(${at});`,
    `return { ${fields.map((field) => `${camel(field.field!)}: ${extracted(field)}`).join(', ')} };`,
  ]);
}

function writeMethod(register: RegisterDeclaration): string[] {
  const { name, doc } = register;
  const fields = fieldsOf(register).filter(isWritten);
  if (fields.length === 0) return [];
  if (register.fields === undefined) return method(doc, `write${pascal(name)}(value: number): Promise<void>`, [`await this.bus.write(offsets.${name}, value);`]);
  const optional = ({ access }: RegisterField): boolean => access !== 'read-write';
  const type = fields.map((field) => `${camel(field.field!)}${optional(field) ? '?' : ''}: number`).join('; ');
  const parts = fields.map((field) => inserted(field, optional(field)));
  const word = parts.length === 1 ? parts[0]! : `(${parts.join(' | ')})`;
  return method(doc, `write${pascal(name)}(fields: { ${type} }): Promise<void>`, [`await this.bus.write(offsets.${name}, ${word} >>> 0);`]);
}

const method = (doc: string, head: string, body: readonly string[]): string[] => ['', `  /** ${doc} */`, `  async ${head} {`, ...body.map((line) => `    ${line}`), '  }'];

const mask = (bits: number): string => `0x${(2 ** bits - 1).toString(16)}`;

const extracted = ({ low, bits }: RegisterField): string => (bits === 32 ? 'word >>> 0' : `${low === 0 ? 'word' : `(word >>> ${low})`} & ${mask(bits)}`);

function inserted({ field, low, bits }: RegisterField, optional: boolean): string {
  const given = optional ? `(fields.${camel(field!)} ?? 0)` : `fields.${camel(field!)}`;
  const part = bits === 32 ? given : `(${given} & ${mask(bits)})`;
  return low === 0 ? part : `(${part} << ${low})`;
}

const literal = (values: Readonly<Record<string, number>>): string => `{ ${Object.entries(values).map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
const hex = (offset: number): string => `0x${offset.toString(16).padStart(2, '0')}`;
const pascal = (name: string): string => name.toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const camel = (name: string): string => pascal(name).replace(/^./, (letter) => letter.toLowerCase());

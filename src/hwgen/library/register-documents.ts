import type { RegisterMap } from './register-map.js';

/** The map as a C header: `#define <NAME>_<REGISTER> 0x10`, byte offsets. */
export function cHeader({ name, registers }: RegisterMap): string {
  const prefix = name.toUpperCase();
  const longest = Math.max(...registers.map((register) => register.name.length));
  return [
    `/* Registers of ${name}: byte offsets, 32 bits each. Generated. */`,
    `#ifndef ${prefix}_H`,
    `#define ${prefix}_H`,
    '',
    ...registers.map((register) => `#define ${prefix}_${register.name.toUpperCase().padEnd(longest)} 0x${hex(register.offset)}  /* ${register.doc} */`),
    '',
    '#endif',
    '',
  ].join('\n');
}

/** The map as a TypeScript module without imports: a class with a getter and setter function per register, over any 32-bit bus. */
export function typeScriptDriver({ name, registers }: RegisterMap): string {
  const methods = registers.flatMap(({ name: register, offset, access, doc }) => [
    `  /** ${doc} */`,
    ...(access === 'write-1' ? [] : [`  read${pascal(register)}(): Promise<number> {`, `    return this.bus.read(0x${hex(offset)});`, '  }']),
    ...(access === 'read-only' ? [] : [`  write${pascal(register)}(value: number): Promise<void> {`, `    return this.bus.write(0x${hex(offset)}, value);`, '  }']),
  ]);
  return [
    `// Registers of ${name}. Generated.`,
    '',
    '/** Access to 32-bit words at byte offsets. */',
    'export interface Bus {',
    '  read(offset: number): Promise<number>;',
    '  write(offset: number, value: number): Promise<void>;',
    '}',
    '',
    `export class ${pascal(name)} {`,
    '  private readonly bus: Bus;',
    '',
    '  constructor(bus: Bus) {',
    '    this.bus = bus;',
    '  }',
    '',
    ...methods,
    '}',
    '',
  ].join('\n');
}

/** The map as a Markdown table. */
export function markdownTable({ registers }: RegisterMap): string {
  return [
    '| offset | name | access | bits | reset | what |',
    '| --- | --- | --- | --- | --- | --- |',
    ...registers.map(({ offset, name, access, bits = 32, reset = 0, doc }) =>
      `| 0x${hex(offset)} | ${name} | ${access} | ${bits} | ${access === 'read-write' ? reset : ''} | ${doc} |`),
    '',
  ].join('\n');
}

const hex = (offset: number): string => offset.toString(16).padStart(2, '0');
const pascal = (name: string): string => name.toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

import { descriptorFields, fieldBits } from './descriptor.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import { errorCodes } from './sequencer.js';
import { registerMap } from './register-map.js';

/** The register map as a C header. */
export function registerHeader(): string {
  const lines = registerMap.map(({ name, offset, doc }) => `#define BITLOOM_${name.padEnd(14)} 0x${hex(offset)}  /* ${doc} */`);
  const errors = Object.entries(errorCodes).map(([name, code]) => `#define BITLOOM_ERROR_${constantCase(name).padEnd(14)} ${code}`);
  return [
    '/* Registers of the Bitloom accelerator: byte offsets on its AXI4-Lite port, 32 bits each. Generated; see registers.md. */',
    '#ifndef BITLOOM_REGISTERS_H',
    '#define BITLOOM_REGISTERS_H',
    '',
    ...lines,
    '',
    '/* Error codes, STATUS bits 9..8. */',
    ...errors,
    '',
    '#endif',
    '',
  ].join('\n');
}

/** The register map as a TypeScript module without imports: offsets, and a driver over two functions that access a word. */
export function registerDriver(): string {
  const lines = registerMap.map(({ name, offset, doc }) => `  /** ${doc} */\n  ${name}: 0x${hex(offset)},`);
  return [
    '// Registers of the Bitloom accelerator. Generated; see registers.md.',
    '',
    'export const registers = {',
    ...lines,
    '} as const;',
    '',
    '/** Access to the registers of one accelerator: 32-bit words at byte offsets. */',
    'export interface Bus {',
    '  read(offset: number): Promise<number>;',
    '  write(offset: number, value: number): Promise<void>;',
    '}',
    '',
    '/** Starts the chain of descriptors at `address`, waits for its end, and returns the cycles it took. */',
    'export async function runChain(bus: Bus, address: number): Promise<number> {',
    '  await bus.write(registers.DESCRIPTORS, address);',
    '  await bus.write(registers.CONTROL, 2);',
    '  await bus.write(registers.CONTROL, 1);',
    '  let status = 0;',
    '  do { status = await bus.read(registers.STATUS); } while ((status & 2) === 0);',
    '  const error = (status >> 8) & 3;',
    '  if (error !== 0) throw new Error(`accelerator error ${error}`);',
    '  return bus.read(registers.CYCLES);',
    '}',
    '',
  ].join('\n');
}

/** Register map and descriptor format as Markdown tables. */
export function registerTables(parameters: AcceleratorParameters): string {
  const g = geometry(parameters);
  return [
    '# Registers',
    '',
    'Byte offsets on the AXI4-Lite port, 32 bits each.',
    '',
    '| offset | name | access | what |',
    '| --- | --- | --- | --- |',
    ...registerMap.map(({ name, offset, access, doc }) => `| 0x${hex(offset)} | ${name} | ${access} | ${doc} |`),
    '',
    '# Layer descriptor',
    '',
    '26 words of 32 bits, little endian, 128 bytes apart. Bits that belong to no field must be 0.',
    '',
    '| word | bits | field | what |',
    '| --- | --- | --- | --- |',
    ...Object.entries(descriptorFields).map(([name, field]) => {
      const word = Math.floor(field.low / 32);
      const low = field.low % 32;
      const width = fieldBits(field, g);
      return `| ${word} | ${width === 1 ? low : `${low + width - 1}..${low}`} | ${name} | ${field.signed ? 'signed; ' : ''}${field.doc} |`;
    }),
    '',
  ].join('\n');
}

const hex = (offset: number): string => offset.toString(16).padStart(2, '0');
const constantCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

import { HardwareError } from '../language/hardware.js';

/**
 * One 32-bit register. `read-write`: software writes it, hardware reads it. `read-only`: hardware drives it. `write-1`: a write gives each
 * bit that is 1 as a pulse of one cycle, it reads 0.
 */
export interface RegisterDeclaration {
  readonly name: string;
  /** Byte offset, a multiple of 4. */
  readonly offset: number;
  readonly access: 'read-write' | 'read-only' | 'write-1';
  /** Used bits, from bit 0; default 32. The others read 0. */
  readonly bits?: number | undefined;
  /** Of read-write registers; default 0. */
  readonly reset?: number | undefined;
  readonly doc: string;
}

export interface RegisterMap {
  /** Of the Verilog module, and prefix of the C macros. */
  readonly name: string;
  readonly addressBits: number;
  readonly registers: readonly RegisterDeclaration[];
}

/** Refuses a map in which names or offsets meet, or an offset or width lies outside. */
export function checkRegisterMap({ name: map, addressBits, registers }: RegisterMap): void {
  const refuse = (text: string): never => {
    throw new HardwareError(`register map ${map}: ${text}`);
  };
  const names = new Set<string>();
  const offsets = new Map<number, string>();
  for (const { name, offset, bits = 32 } of registers) {
    if (names.has(name.toLowerCase())) refuse(`two registers are named ${name}; rename one`);
    if (!Number.isSafeInteger(offset) || offset < 0 || offset % 4 !== 0 || offset >= 2 ** addressBits)
      refuse(`${name} is at ${offset}; give a multiple of 4 below ${2 ** addressBits}, or more addressBits`);
    if (offsets.has(offset)) refuse(`${name} and ${offsets.get(offset)} are both at ${offset}; move one`);
    if (!Number.isSafeInteger(bits) || bits < 1 || bits > 32) refuse(`${name} has ${bits} bits; give 1 to 32`);
    names.add(name.toLowerCase());
    offsets.set(offset, name);
  }
}

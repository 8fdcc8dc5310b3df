/**
 * What software and hardware may do with a field:
 *
 * - `read-write`: software writes it, hardware sees it.
 * - `read-only`: hardware drives it.
 * - `constant`: `value`, known when the design is built.
 * - `pulse`: a bit written as 1 is high for one cycle; reads 0.
 * - `flag`: hardware sets bits, software clears those that it writes as 1. An event in the cycle of the clearing wins.
 * - `counter`: counts the cycles of an event, modulo 2^bits.
 */
export type FieldAccess = 'read-write' | 'read-only' | 'constant' | 'pulse' | 'flag' | 'counter';

export interface FieldContents {
  readonly access: FieldAccess;
  /** Of a read-write field; default 0. */
  readonly reset?: number | undefined;
  /** Of a constant field. */
  readonly value?: number | undefined;
  /** Of a pulse: a read-only bit while which writing 1 does nothing, as `REGISTER.FIELD`. */
  readonly ignoredWhile?: string | undefined;
  /** Of a counter, or of a flag that is not cleared by writing to it: the pulse that clears it, as `REGISTER.FIELD`. */
  readonly clearedBy?: string | undefined;
  /** Names of values, for software. */
  readonly values?: Readonly<Record<string, number>> | undefined;
  readonly doc: string;
}

export interface FieldDeclaration extends FieldContents {
  readonly name: string;
  /** Its lowest bit in the register. */
  readonly low: number;
  /** Default 1. */
  readonly bits?: number | undefined;
}

interface RegisterPlace {
  readonly name: string;
  /** Byte offset, a multiple of 4. */
  readonly offset: number;
}

/**
 * A register of 32 bits: fields, or one field that has its name. Read-only, constant and counter registers without `fields` may have up
 * to 64 bits; above 32 they take two words, low first, and reading the low word keeps the high one for the read that follows.
 */
export type RegisterDeclaration =
  | (RegisterPlace & { readonly doc: string; readonly fields: readonly FieldDeclaration[] })
  | (RegisterPlace & FieldContents & { readonly fields?: undefined; /** Default 32. */ readonly bits?: number | undefined });

/** Registers behind one AXI4-Lite port. Names are in upper case, as C has them; the hardware's ports are in lower case. */
export interface RegisterMap {
  /** Of the Verilog module. */
  readonly name: string;
  /** Of the C macros and the driver's class. Default: the name. */
  readonly prefix?: string | undefined;
  readonly addressBits: number;
  readonly registers: readonly RegisterDeclaration[];
  /** Output `irq`: some flag is set whose enable, a read-write bit, is set; both as `REGISTER.FIELD`. */
  readonly interrupts?: readonly { readonly flag: string; readonly enable: string }[] | undefined;
}

import { HardwareError } from '../language/hardware.js';
import { wholeNumber } from './parameters.js';
import { allFields, fieldsOf, isWide, type RegisterField } from './register-fields.js';
import type { FieldAccess, RegisterMap } from './register-map.js';

/** Nets of the slave itself. */
const own = ['write', 'writable', 'taken', 'read', 'high', 'irq'];

/** Refuses a map in which names, offsets or bits meet, something lies outside, or a field speaks of one that is not there. */
export function checkRegisterMap(map: RegisterMap): void {
  const refuse = (text: string): never => {
    throw new HardwareError(`register map ${map.name}: ${text}`);
  };
  wholeNumber(`register map ${map.name}`, 'addressBits', map.addressBits, 3, 32);
  const names = new Map<string, string>();
  const takeName = (name: string, what: string): void => {
    if (own.includes(name) || name.startsWith('s_axi_') || name.startsWith('to_')) refuse(`${what} is ${name} in hardware, which is a net of the slave; rename it`);
    if (names.has(name)) refuse(`${what} and ${names.get(name)} are both ${name} in hardware; rename one`);
    names.set(name, what);
  };
  const offsets = new Map<number, string>();
  const registers = new Set<string>();
  for (const register of map.registers) {
    const { name, offset } = register;
    if (!/^[A-Z][A-Z0-9_]*$/.test(name)) refuse(`a register is named ${name}; give capitals, digits and _`);
    if (registers.has(name)) refuse(`two registers are named ${name}; rename one`);
    registers.add(name);
    if (!Number.isSafeInteger(offset) || offset < 0 || offset % 4 !== 0 || offset + (isWide(register) ? 4 : 0) >= 2 ** map.addressBits)
      refuse(`${name} is at ${offset}; give a multiple of 4 below ${2 ** map.addressBits - (isWide(register) ? 4 : 0)}, or more addressBits`);
    for (const word of isWide(register) ? [offset, offset + 4] : [offset]) {
      if (offsets.has(word)) refuse(`${name} and ${offsets.get(word)} are both at ${word}; move one`);
      offsets.set(word, name);
    }
    checkBits(fieldsOf(register), register.fields === undefined, refuse);
    for (const { port, label, field } of fieldsOf(register)) {
      if (field !== undefined && !/^[A-Z][A-Z0-9_]*$/.test(field)) refuse(`a field of ${name} is named ${field}; give capitals, digits and _`);
      takeName(port, label);
    }
  }
  checkReferences(map, refuse);
}

function checkBits(fields: readonly RegisterField[], whole: boolean, refuse: (text: string) => never): void {
  const taken = new Map<number, string>();
  for (const { label, low, bits, access, reset, value, values = {} } of fields) {
    const most = whole && ['read-only', 'constant', 'counter'].includes(access) ? 64 : 32;
    if (!Number.isSafeInteger(bits) || bits < 1 || bits > most) refuse(`${label} has ${bits} bits; give 1 to ${most}`);
    if (!Number.isSafeInteger(low) || low < 0 || (low + bits > 32 && bits <= 32)) refuse(`${label} has ${bits} bits from bit ${low} on; a register has bits 0 to 31`);
    for (let bit = low; bit < low + bits; bit++) {
      if (taken.has(bit)) refuse(`${label} and ${taken.get(bit)} share bit ${bit}; move one`);
      taken.set(bit, label);
    }
    const fits = (what: string, number: number): void => {
      if (!Number.isSafeInteger(number) || number < 0 || number >= 2 ** bits) refuse(`${what} ${label} is ${number}; give a whole number below 2^${bits}`);
    };
    if ((value !== undefined) !== (access === 'constant')) refuse(access === 'constant' ? `${label} is constant without a value; give one` : `${label} is ${access} and has a value; only a constant has`);
    if (value !== undefined) fits('the value of', value);
    if (reset !== undefined && access !== 'read-write') refuse(`${label} is ${access} and has a reset; only a read-write field has`);
    if (reset !== undefined) fits('the reset of', reset);
    for (const [name, number] of Object.entries(values)) fits(`${name} of`, number);
  }
}

function checkReferences(map: RegisterMap, refuse: (text: string) => never): void {
  const fields = new Map(allFields(map).map((field) => [field.label, field]));
  const wants = (who: string, label: string, access: FieldAccess): void => {
    const field = fields.get(label);
    if (field?.access !== access || field.bits !== 1) refuse(`${who} names ${label}; give a ${access} field of one bit`);
  };
  for (const { label, access, ignoredWhile, clearedBy } of fields.values()) {
    if (ignoredWhile !== undefined && access !== 'pulse') refuse(`${label} is ${access} and has ignoredWhile; only a pulse has`);
    if (ignoredWhile !== undefined) wants(`${label}.ignoredWhile`, ignoredWhile, 'read-only');
    if (clearedBy !== undefined && access !== 'flag' && access !== 'counter') refuse(`${label} is ${access} and has clearedBy; only a flag or a counter has`);
    if (clearedBy !== undefined) wants(`${label}.clearedBy`, clearedBy, 'pulse');
  }
  for (const { flag, enable } of map.interrupts ?? []) {
    wants('an interrupt', flag, 'flag');
    wants('an interrupt', enable, 'read-write');
  }
}

/** One 32-bit register of the AXI4-Lite slave. */
export interface RegisterDeclaration {
  readonly name: string;
  /** Byte offset, a multiple of 4. */
  readonly offset: number;
  readonly access: 'read-only' | 'read-write' | 'write-1';
  readonly doc: string;
}

/** The register map: the slave, the driver of the simulator and the documents are made from it. */
export const registerMap = [
  { name: 'ID',              offset: 0x00, access: 'read-only',  doc: '0x424c4d31, "BLM1"' },
  { name: 'VERSION',         offset: 0x04, access: 'read-only',  doc: 'version of the descriptor format' },
  { name: 'ARRAY',           offset: 0x08, access: 'read-only',  doc: 'dm in bits 7..0, dn in bits 15..8, dk in bits 31..16' },
  { name: 'MEMORY',          offset: 0x0c, access: 'read-only',  doc: 'port bits in 15..0, log2 of the activation depth in 23..16, log2 of the weight depth in 31..24' },
  { name: 'CONTROL',         offset: 0x10, access: 'write-1',    doc: 'bit 0: start the chain at DESCRIPTORS; bit 1: clear the interrupt' },
  { name: 'STATUS',          offset: 0x14, access: 'read-only',  doc: 'bit 0: busy; bit 1: interrupt pending; bits 9..8: error (1 bad descriptor, 2 read error, 3 write error)' },
  { name: 'DESCRIPTORS',     offset: 0x18, access: 'read-write', doc: 'address of the first descriptor' },
  { name: 'INTERRUPT',       offset: 0x1c, access: 'read-write', doc: 'bit 0: interrupt enable' },
  { name: 'CYCLES',          offset: 0x20, access: 'read-only',  doc: 'cycles busy with the chain' },
  { name: 'LAYERS',          offset: 0x24, access: 'read-only',  doc: 'layers done' },
  { name: 'ARRAY_STEPS',     offset: 0x28, access: 'read-only',  doc: 'cycles in which the array counts' },
  { name: 'DRAIN_STALLS',    offset: 0x2c, access: 'read-only',  doc: 'cycles in which the array waits for the requantiser' },
  { name: 'WEIGHT_WAITS',    offset: 0x30, access: 'read-only',  doc: 'cycles in which the array waits for weights' },
  { name: 'READ_BEATS',      offset: 0x34, access: 'read-only',  doc: 'beats read from memory' },
  { name: 'WRITE_BEATS',     offset: 0x38, access: 'read-only',  doc: 'beats written to memory' },
] as const satisfies readonly RegisterDeclaration[];

export type RegisterName = (typeof registerMap)[number]['name'];

export const identity = 0x424c4d31;

/** Changes when a descriptor for one version means something else for another. */
export const descriptorVersion = 1;

export function registerOffset(name: RegisterName): number {
  return registerMap.find((register) => register.name === name)!.offset;
}

// Registers of the Bitloom accelerator. Generated; see registers.md.

export const registers = {
  /** 0x424c4d31, "BLM1" */
  ID: 0x00,
  /** version of the descriptor format */
  VERSION: 0x04,
  /** dm in bits 7..0, dn in bits 15..8, dk in bits 31..16 */
  ARRAY: 0x08,
  /** port bits in 15..0, log2 of the activation depth in 23..16, log2 of the weight depth in 31..24 */
  MEMORY: 0x0c,
  /** bit 0: start the chain at DESCRIPTORS; bit 1: clear the interrupt */
  CONTROL: 0x10,
  /** bit 0: busy; bit 1: interrupt pending; bits 9..8: error (1 bad descriptor, 2 read error, 3 write error) */
  STATUS: 0x14,
  /** address of the first descriptor */
  DESCRIPTORS: 0x18,
  /** bit 0: interrupt enable */
  INTERRUPT: 0x1c,
  /** cycles busy with the chain */
  CYCLES: 0x20,
  /** layers done */
  LAYERS: 0x24,
  /** cycles in which the array counts */
  ARRAY_STEPS: 0x28,
  /** cycles in which the array waits for the requantiser */
  DRAIN_STALLS: 0x2c,
  /** cycles in which the array waits for weights */
  WEIGHT_WAITS: 0x30,
  /** beats read from memory */
  READ_BEATS: 0x34,
  /** beats written to memory */
  WRITE_BEATS: 0x38,
} as const;

/** Access to the registers of one accelerator: 32-bit words at byte offsets. */
export interface Bus {
  read(offset: number): Promise<number>;
  write(offset: number, value: number): Promise<void>;
}

/** Starts the chain of descriptors at `address`, waits for its end, and returns the cycles it took. */
export async function runChain(bus: Bus, address: number): Promise<number> {
  await bus.write(registers.DESCRIPTORS, address);
  await bus.write(registers.CONTROL, 2);
  await bus.write(registers.CONTROL, 1);
  let status = 0;
  do { status = await bus.read(registers.STATUS); } while ((status & 2) === 0);
  const error = (status >> 8) & 3;
  if (error !== 0) throw new Error(`accelerator error ${error}`);
  return bus.read(registers.CYCLES);
}

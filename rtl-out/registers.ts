// Registers of bitloom. Generated.

/** Byte offsets. */
export const offsets = {
  ID: 0x00, // "BLM1"
  VERSION: 0x04, // version of the descriptor format
  ARRAY: 0x08, // size of the array
  MEMORY: 0x0c, // port, thresholds and memories
  CONTROL: 0x10, // what to do
  STATUS: 0x14, // how it goes
  DESCRIPTORS: 0x18, // address of the first descriptor
  INTERRUPT: 0x1c, // the interrupt
  CYCLES: 0x20, // cycles busy with the chain
  LAYERS: 0x24, // layers done
  ARRAY_STEPS: 0x28, // cycles in which the array counts
  DRAIN_STALLS: 0x2c, // cycles in which the array waits for the requantiser
  WEIGHT_WAITS: 0x30, // cycles in which the array waits for weights
  READ_BEATS: 0x34, // beats read from memory
  WRITE_BEATS: 0x38, // beats written to memory
  TIME_LIMIT: 0x3c, // cycles that a chain may take
  WRITE_BASE: 0x40, // first byte that a chain may write
  WRITE_END: 0x44, // first byte behind those that a chain may write
} as const;

/** Values of STATUS.ERROR. */
export const statusErrorValues = { NONE: 0, BAD_DESCRIPTOR: 1, READ_ERROR: 2, WRITE_ERROR: 3, FORBIDDEN_WRITE: 4, CONTRADICTION: 5, TIME_LIMIT: 6, RESET: 7, DEAD_BUS: 8 } as const;

/** Access to 32-bit words at byte offsets. */
export interface Bus {
  read(offset: number): Promise<number>;
  write(offset: number, value: number): Promise<void>;
}

export class Bitloom {
  private readonly bus: Bus;

  constructor(bus: Bus) {
    this.bus = bus;
  }

  /** "BLM1" */
  async readId(): Promise<number> {
    return (await this.bus.read(offsets.ID)) >>> 0;
  }

  /** version of the descriptor format */
  async readVersion(): Promise<number> {
    return (await this.bus.read(offsets.VERSION)) >>> 0;
  }

  /** size of the array */
  async readArray(): Promise<{ dm: number; dn: number; dk: number }> {
    const word = await this.bus.read(offsets.ARRAY);
    return { dm: word & 0xff, dn: (word >>> 8) & 0xff, dk: (word >>> 16) & 0xffff };
  }

  /** port, thresholds and memories */
  async readMemory(): Promise<{ portBits: number; thresholdBits: number; activationLog: number; weightLog: number }> {
    const word = await this.bus.read(offsets.MEMORY);
    return { portBits: word & 0xfff, thresholdBits: (word >>> 12) & 0xf, activationLog: (word >>> 16) & 0xff, weightLog: (word >>> 24) & 0xff };
  }

  /** what to do */
  async writeControl(fields: { start?: number; clear?: number; reset?: number }): Promise<void> {
    await this.bus.write(offsets.CONTROL, (((fields.start ?? 0) & 0x1) | (((fields.clear ?? 0) & 0x1) << 1) | (((fields.reset ?? 0) & 0x1) << 2)) >>> 0);
  }

  /** how it goes */
  async readStatus(): Promise<{ busy: number; pending: number; error: number }> {
    const word = await this.bus.read(offsets.STATUS);
    return { busy: word & 0x1, pending: (word >>> 1) & 0x1, error: (word >>> 8) & 0xf };
  }

  /** address of the first descriptor */
  async readDescriptors(): Promise<number> {
    return (await this.bus.read(offsets.DESCRIPTORS)) >>> 0;
  }

  /** address of the first descriptor */
  async writeDescriptors(value: number): Promise<void> {
    await this.bus.write(offsets.DESCRIPTORS, value);
  }

  /** the interrupt */
  async readInterrupt(): Promise<{ enable: number }> {
    const word = await this.bus.read(offsets.INTERRUPT);
    return { enable: word & 0x1 };
  }

  /** the interrupt */
  async writeInterrupt(fields: { enable: number }): Promise<void> {
    await this.bus.write(offsets.INTERRUPT, (fields.enable & 0x1) >>> 0);
  }

  /** cycles busy with the chain */
  async readCycles(): Promise<number> {
    return (await this.bus.read(offsets.CYCLES)) >>> 0;
  }

  /** layers done */
  async readLayers(): Promise<number> {
    return (await this.bus.read(offsets.LAYERS)) >>> 0;
  }

  /** cycles in which the array counts */
  async readArraySteps(): Promise<number> {
    return (await this.bus.read(offsets.ARRAY_STEPS)) >>> 0;
  }

  /** cycles in which the array waits for the requantiser */
  async readDrainStalls(): Promise<number> {
    return (await this.bus.read(offsets.DRAIN_STALLS)) >>> 0;
  }

  /** cycles in which the array waits for weights */
  async readWeightWaits(): Promise<number> {
    return (await this.bus.read(offsets.WEIGHT_WAITS)) >>> 0;
  }

  /** beats read from memory */
  async readReadBeats(): Promise<number> {
    return (await this.bus.read(offsets.READ_BEATS)) >>> 0;
  }

  /** beats written to memory */
  async readWriteBeats(): Promise<number> {
    return (await this.bus.read(offsets.WRITE_BEATS)) >>> 0;
  }

  /** cycles that a chain may take */
  async readTimeLimit(): Promise<number> {
    return (await this.bus.read(offsets.TIME_LIMIT)) >>> 0;
  }

  /** cycles that a chain may take */
  async writeTimeLimit(value: number): Promise<void> {
    await this.bus.write(offsets.TIME_LIMIT, value);
  }

  /** first byte that a chain may write */
  async readWriteBase(): Promise<number> {
    return (await this.bus.read(offsets.WRITE_BASE)) >>> 0;
  }

  /** first byte that a chain may write */
  async writeWriteBase(value: number): Promise<void> {
    await this.bus.write(offsets.WRITE_BASE, value);
  }

  /** first byte behind those that a chain may write */
  async readWriteEnd(): Promise<number> {
    return (await this.bus.read(offsets.WRITE_END)) >>> 0;
  }

  /** first byte behind those that a chain may write */
  async writeWriteEnd(value: number): Promise<void> {
    await this.bus.write(offsets.WRITE_END, value);
  }
}

/** What each error code of STATUS means. */
export const errorTexts: Readonly<Record<number, string>> = {
  0: 'no error',
  1: 'the descriptor has no magic number, a reserved bit set, a size of 0, or raw output that is not stored',
  2: 'the memory answered a read with an error',
  3: 'the memory answered a write with an error',
  4: 'the descriptor stores outside WRITE_BASE to WRITE_END',
  5: 'sizes in the descriptor contradict each other: its output was complete before its work was',
  6: 'the chain took longer than TIME_LIMIT',
  7: 'software reset it',
  8: 'the memory left transactions unanswered; the accelerator stays busy until they are',
};

/** What a chain may do. Absent: what the accelerator was told before, everything after a reset. */
export interface ChainLimits {
  /** Bytes that it may write: `base` to `end` - 1. */
  readonly writes?: { readonly base: number; readonly end: number };
  /** Cycles that it may take. */
  readonly cycles?: number;
}

/** Starts the chain of descriptors at `address`, waits for its end, and returns the cycles it took. */
export async function runChain(bus: Bus, address: number, { writes, cycles }: ChainLimits = {}): Promise<number> {
  const accelerator = new Bitloom(bus);
  if (writes !== undefined) {
    await accelerator.writeWriteBase(writes.base);
    await accelerator.writeWriteEnd(writes.end);
  }
  if (cycles !== undefined) await accelerator.writeTimeLimit(cycles);
  await accelerator.writeDescriptors(address);
  await accelerator.writeControl({ clear: 1 });
  await accelerator.writeControl({ start: 1 });
  let status = await accelerator.readStatus();
  while (status.pending === 0) status = await accelerator.readStatus();
  if (status.error !== statusErrorValues.NONE) {
    const layers = await accelerator.readLayers();
    throw new Error(`the accelerator stopped after ${layers} layers with error ${status.error}: ${errorTexts[status.error]}`);
  }
  return accelerator.readCycles();
}

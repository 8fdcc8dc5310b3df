import { writeQueueBeats } from '../library/axi-write-master.js';
import type { AcceleratorParameters } from './parameters.js';
import { rowPeriod } from './row-timing.js';

/** Sizes that follow from the parameters, used by the generator, the lowering and the cycle model alike. */
export interface Geometry {
  /** Bits of an activation memory address (one bank). */
  readonly activationAddressBits: number;
  /** Bits of a weight row address inside one of the two buffers. */
  readonly weightAddressBits: number;
  /** Bits that hold a bank or lane number 0..dn-1. */
  readonly bankBits: number;
  /** Groups of dm channels in one word of dk bits: write granularity of the activation memory. */
  readonly chunksPerWord: number;
  /** log2 of the most pixels that share a word of the activation memory: as many as chunks, and at most dn. 0 where dn is no power of two. */
  readonly mostSlotsLog: number;
  /** Bits that hold a number of pieces, the smallest slots, within a word. */
  readonly turnBits: number;
  /** Bytes of one beat of the data port. */
  readonly beatBytes: number;
  /** Beats of each kind of record. A record starts on a beat boundary. */
  readonly beats: {
    /** Layer descriptor. */
    readonly descriptor: number;
    /** Requantisation constants of one channel. */
    readonly constants: number;
    /** One weight row: dm words of dk bits. */
    readonly weightRow: number;
    /** One chunk of a feature map: one plane of dm channels by dn pixels. */
    readonly chunk: number;
    /** One raw output row: dn values of 32 bits. */
    readonly rawRow: number;
  };
  /** Cycles from one tile's capture to the earliest next: rows of the array by cycles of a row, but at least the slots that write the planes back. */
  readonly drainPeriod: number;
}

/** Bits of a channel's requantisation constants: multiplier 16, shift 6, add 42. */
export const constantsBits = 64;

/** Planes of the widest activation code, hence write-back slots of a tile. */
export const planeSlots = 8;

/** Bits of a code of either sign, in two's complement: one more than the widest has, so that signed and unsigned ones are read alike. */
export const signedCodeBits = planeSlots + 1;

/** Bits of a layer descriptor. */
export const descriptorBits = 32 * 32;

/** Longest AXI burst, in beats. Bursts are aligned to their longest length, so none crosses a 4 KiB boundary. */
export const burstBeats = 16;

/** Bursts of reads that may be under way at once. */
export const outstandingReads = 8;

/** Bursts of writes that may wait for their responses: never the limit before a memory takes a thousand cycles to answer. */
export const outstandingWrites = 255;

/** Beats that wait for their burst. */
export const storeFifoDepth = writeQueueBeats(burstBeats);

export function geometry(p: AcceleratorParameters): Geometry {
  const beats = (bits: number): number => Math.ceil(bits / p.portBits);
  const mostSlotsLog = Number.isInteger(Math.log2(p.dn)) ? Math.log2(Math.min(p.dn, p.dk / p.dm, 16)) : 0;
  return {
    activationAddressBits: Math.log2(p.activationDepth),
    weightAddressBits: Math.log2(p.weightDepth) - 1,
    bankBits: Math.max(1, Math.ceil(Math.log2(p.dn))),
    chunksPerWord: p.dk / p.dm,
    mostSlotsLog,
    turnBits: Math.max(1, mostSlotsLog),
    beatBytes: p.portBits / 8,
    beats: {
      descriptor: beats(descriptorBits),
      constants: beats(constantsBits),
      weightRow: beats(p.dm * p.dk),
      chunk: beats(p.dm * p.dn),
      rawRow: beats(p.dn * 32),
    },
    drainPeriod: Math.max(p.dm * rowPeriod(p, false), planeSlots),
  };
}

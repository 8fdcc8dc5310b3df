import { bool, uint, type BitShape } from '../language/hardware.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Thresholds of a channel in memory, in place of its constants: 2^bits words of 32 bits, the heap of a binary search. Word 0, bit 0: the function
 * falls. Word 1: the threshold that decides the code's top bit. Words 2n and 2n+1: those that decide the next bit when the sum has not reached word n's,
 * and when it has. A threshold T stands there as -T, cut to the bits of an accumulator; it is reached by a sum of T and more.
 */
export const thresholdWordBits = 32;

/** Bits of the widest code that the accelerator makes by thresholds: 0 when it is built without. */
export const thresholdBits = (parameters: Pick<AcceleratorParameters, 'thresholdBits'>): number => parameters.thresholdBits ?? 0;

/** Words of thresholds in a beat of the data port. */
export const thresholdsPerBeat = (portBits: number): number => portBits / thresholdWordBits;

/** Beats of the thresholds of one channel with codes of `bits` bits. */
export const thresholdBeats = (bits: number, portBits: number): number => Math.ceil(2 ** bits / thresholdsPerBeat(portBits));

/** Stages from a row read out of the shadow registers to its code. */
export const thresholdStages = (parameters: Pick<AcceleratorParameters, 'thresholdBits'>): number => thresholdBits(parameters) + 2;

/** `ports` in an accelerator with thresholds, else none. */
export function withThresholds<Ports extends Readonly<Record<string, BitShape>>>(parameters: Pick<AcceleratorParameters, 'thresholdBits'>, ports: Ports): { readonly [N in keyof Ports]?: Ports[N] } {
  return thresholdBits(parameters) > 0 ? ports : {};
}

/** What writes a beat of thresholds. */
export const thresholdWrite = { threshold_write: bool.doc('a beat of thresholds'), threshold_beat: uint(8).doc('which one of the channel') } as const;

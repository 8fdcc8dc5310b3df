import type { AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';

const small = { activationDepth: 256, weightDepth: 128, accumulatorBits: 28, popcountStages: 1 };

/** Arrays in whose blocks everything occurs that a block can be: words shared by 1, 2, 4 or 8 pixels, one chunk per word, one lane, lanes that are no power of two, records of one beat and of many. */
export const arrays: readonly AcceleratorParameters[] = [
  { ...small, dm: 8, dk: 32, dn: 8, portBits: 64 },
  { ...small, dm: 2, dk: 64, dn: 8, portBits: 32, popcountStages: 2 },
  { ...small, dm: 4, dk: 32, dn: 3, portBits: 128, popcountStages: 3 },
  { ...small, dm: 16, dk: 32, dn: 1, portBits: 32 },
  { ...small, dm: 32, dk: 32, dn: 2, portBits: 1024 },
  { ...small, dm: 16, dk: 32, dn: 2, portBits: 32, accumulatorBits: 30 },
];

/** Such as have thresholds: of codes of one bit, of codes of more bits than a beat has thresholds, of the widest. */
export const thresholds: readonly AcceleratorParameters[] = [
  { ...small, dm: 16, dk: 32, dn: 2, portBits: 64, accumulatorBits: 30, popcountStages: 3, thresholdBits: 5 },
  { ...small, dm: 2, dk: 32, dn: 3, portBits: 128, thresholdBits: 1 },
  { ...small, dm: 4, dk: 32, dn: 2, portBits: 32, thresholdBits: 6 },
  { ...small, dm: 2, dk: 32, dn: 1, portBits: 512, accumulatorBits: 20, thresholdBits: 8 },
];

/** Such as requantise digit by digit: digits of all widths, accumulators that are whole digits and that are not. */
export const serial: readonly AcceleratorParameters[] = [
  { ...small, dm: 2, dk: 32, dn: 2, portBits: 32, accumulatorBits: 20, requantiseBits: 2 },
  { ...small, dm: 4, dk: 32, dn: 3, portBits: 64, accumulatorBits: 17, requantiseBits: 2 },
  { ...small, dm: 2, dk: 32, dn: 1, portBits: 64, accumulatorBits: 19, requantiseBits: 1 },
  { ...small, dm: 8, dk: 32, dn: 2, portBits: 64, accumulatorBits: 32, requantiseBits: 4 },
  { ...small, dm: 2, dk: 32, dn: 4, portBits: 64, accumulatorBits: 29, requantiseBits: 4 },
];

/** Such as read no descriptor ahead: of many beats, of a few. */
export const lean: readonly AcceleratorParameters[] = [
  { ...small, dm: 2, dk: 32, dn: 2, portBits: 32, lean: true },
  { ...small, dm: 4, dk: 32, dn: 3, portBits: 128, lean: true },
];

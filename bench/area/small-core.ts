import type { AcceleratorParameters } from '../../src/hwgen/accelerator/parameters.js';

/** A small complete core for an iCE40 HX8K (7,680 logic cells, 32 block memories of 4 kbit, no DSP blocks): all layers, DMA and registers. Sums of 18 bits hold 3x3 kernels over 64 channels at 4 and 4 bits. */
export const smallCore: AcceleratorParameters = {
  dm: 2, dk: 32, dn: 2, portBits: 32, activationDepth: 512, weightDepth: 256, accumulatorBits: 18, popcountStages: 2, requantiseBits: 2, lean: true,
};

import type { AcceleratorParameters } from '../../src/hwgen/accelerator/parameters.js';

/** A small complete core, meant for an iCE40 HX8K (7,680 logic cells, 32 block memories of 4 kbit). With 9,054 LUTs it does not fit yet. */
export const smallCore: AcceleratorParameters = {
  dm: 2, dk: 32, dn: 2, portBits: 32, activationDepth: 512, weightDepth: 256, accumulatorBits: 20, popcountStages: 2,
};

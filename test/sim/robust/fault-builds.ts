import type { AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';

/** An accelerator whose modules get the faults. */
export interface FaultBuild {
  readonly name: string;
  readonly parameters: AcceleratorParameters;
}

/** Small, with all there is to be in a build: 1, 2 or 4 pixels per word, records of one beat and of several, a tile that drains in more cycles than it has rows. */
const base: AcceleratorParameters = { dm: 4, dk: 32, dn: 4, portBits: 32, activationDepth: 1024, weightDepth: 2048, accumulatorBits: 30, popcountStages: 2 };

/** The builds that `prove:faults` plants in, and what each has besides. */
export const faultBuilds: readonly FaultBuild[] = [
  { name: 'plain', parameters: base },
  { name: 'thresholds', parameters: { ...base, thresholdBits: 6 } },
  { name: 'digits of 2 bits, lean', parameters: { ...base, requantiseBits: 2, lean: true } },
  { name: 'digits of 1 bit', parameters: { ...base, requantiseBits: 1 } },
  { name: 'digits of 4 bits', parameters: { ...base, requantiseBits: 4 } },
];

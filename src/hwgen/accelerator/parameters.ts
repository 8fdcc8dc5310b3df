/** Build-time parameters of the accelerator. All sizes are fixed in the generated Verilog; bitwidths and shapes are chosen at run time. */
export interface AcceleratorParameters {
  /** Output channels computed at once: rows of the array. Power of two that divides `dk`. */
  readonly dm: number;
  /** Bits of one dot-product unit: input channels combined in a cycle. Power of two, 32 to 512. */
  readonly dk: number;
  /** Output pixels of one image row computed at once: columns of the array, banks of the activation memory. */
  readonly dn: number;
  /** Width of the AXI4 data port in bits: power of two, 32 to 1024. */
  readonly portBits: number;
  /** Words (dk bits) of each of the dn banks of the activation memory. Power of two. */
  readonly activationDepth: number;
  /** Rows (dm x dk bits) of the weight memory, both buffers together. Power of two. */
  readonly weightDepth: number;
  /** Bits of an accumulator, two's complement. Lowering refuses a layer whose sums could exceed them. */
  readonly accumulatorBits: number;
  /** Register stages of the popcount, 1 to 3: more for a faster clock on FPGAs with small LUTs, a cycle per layer each. */
  readonly popcountStages: number;
  /** Bits of the widest code that is made by thresholds, 1 to 8. Absent or 0: no thresholds, and no hardware for them. */
  readonly thresholdBits?: number;
  /** Bits of a sum that a requantiser lane takes per cycle: 1, 2 or 4, for FPGAs without DSP blocks. Absent or 0: all, with wide multipliers, a row per cycle. */
  readonly requantiseBits?: number;
  /** Fewer registers, at the price of time: a descriptor is read when the layer before it is done, into the fields' registers; weights are read when they are needed. */
  readonly lean?: boolean;
}

/** Whether the next descriptor is read while a layer runs. */
export const readsAhead = ({ lean = false }: Pick<AcceleratorParameters, 'lean'>): boolean => !lean;

export const defaultParameters: AcceleratorParameters = {
  dm: 8,
  dk: 64,
  dn: 8,
  portBits: 64,
  activationDepth: 4096,
  weightDepth: 2048,
  accumulatorBits: 28,
  popcountStages: 1,
};

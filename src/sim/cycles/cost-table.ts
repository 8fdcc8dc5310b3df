/**
 * cycles[weightBits-1][activationBits-1] of every layer, for one accelerator and memory latency. The hardware cost of the search.
 */
export interface CostTable {
  readonly layers: readonly { readonly name: string; readonly cycles: readonly (readonly number[])[] }[];
  /** SHA-256 over the accelerator parameters, memory latency, layer shapes and all entries, in hexadecimal. */
  readonly hash: string;
}

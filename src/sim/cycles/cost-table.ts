/**
 * cycles[weightBits-1][activationBits-1] of every layer, for one accelerator and memory latency. The hardware cost of the search.
 */
export interface CostTable {
  readonly layers: readonly { readonly name: string; readonly cycles: readonly (readonly number[])[] }[];
  /** Slots for the planes of a tile that the entries count, see `Network.mapBits`; 8 when absent. A network with these cycles has this `mapBits`. */
  readonly mapBits?: number | undefined;
  /** SHA-256 over the accelerator parameters, memory latency, layer shapes, slots and all entries, in hexadecimal. */
  readonly hash: string;
}

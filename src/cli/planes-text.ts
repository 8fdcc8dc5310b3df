/** Bits of a layer's weights; `8 -> 5` where only 5 planes of them hold anything, and run. */
export function planesText(weightBits: number, weightPlanes: number | undefined): number | string {
  return weightPlanes === undefined || weightPlanes === weightBits ? weightBits : `${weightBits} -> ${weightPlanes}`;
}

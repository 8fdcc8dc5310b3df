/** Regions of memory, and units of a map in them, start on these boundaries, so that bursts never depend on what stands before. */
const alignment = 4096;

export const aligned = (address: number): number => Math.ceil(address / alignment) * alignment;

/** Where units of these sizes in bytes stand, one after another from `address` on, and the first byte behind them. */
export function placeUnits(address: number, sizes: readonly number[]): { readonly addresses: readonly number[]; readonly end: number } {
  let end = address;
  const addresses = sizes.map((size) => {
    const at = aligned(end);
    end = at + size;
    return at;
  });
  return { addresses, end };
}

/** The bytes of units as they stand in memory. */
export function joinUnits(units: readonly Uint8Array[]): Uint8Array {
  const { addresses, end } = placeUnits(0, units.map(({ length }) => length));
  const bytes = new Uint8Array(end);
  units.forEach((unit, index) => bytes.set(unit, addresses[index]!));
  return bytes;
}

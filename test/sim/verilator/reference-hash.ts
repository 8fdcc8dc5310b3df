import type { PortInfo } from '../../../src/sim/simulator.js';

/** The hash of src/sim/simulator.ts, written from its words: `cycles` holds the outputs' values per cycle, in port order. */
export function referenceHash(outputs: readonly PortInfo[], cycles: readonly (readonly bigint[])[]): bigint {
  let h = 0xcbf29ce484222325n;
  for (const values of cycles) {
    for (const [index, { type }] of outputs.entries()) {
      const bits = BigInt.asUintN(type.width, values[index]!);
      for (let low = 0; low < type.width; low += 64) {
        const limb = BigInt.asUintN(64, bits >> BigInt(low));
        h = BigInt.asUintN(64, (h ^ limb) * 0x100000001b3n);
        h ^= h >> 29n;
      }
    }
  }
  return h;
}

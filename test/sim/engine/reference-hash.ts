import type { PortInfo } from '../../../src/sim/simulator.js';

/** The hash that simulator.ts defines, written down once more in bigints. */
export function referenceHash(outputs: readonly PortInfo[], cycles: readonly (readonly bigint[])[]): bigint {
  let h = 0xcbf29ce484222325n;
  for (const values of cycles) {
    outputs.forEach(({ type }, index) => {
      const bits = BigInt.asUintN(type.width, values[index]!);
      for (let low = 0; low < type.width; low += 64) {
        h = BigInt.asUintN(64, (h ^ BigInt.asUintN(64, bits >> BigInt(low))) * 0x100000001b3n);
        h ^= h >> 29n;
      }
    });
  }
  return h;
}

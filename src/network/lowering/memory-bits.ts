import { planeSlots } from '../../hwgen/accelerator/geometry.js';

/**
 * The bits that maps are counted with when a plan of the activation memory is made, and the planes that spilled ones have in memory:
 * `mapBits` for all but the network's input, whatever bits their codes have. A layer would take another time with every bit that
 * its output, or a map beside it, has more or less; so none depends on the bits of another.
 */
export const memoryBits = (inputBits: number, mapBits: number | undefined) => (map: string): number => (map === 'input' ? inputBits : mapBits ?? planeSlots);

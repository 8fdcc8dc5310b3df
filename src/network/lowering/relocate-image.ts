import { descriptorFields, descriptorStride } from '../../hwgen/accelerator/descriptor.js';
import type { Program } from './lower-network.js';

/**
 * A program's image for memory that begins at `address` instead of 0: the descriptors' addresses of input map, weights and output move.
 * RangeError unless the address is a multiple of 4,096 and the whole program lies below 4 GiB.
 */
export function relocateImage({ image, chainAddress, descriptors, memoryBytes }: Program, address: number): Uint8Array {
  if (!Number.isInteger(address) || address < 0 || address % 4096 !== 0 || address + memoryBytes > 2 ** 32) {
    throw new RangeError(`address ${address}: expected a multiple of 4096 with ${memoryBytes} bytes behind it below 4 GiB`);
  }
  const moved = image.slice();
  const words = new DataView(moved.buffer);
  for (let index = 0; index < descriptors.length; index++) {
    for (const { low } of [descriptorFields.load_address, descriptorFields.weight_address, descriptorFields.store_address]) {
      const at = chainAddress + index * descriptorStride + low / 8;
      words.setUint32(at, words.getUint32(at, true) + address, true);
    }
  }
  return moved;
}

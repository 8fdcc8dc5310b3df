import { bitsFor, bool, memory, module, uint, when } from '../language/hardware.js';
import { wholeNumber } from './parameters.js';

export interface DualPortRamParameters {
  /** Bits of a word. */
  readonly width: number;
  readonly depth: number;
  /** Bits per write enable; divides the width. Default: one enable for the word. */
  readonly unit?: number | undefined;
  /** Power-up contents from address 0, the rest 0. */
  readonly initial?: readonly number[] | undefined;
}

/**
 * Block RAM with one write and one read port. The word comes one cycle after `read` with its address, holds until the next, and is the one
 * from before a write in the same cycle. `write` has a bit per unit of the word. Past the depth, writes do nothing and 0 is read.
 */
export const dualPortRam = module(
  ({ width, depth, unit, initial }: DualPortRamParameters) => `dual_port_ram_w${width}_d${depth}${unit === undefined ? '' : `_u${unit}`}${initial ? `_i${digest(initial)}` : ''}`,
  ({ width, depth, unit, initial }: DualPortRamParameters) => {
    wholeNumber('dual-port RAM', 'width', width, 1);
    wholeNumber('dual-port RAM', 'depth', depth, 2);
    const words = memory(uint(width), depth, { read: 'sync', style: 'block', mask: unit, initial });
    return {
      doc: `${depth} words of ${width} bits, one write port and one read port.`,
      inputs: {
        write: uint(width / words.maskUnit).doc('enable per unit of the word'), write_address: uint(bitsFor(depth - 1)), write_data: uint(width),
        read: bool, read_address: uint(bitsFor(depth - 1)),
      },
      outputs: { word: uint(width) },
      state: { words },
    };
  },
  ({ write, write_address, write_data, read, read_address, words }) => {
    when(write.any(), () => words.write(write_address, write_data, write.width === 1 ? {} : { mask: write }));
    return { word: words.read(read_address, { enable: read }) };
  },
);

/** A short name for the contents: FNV-1a over the words. */
function digest(words: readonly number[]): string {
  let hash = 0x811c9dc5;
  for (const character of words.join()) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return hash.toString(16);
}

/** Faults of `prove:faults` that change nothing that can be seen, and why: the beginning of their names. */
const explained: readonly (readonly [name: string, reason: string])[] = [
  ['check: stuck bit: store_bytes: bit 0 is stuck at 0', 'bytes of whole beats: the bit is always 0'],
  ['loader: lost operand: block_ends: and loses its right side', 'descriptor and map end before the weights begin, and their beginning sets the count to 0'],
  ['executor: lost operand: outputs idle: or loses its right side', 'seen only where an output is complete in the one cycle in which a tile too many stands in this stage'],
  ['executor.array.row.dot: stuck bit: total: bit 0', 'the bit below the sum, from which only the carry is taken: it is dropped'],
];

export const explanationOf = (name: string): string | undefined => explained.find(([known]) => name.startsWith(known))?.[1];

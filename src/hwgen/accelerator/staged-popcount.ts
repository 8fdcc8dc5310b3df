import { bitsFor, cat, uint, type BitShape, type Signal } from '../language/hardware.js';

/** Bits that one number of each stage counts: the levels of the tree of adders are spread evenly over the stages, the first ones taking more. */
function groupsOf(width: number, stages: number): number[] {
  const levels = Math.ceil(Math.log2(width));
  return Array.from({ length: stages }, (_, stage) => 2 ** Math.ceil((levels * (stage + 1)) / stages));
}

const registerName = (stage: number): string => `counts_${stage + 1}`;

/** The registers between the stages of `countInStages`: none with one stage. */
export function partialCounts(width: number, stages: number): Record<string, BitShape<'unsigned'>> {
  return Object.fromEntries(groupsOf(width, stages).slice(0, -1).map((group, stage) =>
    [registerName(stage), uint((width / group) * bitsFor(group)).doc(`ones of every ${group} bits`)]));
}

/**
 * The ones of `bits`, a power of two of them, as what the register behind the last stage takes; the registers before it, made by `partialCounts`,
 * take theirs where this is called.
 */
export function countInStages(bits: Signal<'unsigned'>, stages: number, registers: object): Signal<'unsigned'> {
  const groups = groupsOf(bits.width, stages);
  const slices = (vector: Signal<'unsigned'>, width: number): Signal<'unsigned'>[] =>
    Array.from({ length: vector.width / width }, (_, index) => vector.slice((index + 1) * width - 1, index * width));
  if (stages === 1) return bits.popcount();
  let counts = slices(bits, groups[0]!).map((group) => group.popcount());
  for (let stage = 0; stage < stages - 1; stage++) {
    const register = (registers as Record<string, Signal<'unsigned'> & { next: Signal<'unsigned'> }>)[registerName(stage)]!;
    register.next = cat(...counts.reverse());
    const together = groups[stage + 1]! / groups[stage]!;
    const numbers = slices(register, bitsFor(groups[stage]!));
    counts = Array.from({ length: numbers.length / together }, (_, index) => sum(numbers.slice(index * together, (index + 1) * together)));
  }
  return counts[0]!;
}

/** By pairs, level by level. */
function sum(numbers: readonly Signal<'unsigned'>[]): Signal<'unsigned'> {
  if (numbers.length === 1) return numbers[0]!;
  const half = numbers.length / 2;
  return sum(numbers.slice(0, half)).add(sum(numbers.slice(half)));
}

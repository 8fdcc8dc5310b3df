import type { SetRegister } from './action.js';

/** The limbs of a register, by index, that take over the limbs i and i + 1 of another register, as one v128 can. Pairs do not overlap. */
export function copiedPairs({ limbs }: Pick<SetRegister, 'limbs'>): readonly number[] {
  const pairs: number[] = [];
  for (let index = 0; index + 1 < limbs.length; index++) {
    const [low, high] = [limbs[index]!, limbs[index + 1]!];
    if (low.op !== 'state' || high.op !== 'state' || low.kind !== 'i64' || high.kind !== 'i64' || high.parameter !== low.parameter + 1) continue;
    pairs.push(index);
    index++;
  }
  return pairs;
}

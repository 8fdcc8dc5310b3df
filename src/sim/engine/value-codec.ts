import type { Type } from '../../hwgen/ir/type.js';
import { typeName, valueRange } from '../../hwgen/ir/type.js';
import { SimulationError } from '../simulator.js';
import { limbCount } from './value.js';

/** The value of `type` whose low bits are `limbs`, the lowest limb first. */
export function decodeLimbs(limbs: readonly bigint[], type: Type): bigint {
  let bits = 0n;
  for (let index = limbs.length - 1; index >= 0; index--) bits = (bits << 64n) | BigInt.asUintN(64, limbs[index]!);
  return type.sign === 'signed' ? BigInt.asIntN(type.width, bits) : BigInt.asUintN(type.width, bits);
}

/** The canonical limbs (see value.ts) of a value in the range of `type`. */
export function encodeLimbs(value: bigint, type: Type): bigint[] {
  return Array.from({ length: limbCount(type.width) }, (_, index) => BigInt.asUintN(64, value >> BigInt(64 * index)));
}

/** `value` as a bigint, or a SimulationError that says what `type` of `name` holds. */
export function inRange(value: number | bigint, type: Type, name: string): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new SimulationError(`${name}: ${value} is no exact integer; use a bigint for values beyond 2^53`);
  }
  const exact = BigInt(value);
  const { min, max } = valueRange(type);
  if (exact < min || exact > max) {
    throw new SimulationError(`${name}: ${exact} does not fit ${typeName(type)}, which holds ${min} to ${max}`);
  }
  return exact;
}

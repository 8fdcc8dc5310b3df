import { instanceOf } from './activity-regions.js';
import type { RegisterState } from './program.js';
import { laneCount } from './lane-builder.js';
import type { VectorPlace, VectorPlaces } from './vectorise.js';

/** Which registers are to lie one after the other: the same one of all elements of an instance array, nested arrays in the order of their elements. */
export function registerVectors(registers: readonly RegisterState[]): number[][] {
  const vectors = new Map<string, number[]>();
  registers.forEach(({ name, type, scope }, index) => {
    if (type.width > 32) return;
    const key = `${instanceOf(scope)}${name.slice(scope.path.length)}`;
    const list = vectors.get(key);
    if (list) list.push(index);
    else vectors.set(key, [index]);
  });
  return [...vectors.values()].filter(({ length }) => length >= laneCount);
}

export function vectorPlaces(vectors: readonly (readonly number[])[], registers: readonly RegisterState[]): VectorPlaces {
  const byRegister = new Map<number, VectorPlace>();
  const bySlot = new Map<number, VectorPlace>();
  vectors.forEach((members, vector) => members.forEach((register, lane) => {
    byRegister.set(register, { vector, lane });
    bySlot.set(registers[register]!.firstSlot, { vector, lane });
  }));
  return { ofRegister: (register) => byRegister.get(register), ofSlot: (slot) => bySlot.get(slot) };
}

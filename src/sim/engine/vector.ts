import type { Limb } from './limb.js';

/** Elements of a vector: four words of 32 bits in one v128. */
export const laneCount = 4;

/**
 * Four copies of one computation on 32-bit words, which are the low halves of the limbs that it stands for. A node is shared by all its
 * users.
 */
export type Vector =
  /** Registers that lie one after the other in memory. */
  | { readonly kind: 'load'; readonly lanes: readonly Limb[] }
  /** The same limb in every lane. */
  | { readonly kind: 'splat'; readonly limb: Limb }
  /** Four limbs that are computed one by one. */
  | { readonly kind: 'gather'; readonly lanes: readonly Limb[] }
  | { readonly kind: 'binary'; readonly op: VectorOp; readonly left: Vector; readonly right: Vector }
  /** By less than 32. */
  | { readonly kind: 'shift'; readonly op: 'left' | 'rightSigned' | 'rightUnsigned'; readonly operand: Vector; readonly amount: number }
  /** One condition for all lanes. */
  | { readonly kind: 'select'; readonly condition: Limb; readonly whenTrue: Vector; readonly whenFalse: Vector };

export type VectorOp = 'add' | 'subtract' | 'multiply' | 'and' | 'or' | 'xor';

/** The nodes that a node takes its lanes from. */
export function vectorOperands(vector: Vector): readonly Vector[] {
  switch (vector.kind) {
    case 'binary': return [vector.left, vector.right];
    case 'shift': return [vector.operand];
    case 'select': return [vector.whenTrue, vector.whenFalse];
    case 'load':
    case 'splat':
    case 'gather': return [];
  }
}

/** The limbs that have to be there before the vector can be computed. */
export function vectorLimbs(vector: Vector, seen = new Set<Vector>()): Limb[] {
  if (seen.has(vector)) return [];
  seen.add(vector);
  const own = vector.kind === 'splat' ? [vector.limb] : vector.kind === 'select' ? [vector.condition] : 'lanes' in vector ? vector.lanes : [];
  return [...own, ...vectorOperands(vector).flatMap((operand) => vectorLimbs(operand, seen))];
}

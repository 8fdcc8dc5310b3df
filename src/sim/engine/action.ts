import type { Limb } from './limb.js';

/** What a cycle does, in order: the control structure that is left when expressions have become limbs. */
export type Action = SetRegister | Branch | Switch | StoreWord | Region | SetVector;

/** A sequence of actions that runs as a whole or not at all. */
export interface Body {
  readonly actions: Action[];
}

/** The register's next value. A register that no executed action sets keeps its value. */
export interface SetRegister {
  readonly kind: 'set';
  readonly register: number;
  readonly limbs: readonly Limb[];
}

/** The next values of registers that lie one after the other in memory, one per lane. */
export interface SetVector {
  readonly kind: 'setVector';
  readonly registers: readonly number[];
  /** One, of kind v128. */
  readonly limbs: readonly Limb[];
}

export interface Branch {
  readonly kind: 'branch';
  readonly condition: Limb;
  readonly whenTrue: Body;
  readonly whenFalse: Body;
}

/** Case `selector`; nothing past the last. */
export interface Switch {
  readonly kind: 'switch';
  readonly selector: Limb;
  readonly cases: readonly Body[];
}

/** memory[address] <= data; the address is below the depth. `mask` has ones in the bits that change. */
export interface StoreWord {
  readonly kind: 'store';
  readonly memory: number;
  readonly address: Limb;
  readonly data: readonly Limb[];
  readonly mask?: readonly Limb[] | undefined;
}

/** Actions that change nothing in a cycle in which all that they read is as it was in the cycle before. `index` counts the design's regions. */
export interface Region {
  readonly kind: 'region';
  readonly index: number;
  readonly body: Body;
}

export const body = (actions: Action[] = []): Body => ({ actions });

/** The limbs that an action itself (not the bodies inside it) uses. */
export function usedLimbs(action: Action): readonly Limb[] {
  switch (action.kind) {
    case 'set': return action.limbs;
    case 'branch': return [action.condition];
    case 'switch': return [action.selector];
    case 'store': return [action.address, ...action.data, ...(action.mask ?? [])];
    case 'region': return [];
    case 'setVector': return action.limbs;
  }
}

export function innerBodies(action: Action): readonly Body[] {
  switch (action.kind) {
    case 'branch': return [action.whenTrue, action.whenFalse];
    case 'switch': return action.cases;
    case 'region': return [action.body];
    case 'set':
    case 'setVector':
    case 'store': return [];
  }
}

/** The registers that an action sets, directly or through the bodies inside it. */
export function registersSet(action: Action, found = new Set<number>()): Set<number> {
  if (action.kind === 'set') found.add(action.register);
  if (action.kind === 'setVector') action.registers.forEach((register) => found.add(register));
  innerBodies(action).forEach(({ actions }) => actions.forEach((inner) => registersSet(inner, found)));
  return found;
}

import type { Binary, Expression } from '../ir/expression.js';
import type { Sign } from '../ir/type.js';

/** What printing an expression needs to know of its module, and leaves for the rest of the file. */
export interface Surroundings {
  /** The printed names of the codes 0, 1, … of an FSM register; none for others. */
  stateNames(register: string): readonly string[];
  /** The printed name of code `value` of the FSM register `register`; takes note that it is used. */
  stateName(register: string, value: bigint): string | undefined;
  /** The value of `e` where it is always the same. */
  known(e: Expression): bigint | undefined;
  /** The outcome of a comparison where only one is possible. */
  outcome(e: Binary): boolean | undefined;
  /** Takes note that `bits` (a mask) of a net are read. */
  read(name: string, bits: bigint): void;
  /** The declared sign of a net. */
  signOf(name: string): Sign;
  /** The function that counts the ones of `width` bits. */
  popcount(width: number): string;
  /** The net of a popcount that the target builds as an instance. */
  popcountNet(e: Expression): string | undefined;
}

/** The same module, of which nothing is noted as read; states whose names nothing else needs print as numbers. */
export function traceless(surroundings: Surroundings & { readonly usedStates: ReadonlySet<string> }): Surroundings {
  return {
    stateName: (register, value) => {
      const name = surroundings.stateNames(register)[Number(value)];
      return name !== undefined && surroundings.usedStates.has(name) ? name : undefined;
    },
    stateNames: (register) => surroundings.stateNames(register),
    known: (e) => surroundings.known(e),
    outcome: (e) => surroundings.outcome(e),
    read: () => undefined,
    signOf: (name) => surroundings.signOf(name),
    popcount: (width) => surroundings.popcount(width),
    popcountNet: (e) => surroundings.popcountNet(e),
  };
}

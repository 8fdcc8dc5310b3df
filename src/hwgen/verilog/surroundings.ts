import type { Expression } from '../ir/expression.js';
import type { Sign } from '../ir/type.js';

/** What printing an expression needs to know of its module, and leaves for the rest of the file. */
export interface Surroundings {
  /** The printed name of code `value` of the FSM register `register`. */
  stateName(register: string, value: bigint): string | undefined;
  /** Takes note that `bits` (a mask) of a net are read. */
  read(name: string, bits: bigint): void;
  /** The declared sign of a net. */
  signOf(name: string): Sign;
  /** The function that counts the ones of `width` bits. */
  popcount(width: number): string;
  /** The net of a popcount that the target builds as an instance. */
  popcountNet(e: Expression): string | undefined;
}

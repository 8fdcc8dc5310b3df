import type { Expression } from './expression.js';
import type { Source } from './source.js';

/**
 * What happens at the rising clock edge. Statements of a body run in order; a later assignment to the same register wins over an
 * earlier one, as with Verilog's non-blocking assignments. A register that no executed statement assigns keeps its value.
 */
export type Statement = Assign | When | Match | Write;

/** register <= value; the value has the register's type. */
export interface Assign {
  readonly kind: 'assign';
  readonly register: string;
  readonly value: Expression;
  readonly source?: Source | undefined;
}

/** The first branch whose condition (unsigned 1 bit) holds runs; `otherwise` if none does. */
export interface When {
  readonly kind: 'when';
  readonly branches: readonly { readonly condition: Expression; readonly body: readonly Statement[] }[];
  readonly otherwise: readonly Statement[];
  readonly source?: Source | undefined;
}

/** The arm of the state that the register holds. Arms are exhaustive; codes that name no state do nothing. */
export interface Match {
  readonly kind: 'match';
  readonly register: string;
  readonly arms: readonly { readonly state: string; readonly body: readonly Statement[] }[];
  readonly source?: Source | undefined;
}

/**
 * memory[address] <= data. With `mask` (one bit per `maskUnit` bits of the word, bit 0 the least significant unit) only the marked
 * units change. An address past the depth writes nothing. `port` counts the write statements' ports from 0.
 */
export interface Write {
  readonly kind: 'write';
  readonly memory: string;
  readonly port: number;
  readonly address: Expression;
  readonly data: Expression;
  readonly mask?: Expression | undefined;
  readonly source?: Source | undefined;
}

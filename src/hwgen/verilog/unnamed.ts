import type { Expression } from '../ir/expression.js';

/** Printing would need a name that the design does not give: Verilog slices and extends names only. */
export class UnnamedError extends Error {
  override readonly name = 'UnnamedError';
  constructor(
    /** The compound expression that needs a name. */
    readonly expression: Expression,
    /** What would be done with it: `sign extension`, `slice`, … */
    readonly use: string,
  ) {
    super(`${use} of an expression without a name (${expression.kind})`);
  }
}

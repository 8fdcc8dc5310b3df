/**
 * Where a node came from in the user's TypeScript. Capturing an `Error` costs some 2 us, formatting its stack many times that, so
 * the IR keeps the `Error` and a message or symbol table formats it when it is wanted (see `language/location.ts`).
 * It takes no part in equality or serialisation.
 */
export interface Source {
  readonly error: Error;
  /** Where the module of the node was called for. */
  readonly call?: Source | undefined;
}

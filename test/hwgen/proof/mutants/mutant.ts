/** A fault planted in the sources: in `file`, the only occurrence of `from` becomes `to`. */
export interface Mutant {
  /** What goes wrong, in a few words; unique. */
  readonly name: string;
  /** Below the project's folder. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** `[name, from, to]` of one file. */
export const mutantsOf = (file: string, ...faults: readonly (readonly [name: string, from: string, to: string])[]): Mutant[] =>
  faults.map(([name, from, to]) => ({ name, file, from, to }));

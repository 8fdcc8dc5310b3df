/** The popcount of `width` bits as a module of its own; with `ands` of the bits of a & b. */
export interface PopcountModule {
  readonly width: number;
  readonly ands: boolean;
}

export const popcountModuleName = ({ width, ands }: PopcountModule): string => `popcount_${ands ? 'and_' : ''}${width}`;

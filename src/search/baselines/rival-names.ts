/**
 * Other ways to settle bits at the same budget, to compare with: drawn at random; by the loss that quantizing each operand costs, and an
 * integer program; by evolution (CMA-ES) on shared weights.
 */
export const rivalNames = ['random', 'sensitivity', 'evolution'] as const;
export type RivalName = (typeof rivalNames)[number];

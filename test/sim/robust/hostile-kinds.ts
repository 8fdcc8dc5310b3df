import type { Kind } from './hostile-chain.js';

/** How often each kind comes in a round of 40 chains. A dead bus is rare: it takes 65,535 cycles. */
const round: readonly (readonly [Kind, number])[] = [
  ['random bits', 8], ['damaged', 14], ['no magic', 1], ['outside', 3], ['zero size', 2], ['no last', 1], ['bus error', 3], ['soft reset', 3],
  ['hard reset', 2], ['start while busy', 1], ['pauses', 1], ['dead bus', 1],
];
const order: readonly Kind[] = round.flatMap(([kind, times]) => Array.from({ length: times }, () => kind));

/** The kind of chain n; every accelerator gets all of them. */
export const kindOf = (chain: number): Kind => order[(chain * 7 + Math.floor(chain / order.length)) % order.length]!;

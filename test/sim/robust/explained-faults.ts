import type { FaultSite } from './fault-sites.js';

/**
 * Faults of `prove:faults` that change nothing that can be seen, because some state is never reached, and why: the module, the fault (where there are several of
 * the name, ` at ` which expression or assignment, or its number), the reason, and of which build where it holds in that one only. Faults that make the same circuit need no entry: yosys proves them.
 */
export const explained: readonly (readonly [module: string, fault: string, reason: string, build?: string])[] = [
  ['accelerator', 'lost operand: quiet: and loses its right side at and(drained, loader_idle)', 'the executor is idle only behind its last channel tile, whose weights are there: so is the loader'],
  ['accelerator', 'stuck bit: skip_read: bit 0 is stuck at 1', 'words that nobody asked for are not taken: the enable saves power'],
  ['accelerator', 'lost operand: executor weights_ready: and loses its right side', 'four lanes have their constants five cycles behind the descriptor, and the first weights take longer'],
  ['accelerator', 'lost operand: requantise hold_tile: or loses its right side', 'digit by digit a tile takes longer than the planes of the skip map, and the first one comes behind a read of weights', 'digits of 2 bits, lean'],
  ['fetch', 'lost operand: collector beat: and loses its right side', 'beats of a descriptor: between it and the first record lies a cycle in IDLE, which begins a record'],
  ['step_generator', 'swapped operator: diagonal_start: and becomes or', 'along a diagonal both planes move at once, so both are the first ones or neither'],
  ['step_generator', 'lost operand: diagonal_start: and loses its right side', 'along a diagonal both planes move at once, so both are the first ones or neither'],
  ['sequencer', 'tied enable: statements: the first condition always holds at not(late)', 'the time is past 0 only in states that do not look at it: at 0 the chain stops and sets it, STOP leaves'],
  ['window_former', 'lost operand: slots: and loses its right side at and(row_inside, lessEqual(word_skip, 3:uint(2)))', 'the first kernel column lies in its word, so the last slot never lies before it'],
  ['window_former', 'lost operand: bank_odds: and loses its right side (8)', 'bank 0 is written in part 0 only'],
  ['requantiser', 'lost assignment: count: count keeps its value at count <= 0:uint(3) when ends', 'without a tile nobody looks at the count, and the capture of one sets it'],
  ['shadow_register', 'swapped operator: larger: greater becomes greaterEqual', 'the sums of equal codes are equal, so either may stay'],
  ['requantise_constants', 'lost operand: even_4: and loses its right side', 'codes of the sign alone: an odd quotient that loses its lowest bit saturates to the same code'],
  ['fetch', 'lost assignment: phase: phase keeps its value at phase <= 1:uint(3) in AHEAD', 'no descriptor is read ahead, so the state that begins to is never reached', 'digits of 2 bits, lean'],
  ['serial_requantiser', 'lost operand: even_3: and loses its right side', 'codes of the sign alone: an odd quotient that loses its lowest bit saturates to the same code'],
  ['serial_requantiser', 'lost assignment: prepare: prepare keeps its value at prepare <= 0:uint(1) when halt', 'a chain stands still for more than the one cycle in which a row would still begin, and the next cycle of it ends that row'],
  ['serial_requantiser', 'lost operand: outputs idle: or loses its right side at or(full, busy)', 'a row is under way only while the shadow registers hold a tile'],
  ['serial_lane', 'lost assignment: sum_3: sum_3 keeps its value at sum_3 <= 0:uint(1) when first', 'a digit of one bit is shifted by no part of a digit, so none looks at the one before it', 'digits of 1 bit'],
  ['serial_lane', 'tied enable: statements: the first condition always holds at dropped', 'without a shift by part of a digit all digits before the lowest that is kept are dropped, and behind it nobody looks', 'digits of 1 bit'],
  ['serial_requantiser', 'stuck bit: top: bit 0 is stuck at 0', 'lowering refuses layers whose values do not fit the accumulator, and the bits above the sign of one that fits are the sign', 'digits of 4 bits'],
  ['execute', 'lost assignment: tile_last_6: tile_last_6 keeps its value at tile_last_6 <= 0:uint(1) when halt', 'a tile that waits when the chain stops leaves in the next cycle, for shadow registers that are kept empty'],
  ['write_back', 'swapped operator: statements: and becomes or at and(row, row_first)', 'the other rows of a tile set what its first one has set already'],
  ['write_back', 'lost operand: statements: and loses its right side at and(row, row_first)', 'the other rows of a tile set what its first one has set already'],
  ['skip_reader', 'lost operand: takes: and loses its right side', 'a layer without a skip map collects no tile and looks at no code'],
  ['skip_lane', 'swapped operator: statements: and becomes or at and(plane, equal(plane_number, 7:uint(3)))', 'plane 7 comes last, so what was taken too early is overwritten; without it the bit is not looked at'],
  ['skip_lane', 'lost operand: statements: and loses its right side at and(plane, equal(plane_number, 7:uint(3)))', 'plane 7 comes last, so what was taken too early is overwritten; without it the bit is not looked at'],
  ['skip_lane', 'tied enable: statements: the first condition always holds at active', 'codes of a layer without a skip map are multiplied by 0'],
  ['threshold_stage_5', 'lost assignment: minus_next: minus_next keeps its value', 'the last stage gives it to nobody'],
  ['threshold_search', 'stuck bit: span: bit 0 is stuck at 1', 'from the smallest code to the largest it is 2^k - 1, which is odd'],
  ['threshold_stage_0', 'lost operand: outputs code: and loses its right side', 'a code has a bit at least, so its first one is used'],
  ['threshold_search', 'swapped operator: stage_0 used: greater becomes greaterEqual', 'a code has a bit at least'],
  ['activation_bank', 'lost operand: words: or loses its right side', 'the enable of a port that writes: nobody looks at what it reads'],
];

type Explanation = (typeof explained)[number];

export const explanationOf = (build: string, module: string, site: FaultSite): string | undefined => explained.find((one) => explains(one, build, module, site))?.[2];

/** Whether an explanation is of this fault. */
export function explains([name, fault, , only]: Explanation, build: string, module: string, { kind, what, text }: FaultSite): boolean {
  const plain = `${kind}: ${what.replace(/ \(\d+\)$/, '')}`;
  const named = [plain, `${kind}: ${what}`, `${plain} at ${text}`].includes(fault);
  return named && (module === name || module.startsWith(`${name}_`)) && (only === undefined || only === build);
}

import { InputError } from '../../errors/input-error.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import type { Model } from '../models/model.js';
import { networkCycles } from './assignment.js';
import { choose, type SearchSpace, uniformAssignment } from './search-space.js';

/** What a cost table counts: cycles of the accelerator, or FLOPs = MACs M K / 64. */
export type CostUnit = 'cycles' | 'flops';

/** What the user asks for: a share of a uniform network's cost, or so many cycles (or FLOPs, where those are the cost). */
export type Target =
  | { readonly kind: 'share'; readonly share: number; readonly weightBits: number; readonly activationBits: number }
  | { readonly kind: 'cycles'; readonly cycles: number };

/** Reads `0.5x-w4a4` or a plain number of cycles. Throws `InputError` for anything else. */
export function parseTarget(text: string): Target {
  const share = /^(\d+(?:\.\d+)?)x-w([1-8])a([1-8])$/i.exec(text);
  if (share) {
    const [, factor, weightBits, activationBits] = share.map(Number) as [number, number, number, number];
    if (factor > 0) return { kind: 'share', share: factor, weightBits, activationBits };
  } else if (/^\d+$/.test(text) && Number(text) > 0) {
    return { kind: 'cycles', cycles: Number(text) };
  }
  throw new InputError(`target "${text}" is not a target; use a share of a uniform network's cycles such as 0.5x-w4a4 (bits 1 to 8), or a number of cycles such as 20000`);
}

/**
 * The budget, whole, in the table's unit. Throws `InputError` when even the cheapest network of the space exceeds it; a budget above the dearest
 * one is allowed and changes nothing.
 */
export function targetCycles(target: Target, model: Model, space: SearchSpace, table: CostTable, unit: CostUnit = 'cycles'): number {
  const budget =
    target.kind === 'cycles'
      ? target.cycles
      : Math.floor(target.share * networkCycles(model, uniformAssignment(model, target.weightBits, target.activationBits, space.edges), table));
  if (!Number.isFinite(budget)) throw new InputError(`target: the accelerator can't run the uniform network that it is a share of; name one with fewer weight bits, or a number of cycles`);
  const least = networkCycles(model, choose(space, (_kind, _name, bits) => bits.indexOf(Math.min(...bits))), table);
  const most = networkCycles(model, choose(space, (_kind, _name, bits) => bits.indexOf(Math.max(...bits))), table);
  if (budget < least) {
    const lower = Math.min(...[...space.maps.values()].flat()) > 1 ? ', or give lower candidates' : '';
    throw new InputError(`target of ${budget} ${unit === 'flops' ? 'FLOPs' : 'cycles'} is below ${least}, the least that the candidate bitwidths of model ${model.name} allow (the most is ${most}); raise the target${space.edges === 'searched' ? lower : ', or search the first and last layer too'}`);
  }
  return budget;
}

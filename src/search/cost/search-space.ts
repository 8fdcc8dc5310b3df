import { InputError } from '../../errors/input-error.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import type { Model } from '../models/model.js';
import { lastLayer } from '../models/model.js';
import { type Assignment, pixelBits } from './assignment.js';

/** Weight bits of the first and last layer where they are not searched (as in DoReFa-Net and EBS). */
export const edgeBits = 8;

/** Candidate bitwidths of every operand, by name as in `Assignment`. One candidate: settled, nothing to search. */
export interface SearchSpace {
  readonly weights: ReadonlyMap<string, readonly number[]>;
  /** Includes `input` (8 bits: pixels), not the last layer's output, which is raw. */
  readonly maps: ReadonlyMap<string, readonly number[]>;
  /** Whether the weights of the first and last layer are treated as all others; else they have 8 bits in every network. */
  readonly searchEdges: boolean;
}

/**
 * `space` without the weight bits that the accelerator can't run a layer at (table entries of Infinity). Throws `InputError` when a layer
 * has none left.
 */
export function withinTable(space: SearchSpace, model: Model, table: CostTable): SearchSpace {
  const weights = model.layers.map(({ name, input }, layer) => {
    const bits = space.weights.get(name)!;
    const left = bits.filter((w) => space.maps.get(input)!.every((a) => Number.isFinite(table.layers[layer]!.cycles[w - 1]![a - 1])));
    if (left.length === 0) throw new InputError(`layer ${name}: the accelerator can't run it with weights of ${bits.join(', ')} bits; give lower candidates, or an accelerator with more weight memory`);
    return [name, left] as const;
  });
  return { ...space, weights: new Map(weights) };
}

/** The space over `candidates`; `searchEdges` takes the weights of the first and last layer in. */
export function searchSpace(model: Model, candidates: readonly number[], searchEdges: boolean): SearchSpace {
  const last = lastLayer(model).name;
  const isEdge = (name: string): boolean => name === model.layers[0]!.name || name === last;
  return {
    weights: new Map(model.layers.map(({ name }) => [name, isEdge(name) && !searchEdges ? [edgeBits] : candidates])),
    maps: new Map([['input', [pixelBits]], ...hiddenMaps(model).map((name) => [name, candidates] as const)]),
    searchEdges,
  };
}

/** Every layer with `weightBits` (the first and last with 8 unless `searchEdges`), every hidden map with `activationBits`. */
export function uniformAssignment(model: Model, weightBits: number, activationBits: number, searchEdges: boolean): Assignment {
  const last = model.layers.length - 1;
  return {
    weights: new Map(model.layers.map(({ name }, index) => [name, !searchEdges && (index === 0 || index === last) ? edgeBits : weightBits])),
    maps: new Map([['input', pixelBits], ...hiddenMaps(model).map((name) => [name, activationBits] as const)]),
  };
}

/** Names of the layers whose outputs are quantized. */
export function hiddenMaps(model: Model): string[] {
  const last = lastLayer(model).name;
  return model.layers.flatMap(({ name }) => (name === last ? [] : [name]));
}

/** The assignment with the candidate that `choose` picks (an index) of every operand. */
export function choose(space: SearchSpace, pick: (kind: 'weights' | 'maps', name: string, bits: readonly number[]) => number): Assignment {
  const settle = (kind: 'weights' | 'maps') => new Map([...space[kind]].map(([name, bits]) => [name, bits[pick(kind, name, bits)]!]));
  return { weights: settle('weights'), maps: settle('maps') };
}

import { InputError } from '../../errors/input-error.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import { mapGroups } from '../models/map-groups.js';
import { hasWeights, isGrouped, lastLayer, type Model, type ModelLayer } from '../models/model.js';
import { leastZeroBits } from '../quantizers/zero-weights.js';
import { type Assignment, pixelBits } from './assignment.js';

/** What the weights of the first and last layer get: candidates as all others, or so many bits in every network, the uniform ones included. */
export type EdgePolicy = 'searched' | number;

/** Candidate bitwidths of every operand, by name as in `Assignment`. One candidate: settled, nothing to search. */
export interface SearchSpace {
  /** Of pools [1]: they have no weights. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
  /** Includes `input` (8 bits: pixels), not the last layer's output, which is raw. Maps of one group have the same candidates. */
  readonly maps: ReadonlyMap<string, readonly number[]>;
  /** Of every map the one that chooses for it: the first of its group (`mapGroups`), most often itself. */
  readonly groups: ReadonlyMap<string, string>;
  readonly edges: EdgePolicy;
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

/**
 * The space over `candidates`. The weights of grouped convolutions have two bits at least, because their grid has a zero: candidates below are
 * left out, or stand for two where there are no others.
 */
export function searchSpace(model: Model, candidates: readonly number[], edges: EdgePolicy): SearchSpace {
  const groups = mapGroups(model);
  return {
    weights: new Map(model.layers.map((layer) => [layer.name, weightCandidates(layer, edges === 'searched' || !isEdge(model, layer) ? candidates : [edges])])),
    maps: new Map(mapNames(model).map((name) => [name, groups.get(name) === 'input' ? [pixelBits] : candidates])),
    groups,
    edges,
  };
}

/** Every layer with `weightBits` (first and last as `edges` says, grouped ones at least 2, pools 1), every hidden map with `activationBits`. */
export function uniformAssignment(model: Model, weightBits: number, activationBits: number, edges: EdgePolicy): Assignment {
  const space = searchSpace(model, [activationBits], edges);
  const weights = searchSpace(model, [weightBits], edges).weights;
  return { ...choose(space, () => 0), weights: new Map([...weights].map(([name, bits]) => [name, bits[0]!])) };
}

/** Names of the layers whose outputs are maps of codes: all but the last. */
function hiddenMaps(model: Model): string[] {
  const last = lastLayer(model).name;
  return model.layers.flatMap(({ name }) => (name === last ? [] : [name]));
}

/** The assignment with the candidate that `pick` picks (an index) of every operand; of maps it is asked once per group. */
export function choose(space: SearchSpace, pick: (kind: 'weights' | 'maps', name: string, bits: readonly number[]) => number): Assignment {
  const settle = (kind: 'weights' | 'maps', names: readonly string[]) => new Map(names.map((name) => [name, space[kind].get(name)![pick(kind, name, space[kind].get(name)!)]!]));
  const chosen = settle('maps', choosingMaps(space));
  return {
    weights: settle('weights', [...space.weights.keys()]),
    maps: new Map([...space.maps.keys()].map((name) => [name, chosen.get(space.groups.get(name)!)!])),
  };
}

/** The maps that choose for their groups, in order. */
export function choosingMaps({ maps, groups }: SearchSpace): string[] {
  return [...maps.keys()].filter((name) => groups.get(name) === name);
}

/** Maps of codes, `input` first. */
function mapNames(model: Model): string[] {
  return ['input', ...hiddenMaps(model)];
}

/** Whether a layer is the first or the last one with weights. */
function isEdge(model: Model, layer: ModelLayer): boolean {
  const weighted = model.layers.filter(hasWeights);
  return layer === weighted[0] || layer === weighted.at(-1);
}

function weightCandidates(layer: ModelLayer, candidates: readonly number[]): readonly number[] {
  if (!hasWeights(layer)) return [1];
  if (!isGrouped(layer)) return candidates;
  const possible = candidates.filter((bits) => bits >= leastZeroBits);
  return possible.length > 0 ? possible : [leastZeroBits];
}

import { InputError } from '../../errors/input-error.js';
import type { LayerShape } from '../../network/network.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import type { Model } from '../models/model.js';

/**
 * Bitwidths of a network: of each layer's weights, by layer name, and of each map, by the name of the layer that writes it or `input`.
 * A layer's activation bits are those of the map it reads, so layers that share a map agree by construction.
 */
export interface Assignment {
  readonly weights: ReadonlyMap<string, number>;
  readonly maps: ReadonlyMap<string, number>;
}

/** Bits of one layer as the hardware sees them. */
export interface LayerBits {
  readonly name: string;
  readonly weightBits: number;
  readonly activationBits: number;
}

/** The input image's bits: pixels are unsigned bytes. */
export const pixelBits = 8;

/** Per layer, in order. */
export function layerBits(model: Model, { weights, maps }: Assignment): LayerBits[] {
  return model.layers.map(({ name, input }) => ({ name, weightBits: weights.get(name)!, activationBits: maps.get(input)! }));
}

/** Cycles of each layer, in order. */
export function layerCycles(model: Model, assignment: Assignment, table: CostTable): number[] {
  return layerBits(model, assignment).map(({ weightBits, activationBits }, layer) => table.layers[layer]!.cycles[weightBits - 1]![activationBits - 1]!);
}

/** Cycles of the whole network: what the search calls its argmax cost. */
export function networkCycles(model: Model, assignment: Assignment, table: CostTable): number {
  return layerCycles(model, assignment, table).reduce((sum, cycles) => sum + cycles, 0);
}

/** Throws `InputError` unless the table has the model's layers, in order, with 8 x 8 entries each: cycles, or Infinity where the accelerator can't. */
export function checkCostTable(table: CostTable, shapes: readonly LayerShape[]): void {
  const names = table.layers.map(({ name }) => name).join(', ');
  const expected = shapes.map(({ name }) => name).join(', ');
  if (names !== expected) throw new InputError(`cost table: its layers are ${names || 'none'}, the model's are ${expected}; make the table for this model`);
  for (const { name, cycles } of table.layers) {
    const whole = cycles.length === 8 && cycles.every((row) => row.length === 8 && row.every((value) => value >= 0));
    if (!whole) throw new InputError(`cost table, layer ${name}: cycles must be 8 rows (weight bits) of 8 numbers of at least 0 or Infinity (activation bits)`);
  }
}

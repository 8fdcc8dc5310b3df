import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { chainOf, chainSteps, stepKey } from '../cycles/chain-steps.js';
import { mostBits } from '../cycles/build-cost-table.js';
import type { CostTable } from '../cycles/cost-table.js';
import type { LayerShape } from '../../network/network.js';
import { RandomSource } from '../../random/random-source.js';
import type { MeasuredEntry } from './measure-cycles.js';

/** An entry of a cost table, and the cycles that stand there. */
export interface TableEntry extends MeasuredEntry {
  readonly table: number;
}

/** All 64 pairs of bits, or the corners (1,1), (1,8), (8,1), (8,8) of every shape and `sample` more pairs, drawn from all shapes by `seed`. */
export type EntrySelection = { readonly pairs: 'all' } | { readonly pairs: 'corners'; readonly sample: number; readonly seed: number };

/**
 * Entries of a table to be measured, shape by shape. Layers of one shape and place in the chain have the same entries: those of the first of
 * them are taken. Entries that the accelerator can't run are left out.
 */
export function tableEntries(table: CostTable, shapes: readonly LayerShape[], parameters: AcceleratorParameters, selection: EntrySelection): readonly TableEntry[] {
  const seen = new Set<string>();
  const chain = chainOf(shapes, parameters, table.mapBits);
  const all = shapes.flatMap(({ name }, index) => {
    const columns = Array.from({ length: mostBits }, (_, a) => chainSteps(chain, shapes, index, a + 1));
    const key = JSON.stringify(columns.map((steps) => steps.map(stepKey)));
    if (seen.has(key)) return [];
    seen.add(key);
    return table.layers[index]!.cycles.flatMap((row, w) =>
      row.map((cycles, a): TableEntry => ({ name, steps: columns[a]!, weightBits: w + 1, activationBits: a + 1, mapBits: chain.mapBits, table: cycles })))
      .filter((entry) => Number.isFinite(entry.table));
  });
  if (selection.pairs === 'all') return all;
  const corner = (bits: number): boolean => bits === 1 || bits === 8;
  const isCorner = (entry: TableEntry): boolean => corner(entry.weightBits) && corner(entry.activationBits);
  const drawn = new Set(shuffled(all.filter((entry) => !isCorner(entry)), selection.seed).slice(0, selection.sample));
  return all.filter((entry) => isCorner(entry) || drawn.has(entry));
}

/** Fisher-Yates. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  const random = new RandomSource(seed);
  for (let left = result.length; left > 1; left--) {
    const other = random.integer(left);
    [result[left - 1], result[other]] = [result[other]!, result[left - 1]!];
  }
  return result;
}

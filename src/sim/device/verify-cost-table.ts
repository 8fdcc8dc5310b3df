import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { LayerShape } from '../../network/network.js';
import type { CostTable } from '../cycles/cost-table.js';
import type { EngineName } from '../simulator.js';
import { CycleMeter, type MeasuredEntry } from './measure-cycles.js';
import { openSystem } from './open-system.js';

export interface CostTableCheck {
  /** Entries that were run, and the cycles that took. Equal layers are run once. */
  readonly entries: number;
  readonly cycles: number;
  readonly differences: readonly { readonly layer: string; readonly weightBits: number; readonly activationBits: number; readonly table: number; readonly measured: number }[];
}

/**
 * Runs the entries of a cost table on an engine and compares. `corners`: only bits (1,1), (1,8), (8,1), (8,8), for engines that take
 * long. Layers of one shape and place in the chain are run once.
 */
export async function verifyCostTable(
  table: CostTable,
  shapes: readonly LayerShape[],
  parameters: AcceleratorParameters,
  latency: number,
  options: { engine: EngineName; corners?: boolean; progress?: (layer: string, done: number, all: number) => void },
): Promise<CostTableCheck> {
  const bits = options.corners ? [1, 8] : [1, 2, 3, 4, 5, 6, 7, 8];
  const seen = new Set<string>();
  const groups = shapes.flatMap((shape, index) => {
    const place = { load: index === 0, store: index === shapes.length - 1 };
    const key = JSON.stringify({ ...shape, name: '', ...place });
    if (seen.has(key)) return [];
    seen.add(key);
    const pairs = bits.flatMap((weightBits) => bits.map((activationBits) => ({ weightBits, activationBits, table: table.layers[index]!.cycles[weightBits - 1]![activationBits - 1]! })));
    const entries = pairs.filter((pair) => Number.isFinite(pair.table)).map((pair) => ({ shape, ...place, ...pair }));
    return entries.length === 0 ? [] : [entries];
  });
  const all: readonly MeasuredEntry[] = groups.flat();
  const simulator = await openSystem(options.engine, parameters, CycleMeter.memoryBytes(all, parameters), { verilator: { hash: false, requestLimit: 3600 } });
  try {
    const meter = await CycleMeter.open(simulator, parameters, latency);
    const differences = [];
    for (const [index, entries] of groups.entries()) {
      options.progress?.(entries[0]!.shape.name, index, groups.length);
      const measured = await meter.measure(entries);
      for (const [i, { shape, weightBits, activationBits, table: expected }] of entries.entries()) {
        if (measured[i] !== expected) differences.push({ layer: shape.name, weightBits, activationBits, table: expected, measured: measured[i]! });
      }
    }
    return { entries: all.length, cycles: simulator.cycle, differences };
  } finally {
    await simulator.close();
  }
}

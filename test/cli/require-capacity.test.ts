import { describe, expect, it } from 'vitest';
import { requireCapacity } from '../../src/cli/jobs/require-capacity.js';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { findModel } from '../../src/search/models/find-model.js';
import { placedLayers } from '../../src/search/models/model.js';
import { buildCostTable } from '../../src/sim/cycles/build-cost-table.js';
import type { CostTable } from '../../src/sim/cycles/cost-table.js';

describe('before a search', () => {
  const model = findModel('resnet8', [32, 32, 3], 10, 8);
  const question = { candidates: [1, 2, 3, 4, 5], edges: 8 };
  const hardware = { accelerator: defaultParameters, latency: 20 };
  const table = buildCostTable(placedLayers(model), defaultParameters, 20, 5);

  it('takes an accelerator that holds the largest network, at the table\'s cycles', () => {
    expect(() => requireCapacity(model, question, table, hardware)).not.toThrow();
  });

  it('refuses sums beyond the accumulator, and names what to raise', () => {
    const narrow = { ...hardware, accelerator: { ...defaultParameters, accumulatorBits: 16 } };
    expect(() => requireCapacity(model, question, table, narrow)).toThrow(/layer .*: its sums reach \d+, an accumulator of 16 bits holds 32767; raise accumulatorBits to \d+/);
  });

  it('stops at a table of other slots or another layer', () => {
    const { mapBits: _, ...eightSlots } = table;
    expect(() => requireCapacity(model, question, eightSlots, hardware)).toThrow(/layer .* takes \d+ cycles as lowered, \d+ by the table/);
    const wrong: CostTable = { ...table, layers: table.layers.map((layer) => (layer.name === 'avgpool' ? { ...layer, cycles: layer.cycles.map((row) => row.map((cycles) => cycles + 1)) } : layer)) };
    expect(() => requireCapacity(model, question, wrong, hardware)).toThrow(/layer avgpool takes/);
  });
});

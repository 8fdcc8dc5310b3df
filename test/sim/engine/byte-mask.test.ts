import { expect, test } from 'vitest';
import { byteMask } from '../../../src/sim/engine/bit-fields.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';

test('eight bits spread to eight bytes, for all 256', () => {
  const graph = new LimbGraph();
  for (let bits = 0; bits < 256; bits++) {
    const expected = Array.from({ length: 8 }, (_, bit) => ((bits >> bit) & 1 ? 0xffn << BigInt(8 * bit) : 0n)).reduce((a, b) => a | b);
    expect(byteMask(graph, graph.constant(BigInt(bits))).value).toBe(expected);
  }
});

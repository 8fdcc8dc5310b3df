import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Limb } from '../../../src/sim/engine/limb.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import type { Guard } from '../../../src/sim/engine/use-guard.js';
import { UseGuards, literalsOf } from '../../../src/sim/engine/use-guard.js';

/** Whether the guard asks for its limb when `running` regions run and the conditions have these values. */
function asks({ parts }: Guard, running: bigint, values: readonly boolean[]): boolean {
  return parts.some(({ regions, literals }) => (regions & running) !== 0n && literals.every((literal) => values[literal >> 1] === (literal % 2 === 0)));
}

const use = fc.record({ region: fc.nat(6), literals: fc.array(fc.nat(7), { maxLength: 4 }) });
const cycle = fc.record({ running: fc.bigInt({ min: 0n, max: 127n }), values: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }) });

test('a limb is computed whenever one of its uses asks for it, and only when a region that uses it runs', () => {
  fc.assert(fc.property(fc.array(use, { minLength: 1, maxLength: 8 }), fc.array(cycle, { maxLength: 20 }), (uses, cycles) => {
    const guards = new UseGuards();
    const single = uses.map(({ region, literals }) => guards.under(guards.region(region), literals));
    const joined = single.reduce((a, b) => guards.union(a, b), guards.none);
    for (const { running, values } of cycles) {
      if (single.some((guard) => asks(guard, running, values))) expect(asks(joined, running, values)).toBe(true);
      if ((joined.regions & running) === 0n) expect(asks(joined, running, values)).toBe(false);
    }
    expect(joined.regions).toBe(uses.reduce((sum, { region }) => sum | (1n << BigInt(region)), 0n));
    // The guard of an operand is weaker than that of each user, however often it is joined again.
    expect(single.reduce((a, b) => guards.union(a, b), joined)).toBe(joined);
  }), { numRuns: 300 });
});

test('uses under one condition keep it, uses under several keep what they share', () => {
  const guards = new UseGuards();
  const [a, b] = [guards.under(guards.region(3), [2, 9]), guards.under(guards.region(3), [2, 5])];
  expect(guards.union(a, b).parts).toEqual([{ regions: 8n, literals: [2] }]);
  expect(guards.union(a, guards.region(4)).parts).toEqual([{ regions: 8n, literals: [2, 9] }, { regions: 16n, literals: [] }]);
  expect(guards.withoutConditions(a)).toBe(guards.region(3));
});

test('a conjunction is its conditions, and so is a disjunction that is false', () => {
  const graph = new LimbGraph();
  const [a, b, c] = [0, 1, 2].map((slot) => graph.state(slot, 'i32', 1, 2)) as [Limb, Limb, Limb];
  const yes = ({ id }: Limb): number => 2 * id;
  const no = ({ id }: Limb): number => 2 * id + 1;
  expect(literalsOf(graph.and(graph.and(a, graph.not(b)), c), true).sort((x, y) => x - y)).toEqual([yes(a), no(b), yes(c)]);
  expect(literalsOf(graph.or(a, b), false)).toEqual([no(a), no(b)]);
  const either = graph.or(a, b);
  expect(literalsOf(either, true)).toEqual([yes(either)]);
});

import { expect, test } from 'vitest';
import type { Action } from '../../../src/sim/engine/action.js';
import { activityRegions, type SourceActions } from '../../../src/sim/engine/activity-regions.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';

const graph = new LimbGraph();
const set = (register: number): Action => ({ kind: 'set', register, limbs: [graph.constant(BigInt(register))] });
const store = (memory: number): Action => ({ kind: 'store', memory, address: graph.constant(0n), data: [graph.constant(1n)] });
const from = (place: string, instance: string, ...actions: Action[]): SourceActions => ({ place, instance, actions });
const shown = (sources: SourceActions[], limit = 60): string[] => activityRegions(sources, limit).map(({ actions }) => actions.map((action) => {
  if (action.kind === 'set') return `r${action.register}`;
  return action.kind === 'store' ? `m${action.memory}` : action.kind;
}).join(' '));

test('the elements of an array are one region per statement', () => {
  expect(shown([from('a[] 0', 'a[]', set(0)), from('a[] 1', 'a[]', set(1)), from('a[] 0', 'a[]', set(2)), from('a[] 1', 'a[]', set(3))]))
    .toEqual(['r0 r2', 'r1 r3']);
});

test('statements that set a common register or write a common memory stay together, in order', () => {
  expect(shown([from('a 0', 'a', set(0)), from('a 1', 'a', set(1)), from('a 2', 'a', set(1), set(0)), from('a 3', 'a', set(2))]))
    .toEqual(['r0 r1 r1 r0', 'r2']);
  expect(shown([from('a 0', 'a', store(4)), from('b 0', 'b', store(5)), from('c 0', 'c', store(4))])).toEqual(['m4 m4', 'm5']);
});

test('beyond the limit the smallest of an instance are joined', () => {
  const sources = [from('a 0', 'a', set(0), set(1)), from('b 0', 'b', set(2)), from('b 1', 'b', set(3)), from('c 0', 'c', set(4))];
  expect(shown(sources, 3)).toEqual(['r0 r1', 'r2 r3', 'r4']);
  expect(shown(sources, 2)).toEqual(['r0 r1 r4', 'r2 r3']);
});

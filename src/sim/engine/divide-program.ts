import type { Body } from './action.js';
import { body } from './action.js';
import { activityRegions, mostRegions } from './activity-regions.js';
import { mergeBranches } from './merge-branches.js';
import { orderActions } from './order-actions.js';
import type { Program } from './program.js';
import { vectorPlaces } from './register-vectors.js';
import { Unswitching } from './unswitch.js';
import { vectorise } from './vectorise.js';

/** Of the regions, so many are left to memory writes. */
const writeRegions = 16;

/**
 * The program in regions that are skipped while nothing changes, with what all elements of an array share taken out of them: it means the same
 * and runs several times as fast, but takes as long to make as the program itself. The state is the same, new limbs are added to the program's graph.
 */
export function divideProgram(program: Program & { readonly sources: NonNullable<Program['sources']> }): Program {
  const { graph, sources, registers, vectors, slots } = program;
  const places = vectorPlaces(vectors, registers);
  const divided = (bodies: readonly Body[], first: number): Body =>
    body(bodies.map((inner, index) => ({ kind: 'region', index: first + index, body: vectorise(inner, graph, places) })));

  // 1. Statements that set a common register are one region.
  const updates = activityRegions(sources.updates, mostRegions - writeRegions);
  const writes = activityRegions(sources.writes, writeRegions);
  // 2. Conditions that the elements of an array share become branches around all of them.
  const unswitching = new Unswitching(graph);
  const unswitched = updates.map((inner) => mergeBranches(unswitching.apply(inner)));
  // 3. Elements become lanes, and readers come before writers.
  return {
    ...program,
    updates: orderActions(divided(unswitched, 0), slots, graph.limbs.length),
    writes: divided(writes, updates.length),
    guarded: true,
  };
}

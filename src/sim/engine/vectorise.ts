import type { Action, Body, SetRegister } from './action.js';
import { registersSet } from './action.js';
import { LaneBuilder, laneCount } from './lane-builder.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';
import { vectorOpcode } from './wasm-opcodes.js';

/** Where a register stands among those that lie one after the other: the same register of all elements of an instance array. */
export interface VectorPlace {
  readonly vector: number;
  readonly lane: number;
}

/** What the pass knows about registers. Undefined: the register is in no vector. */
export interface VectorPlaces {
  ofRegister(register: number): VectorPlace | undefined;
  ofSlot(slot: number): VectorPlace | undefined;
}

/** Storing four registers, and telling whether they have changed, in instructions; and the same for one vector. */
const storeSaved = 12;
const storeCost = 5;

/**
 * Joins four assignments that a body makes to neighbours in a vector, and that compute the same with different operands, into one action on
 * v128. What has no vector form (popcount) is left to single elements.
 */
export function vectorise(body: Body, graph: LimbGraph, places: VectorPlaces, lanes = new LaneBuilder(graph, (states) => areNeighbours(states, places))): Body {
  const sets = new Map<string, SetRegister[]>();
  /** Registers that were set by an action before, perhaps inside of it. */
  const before = new Set<number>();
  const again = new Set<number>();
  for (const action of body.actions) {
    const registers = registersSet(action);
    if (action.kind === 'set' && before.has(action.register)) again.add(action.register);
    registers.forEach((register) => before.add(register));
    if (action.kind !== 'set') continue;
    const place = places.ofRegister(action.register);
    if (!place) continue;
    const key = `${place.vector} ${Math.floor(place.lane / laneCount)}`;
    const list = sets.get(key);
    if (list) list.push(action);
    else sets.set(key, [action]);
  }
  const replaced = new Map<Action, Action | undefined>();
  const met = new Set<Limb>();
  for (const four of sets.values()) {
    // The vector comes where the first of the four was: one that overwrites what was set before it, here or in a branch, has to stay behind that.
    if (four.length !== laneCount || four.some(({ register }) => again.has(register))) continue;
    four.sort((a, b) => places.ofRegister(a.register)!.lane - places.ofRegister(b.register)!.lane);
    const values = four.map(({ limbs }) => limbs[0]!);
    const value = lanes.build(values);
    const added = new Set(met);
    if (lanes.gain(value, added) + storeSaved - storeCost <= 0) continue;
    for (const each of added) met.add(each);
    const first = body.actions.find((action) => four.includes(action as SetRegister))!;
    for (const set of four) replaced.set(set, undefined);
    const stored = values[0]!.kind === 'i32' ? graph.vector('vectorShift', [value, graph.number(31)], vectorOpcode.i32x4ShrU) : value;
    replaced.set(first, { kind: 'setVector', registers: four.map(({ register }) => register), limbs: [stored] });
  }
  const inner = (each: Body): Body => vectorise(each, graph, places, lanes);
  return {
    actions: body.actions.flatMap((action): Action[] => {
      if (replaced.has(action)) return [replaced.get(action)].filter((each) => each !== undefined);
      switch (action.kind) {
        case 'branch': return [{ ...action, whenTrue: inner(action.whenTrue), whenFalse: inner(action.whenFalse) }];
        case 'switch': return [{ ...action, cases: action.cases.map(inner) }];
        default: return [action];
      }
    }),
  };
}

function areNeighbours(states: readonly Limb[], places: VectorPlaces): boolean {
  const found = states.map(({ parameter }) => places.ofSlot(parameter));
  return found.every((place, index) => place !== undefined && place.vector === found[0]!.vector && place.lane === found[0]!.lane + index);
}

import type { Action, Body, SetRegister } from './action.js';
import type { Limb } from './limb.js';
import { laneCount, vectorLimbs, vectorOperands, type Vector, type VectorOp } from './vector.js';

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

/**
 * Joins four assignments that a body makes to neighbours in a vector, and that compute the same with different operands, into one action on
 * v128. What has no vector form (popcount) is left to single elements.
 */
export function vectorise(body: Body, places: VectorPlaces): Body {
  const sets = new Map<string, SetRegister[]>();
  const times = new Map<number, number>();
  for (const action of body.actions) {
    if (action.kind !== 'set') continue;
    times.set(action.register, (times.get(action.register) ?? 0) + 1);
    const place = places.ofRegister(action.register);
    if (!place) continue;
    const key = `${place.vector} ${Math.floor(place.lane / laneCount)}`;
    const list = sets.get(key);
    if (list) list.push(action);
    else sets.set(key, [action]);
  }
  const replaced = new Map<Action, Action | undefined>();
  for (const lanes of sets.values()) {
    // A register that is set twice keeps its order, and single actions.
    if (lanes.length !== laneCount || lanes.some(({ register }) => times.get(register) !== 1)) continue;
    lanes.sort((a, b) => places.ofRegister(a.register)!.lane - places.ofRegister(b.register)!.lane);
    const value = new Vectors(places).build(lanes.map(({ limbs }) => limbs[0]!));
    if (!isWorthwhile(value)) continue;
    const first = body.actions.find((action) => lanes.includes(action as SetRegister))!;
    for (const lane of lanes) replaced.set(lane, undefined);
    replaced.set(first, { kind: 'setVector', registers: lanes.map(({ register }) => register), value, limbs: vectorLimbs(value) });
  }
  return {
    actions: body.actions.flatMap((action): Action[] => {
      if (replaced.has(action)) return [replaced.get(action)].filter((each) => each !== undefined);
      switch (action.kind) {
        case 'branch': return [{ ...action, whenTrue: vectorise(action.whenTrue, places), whenFalse: vectorise(action.whenFalse, places) }];
        case 'switch': return [{ ...action, cases: action.cases.map((inner) => vectorise(inner, places)) }];
        default: return [action];
      }
    }),
  };
}

/** Collecting four limbs costs as much as computing with them one by one. */
function isWorthwhile(value: Vector): boolean {
  const seen = new Set<Vector>();
  let gathers = 0;
  const visit = (vector: Vector): void => {
    if (seen.has(vector)) return;
    seen.add(vector);
    if (vector.kind === 'gather') gathers++;
    vectorOperands(vector).forEach(visit);
  };
  visit(value);
  return gathers === 0 || gathers * 4 <= seen.size;
}

class Vectors {
  private readonly known = new Map<string, Vector>();

  constructor(private readonly places: VectorPlaces) {}

  build(lanes: readonly Limb[]): Vector {
    const key = lanes.map(({ id }) => id).join(' ');
    const known = this.known.get(key);
    if (known) return known;
    const made = this.make(lanes);
    this.known.set(key, made);
    return made;
  }

  private make(lanes: readonly Limb[]): Vector {
    const first = lanes[0]!;
    if (lanes.every((limb) => limb === first)) return { kind: 'splat', limb: first };
    const gather: Vector = { kind: 'gather', lanes };
    if (lanes.some(({ op, parameter }) => op !== first.op || (op !== 'state' && parameter !== first.parameter))) return gather;
    const operand = (index: number): Vector => this.build(lanes.map(({ operands }) => operands[index]!));
    const below = (bits: 'unsignedBits' | 'signedBits'): boolean => lanes.every(({ operands }) => operands[0]![bits] <= 32);
    switch (first.op) {
      case 'state':
        return this.areNeighbours(lanes) ? { kind: 'load', lanes } : gather;
      case 'add':
      case 'subtract':
      case 'multiply':
      case 'and':
      case 'or':
      case 'xor':
        return first.kind === 'i64' ? { kind: 'binary', op: first.op satisfies VectorOp, left: operand(0), right: operand(1) } : gather;
      case 'signExtend': {
        if (first.parameter > 32) return gather;
        const amount = 32 - first.parameter;
        return amount === 0 ? operand(0) : { kind: 'shift', op: 'rightSigned', amount, operand: { kind: 'shift', op: 'left', amount, operand: operand(0) } };
      }
      case 'select': {
        const condition = first.operands[0]!;
        if (first.kind !== 'i64' || lanes.some(({ operands }) => operands[0] !== condition)) return gather;
        return { kind: 'select', condition, whenTrue: operand(1), whenFalse: operand(2) };
      }
      case 'shiftLeft':
      case 'shiftRightSigned':
      case 'shiftRightUnsigned': {
        const by = first.operands[1]!;
        if (by.op !== 'constant' || by.value >= 32n || lanes.some(({ operands }) => operands[1] !== by)) return gather;
        const amount = Number(by.value);
        if (first.op === 'shiftLeft') return { kind: 'shift', op: 'left', amount, operand: operand(0) };
        // Bits that come down from above must be in the lane.
        if (first.op === 'shiftRightSigned') return below('signedBits') ? { kind: 'shift', op: 'rightSigned', amount, operand: operand(0) } : gather;
        return below('unsignedBits') ? { kind: 'shift', op: 'rightUnsigned', amount, operand: operand(0) } : gather;
      }
      default:
        return gather;
    }
  }

  private areNeighbours(lanes: readonly Limb[]): boolean {
    const places = lanes.map(({ parameter }) => this.places.ofSlot(parameter));
    return places.every((place, index) => place !== undefined && place.vector === places[0]!.vector && place.lane === places[0]!.lane + index);
  }
}

import type { Action, Body } from './action.js';
import { innerBodies, usedLimbs } from './action.js';
import type { Limb } from './limb.js';
import type { Slot } from './program.js';

/** Looking for an order may cost this many steps per design; beyond, the order of the source stays. It is a matter of speed only. */
const patience = 20_000_000;

/**
 * Reorders register updates so that the readers of a register come before its writers: a register in linear memory can then be
 * overwritten in place, without a second copy of the state. Actions that set the same register keep their order, so the result means the
 * same; where readers and writers form a cycle (a swap), `earlyReads` finds what has to be read ahead.
 */
export function orderActions(updates: Body, slots: readonly Slot[], limbs: number): Body {
  const seen = new Uint32Array(limbs);
  let stamp = 0;
  let steps = 0;

  const reads = (actions: readonly Action[]): Set<number> => {
    const found = new Set<number>();
    const rest: Limb[] = [];
    const collect = (action: Action): void => {
      usedLimbs(action).forEach((limb) => rest.push(limb));
      innerBodies(action).forEach((inner) => inner.actions.forEach(collect));
    };
    actions.forEach(collect);
    stamp++;
    for (let limb = rest.pop(); limb && steps < patience; limb = rest.pop()) {
      if (seen[limb.id] === stamp) continue;
      seen[limb.id] = stamp;
      steps++;
      const slot = limb.op === 'state' ? slots[limb.parameter]! : undefined;
      if (slot?.role === 'register') found.add(slot.index);
      const { operands } = limb;
      for (let index = 0; index < operands.length; index++) if (seen[operands[index]!.id] !== stamp) rest.push(operands[index]!);
    }
    return found;
  };

  const ordered = ({ actions }: Body): Body => {
    const groups = actions.length > 1 ? groupByRegister(actions) : [];
    if (groups.length < 2) return { actions: actions.map(inner) };
    const readers = new Map<number, number[]>();
    groups.forEach((group, index) => {
      reads(group.actions).forEach((register) => {
        const list = readers.get(register);
        if (list) list.push(index);
        else readers.set(register, [index]);
      });
    });
    const before = groups.map((group, index) => [...group.registers].flatMap((register) => readers.get(register) ?? []).filter((other) => other !== index));
    return { actions: afterThoseBefore(before).flatMap((index) => groups[index]!.actions).map(inner) };
  };

  const inner = (action: Action): Action => {
    switch (action.kind) {
      case 'branch': return { ...action, whenTrue: ordered(action.whenTrue), whenFalse: ordered(action.whenFalse) };
      case 'switch': return { ...action, cases: action.cases.map(ordered) };
      case 'region': return { ...action, body: ordered(action.body) };
      default: return action;
    }
  };
  return ordered(updates);
}

/** Actions that set a common register, directly or through others, as one group in the order of the source. */
function groupByRegister(actions: readonly Action[]): { actions: Action[]; registers: Set<number> }[] {
  const leader = actions.map((_, index) => index);
  const find = (index: number): number => {
    let at = index;
    while (leader[at] !== at) at = leader[at] = leader[leader[at]!]!;
    return at;
  };
  const setter = new Map<number, number>();
  const targets = actions.map(registersSet);
  targets.forEach((registers, index) => {
    registers.forEach((register) => {
      const other = setter.get(register);
      if (other === undefined) setter.set(register, index);
      else {
        const [a, b] = [find(other), find(index)];
        leader[Math.max(a, b)] = Math.min(a, b);
      }
    });
  });
  const groups = new Map<number, { actions: Action[]; registers: Set<number> }>();
  actions.forEach((action, index) => {
    const first = find(index);
    let group = groups.get(first);
    if (!group) groups.set(first, (group = { actions: [], registers: new Set() }));
    group.actions.push(action);
    const { registers } = group;
    targets[index]!.forEach((register) => registers.add(register));
  });
  return [...groups.values()];
}

function registersSet(action: Action): Set<number> {
  const registers = new Set<number>();
  const visit = (each: Action): void => {
    if (each.kind === 'set') registers.add(each.register);
    if (each.kind === 'setVector') each.registers.forEach((register) => registers.add(register));
    innerBodies(each).forEach(({ actions }) => actions.forEach(visit));
  };
  visit(action);
  return registers;
}

/** 0 .. n - 1, each after those in its list of `before`; cycles are cut where they are met. */
function afterThoseBefore(before: readonly (readonly number[])[]): number[] {
  const order: number[] = [];
  const met = new Uint8Array(before.length);
  for (let root = 0; root < before.length; root++) {
    if (met[root]) continue;
    met[root] = 1;
    const stack = [{ index: root, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const other = before[top.index]![top.next++];
      if (other === undefined) {
        order.push(top.index);
        stack.pop();
      } else if (!met[other]) {
        met[other] = 1;
        stack.push({ index: other, next: 0 });
      }
    }
  }
  return order;
}

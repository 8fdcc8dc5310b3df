import type { Action, Body } from './action.js';
import { innerBodies, registersSet, usedLimbs } from './action.js';
import type { Limb } from './limb.js';
import type { Slot } from './program.js';

/** Looking for an order may cost this many steps per design; beyond, the order of the source stays. It is a matter of speed only. */
const patience = 20_000_000;

/** Groups that are moved together. */
const longestRow = 10;

/**
 * Reorders register updates so that the readers of a register come before its writers: a register in linear memory can then be
 * overwritten in place, without a second copy of the state. Actions that set the same register keep their order, so the result means the
 * same; where readers and writers form a cycle (a swap), `earlyReads` finds what has to be read ahead.
 */
export function orderActions(updates: Body, slots: readonly Slot[], limbs: number): Body {
  const seen = new Uint32Array(limbs);
  /** By register. */
  const slotsOf: number[][] = [];
  slots.forEach(({ role, index }, slot) => {
    if (role === 'register') (slotsOf[index] ??= []).push(slot);
  });
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
      if (limb.op === 'state' && slots[limb.parameter]!.role === 'register') found.add(limb.parameter);
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
      reads(group.actions).forEach((slot) => {
        const list = readers.get(slot);
        if (list) list.push(index);
        else readers.set(slot, [index]);
      });
    });
    /** By group, the readers of what it sets, once for each limb. */
    const before = groups.map((group, index) =>
      [...group.registers].flatMap((register) => slotsOf[register]!.flatMap((slot) => readers.get(slot) ?? [])).filter((other) => other !== index));
    let order: readonly number[] = afterThoseBefore(before);
    if (actions[0]!.kind === 'region') {
      const copies = groups.map(() => new Float64Array(groups.length));
      before.forEach((others, index) => others.forEach((reader) => { copies[index]![reader]! += 1; }));
      order = fewerCopies(order, copies);
    }
    return { actions: order.flatMap((index) => groups[index]!.actions).map(inner) };
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

/**
 * Moves groups, and rows of neighbours in the order, to where they cost least, until none can be moved with profit. `copies[a][b]`: limbs that `a`
 * sets and `b` reads, so what is copied when `a` comes first.
 */
function fewerCopies(order: readonly number[], copies: readonly Float64Array[]): readonly number[] {
  let moved = order;
  for (let found = true; found;) {
    found = false;
    for (let length = 1; length <= longestRow; length++) {
      for (let from = 0; from + length <= moved.length; from++) {
        const to = bestPlace(moved, from, length, copies);
        if (to === from) continue;
        const row = moved.slice(from, from + length);
        const others = [...moved.slice(0, from), ...moved.slice(from + length)];
        moved = [...others.slice(0, to), ...row, ...others.slice(to)];
        found = true;
      }
    }
  }
  return moved;
}

/** Where the row of `length` groups at `from` saves most copies, as a position among the others; `from` when it saves none elsewhere. */
function bestPlace(order: readonly number[], from: number, length: number, copies: readonly Float64Array[]): number {
  let to = from;
  let most = 0;
  for (const step of [-1, 1]) {
    let saved = 0;
    for (let at = step < 0 ? from - 1 : from + length; at >= 0 && at < order.length; at += step) {
      for (let index = from; index < from + length; index++) saved += step * (copies[order[index]!]![order[at]!]! - copies[order[at]!]![order[index]!]!);
      if (saved <= most) continue;
      most = saved;
      to = step < 0 ? at : at - length + 1;
    }
  }
  return to;
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
  const targets = actions.map((action) => registersSet(action));
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

import type { Action, Body, SetRegister } from './action.js';
import { body, innerBodies } from './action.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';
import { substitute } from './substitute.js';

/** A condition becomes a branch when at least so many assignments of a body choose by it: then it belongs to a stage, not to one element's data. */
const leastUsers = 4;

/** And only where an alternative holds at least so many operations: a select of two cheap values is faster than a jump. */
const leastOperations = 8;

/** Conditions inside conditions: each doubles the code. */
const deepest = 4;

/**
 * Turns what all elements of an array choose by one condition (a mode, a size) from a select in each of them into one branch around all, so that
 * the alternative that is not taken costs nothing.
 */
export class Unswitching {
  /** By the limb's id: operations below it, each counted once per path, up to a bound: enough to tell expensive from cheap. */
  private readonly operations: number[] = [];
  /** Whether the limb, or one below it, is a select with an expensive alternative. */
  private readonly chooses: boolean[] = [];

  constructor(private readonly graph: LimbGraph) {}

  apply({ actions }: Body, depth = 0): Body {
    const inner = actions.map((action): Action => {
      switch (action.kind) {
        case 'branch': return { ...action, whenTrue: this.apply(action.whenTrue, depth), whenFalse: this.apply(action.whenFalse, depth) };
        case 'switch': return { ...action, cases: action.cases.map((each) => this.apply(each, depth)) };
        default: return action;
      }
    });
    return body(this.split(inner, depth));
  }

  /** The actions of one body, with what shares a condition in branches. The bodies inside the actions are done. */
  private split(inner: Action[], depth: number): Action[] {
    const best = depth === deepest || inner.length < leastUsers ? undefined : this.bestCondition(inner);
    if (!best) return inner;
    const users = new Set<Action>(best.users);
    const given = (value: boolean): Body => {
      const limbs = substitute(this.graph, best.users.flatMap((set) => set.limbs), best.condition, value);
      let at = 0;
      return body(this.split(best.users.map((set) => ({ ...set, limbs: limbs.slice(at, (at += set.limbs.length)) })), depth + 1));
    };
    const branch: Action = { kind: 'branch', condition: best.condition, whenTrue: given(true), whenFalse: given(false) };
    return this.split([...inner.filter((action) => !users.has(action)), branch], depth + 1);
  }

  /** The condition that saves most. */
  private bestCondition(actions: readonly Action[]): { condition: Limb; users: SetRegister[] } | undefined {
    this.measure();
    if (actions.filter((action) => action.kind === 'set' && this.mayChoose(action)).length < leastUsers) return undefined;
    const found = new Map<Limb, { users: SetRegister[]; saved: number }>();
    for (const set of assignedOnce(actions)) {
      const open = set.limbs.filter(({ id }) => this.chooses[id]);
      const met = new Set<Limb>(open);
      for (let limb = open.pop(); limb; limb = open.pop()) {
        for (let index = 0; index < limb.operands.length; index++) {
          const operand = limb.operands[index]!;
          if (!this.chooses[operand.id] || met.has(operand)) continue;
          met.add(operand);
          open.push(operand);
        }
        const saved = this.savedBy(limb);
        if (saved === 0) continue;
        const condition = limb.operands[0]!;
        let entry = found.get(condition);
        if (!entry) found.set(condition, (entry = { users: [], saved: 0 }));
        if (entry.users.at(-1) !== set) entry.users.push(set);
        entry.saved += saved;
      }
    }
    let best: { condition: Limb; users: SetRegister[]; saved: number } | undefined;
    for (const [condition, entry] of found) {
      if (entry.users.length >= leastUsers && entry.saved > (best?.saved ?? 0)) best = { condition, ...entry };
    }
    return best;
  }

  private mayChoose({ limbs }: SetRegister): boolean {
    return limbs.some((limb) => this.chooses[limb.id]);
  }

  /** Operations of the more expensive alternative of a select; 0 for other limbs and cheap selects. */
  private savedBy({ op, operands }: Limb): number {
    if (op !== 'select') return 0;
    const saved = Math.max(this.operations[operands[1]!.id]!, this.operations[operands[2]!.id]!);
    return saved < leastOperations ? 0 : saved;
  }

  /** Looks at the limbs that are new. Operands have smaller ids. */
  private measure(): void {
    const { limbs } = this.graph;
    for (let id = this.operations.length; id < limbs.length; id++) {
      const limb = limbs[id]!;
      const { operands } = limb;
      let below = operands.length === 0 ? 0 : 1;
      let chooses = false;
      for (let index = 0; index < operands.length; index++) {
        below += this.operations[operands[index]!.id]!;
        if (this.chooses[operands[index]!.id]) chooses = true;
      }
      this.operations.push(Math.min(below, 4 * leastOperations));
      this.chooses.push(chooses || this.savedBy(limb) > 0);
    }
  }
}

/** The assignments to registers that nothing else in the body sets: they may be moved. */
function assignedOnce(actions: readonly Action[]): SetRegister[] {
  const times = new Map<number, number>();
  const visit = (action: Action): void => {
    if (action.kind === 'set') times.set(action.register, (times.get(action.register) ?? 0) + 1);
    for (const each of innerBodies(action)) each.actions.forEach(visit);
  };
  actions.forEach(visit);
  return actions.filter((action): action is SetRegister => action.kind === 'set' && times.get(action.register) === 1);
}

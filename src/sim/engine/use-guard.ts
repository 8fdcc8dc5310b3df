import type { Limb } from './limb.js';

/** A condition that holds where a limb is used: twice the condition's id, plus one where it has to be false. */
export type Literal = number;

/**
 * When a limb is needed: in a cycle in which one of some regions runs and, there, all of some conditions hold. Every region is in at most one
 * part. Guards are interned: equal ones are one object.
 */
export interface Guard {
  readonly id: number;
  readonly parts: readonly GuardPart[];
}

export interface GuardPart {
  /** Bit n is region n. */
  readonly regions: bigint;
  /** Ascending. */
  readonly literals: readonly Literal[];
}

/** More alternatives than this cost more to test than they save: they become one, with the conditions that all have. */
const mostParts = 3;

/** Makes guards and joins them. */
export class UseGuards {
  /** Of a limb that no region uses. */
  readonly none: Guard;
  private readonly known = new Map<string, Guard>();
  private readonly unions = new Map<number, Guard>();

  constructor() {
    this.none = this.make([]);
  }

  region(index: number): Guard {
    return this.make([{ regions: 1n << BigInt(index), literals: [] }]);
  }

  /** `guard`, and all of `literals`. */
  under(guard: Guard, literals: readonly Literal[]): Guard {
    if (literals.length === 0) return guard;
    return this.make(guard.parts.map((part) => (
      { regions: part.regions, literals: [...new Set([...part.literals, ...literals])].sort((a, b) => a - b) })));
  }

  /** Needed where `a` or `b` says: in a region that both have, only what both ask for can be relied on. */
  union(a: Guard, b: Guard): Guard {
    if (a === b || b === this.none) return a;
    if (a === this.none) return b;
    const key = a.id < b.id ? a.id * 2 ** 24 + b.id : b.id * 2 ** 24 + a.id;
    const known = this.unions.get(key);
    if (known) return known;
    const made = this.make([...both(a, b), ...only(a, b), ...only(b, a)]);
    this.unions.set(key, made);
    return made;
  }

  /** The regions of `guard` without their conditions. */
  withoutConditions(guard: Guard): Guard {
    if (guard.parts.every(({ literals }) => literals.length === 0)) return guard;
    return this.make([{ regions: regionsOf(guard), literals: [] }]);
  }

  private make(parts: readonly GuardPart[]): Guard {
    const byLiterals = new Map<string, GuardPart>();
    for (const { regions, literals } of parts) {
      const key = literals.join(' ');
      byLiterals.set(key, { regions: regions | (byLiterals.get(key)?.regions ?? 0n), literals });
    }
    let list = [...byLiterals.values()];
    if (list.length > mostParts) list = [joined(list)];
    list.sort((a, b) => (a.regions < b.regions ? -1 : 1));
    const key = list.map(({ regions, literals }) => `${regions}:${literals.join(' ')}`).join('|');
    let guard = this.known.get(key);
    if (!guard) this.known.set(key, (guard = { id: this.known.size, parts: list }));
    return guard;
  }
}

/** One part for several: the conditions that all of them have. */
function joined(parts: readonly GuardPart[]): GuardPart {
  return {
    regions: parts.reduce((sum, { regions }) => sum | regions, 0n),
    literals: parts[0]!.literals.filter((literal) => parts.every(({ literals }) => literals.includes(literal))),
  };
}

function both(a: Guard, b: Guard): GuardPart[] {
  return a.parts.flatMap((left) => b.parts.flatMap((right) => {
    const regions = left.regions & right.regions;
    return regions === 0n ? [] : [{ regions, literals: left.literals.filter((literal) => right.literals.includes(literal)) }];
  }));
}

function only(a: Guard, b: Guard): GuardPart[] {
  const others = regionsOf(b);
  return a.parts.map(({ regions, literals }) => ({ regions: regions & ~others, literals })).filter(({ regions }) => regions !== 0n);
}

/** All regions of a guard. */
export function regionsOf({ parts }: Guard): bigint {
  let regions = 0n;
  for (const part of parts) regions |= part.regions;
  return regions;
}

/** The conditions that have to hold for `condition` to be `value`: those of a conjunction one by one. */
export function literalsOf(condition: Limb, value: boolean, found: Literal[] = []): Literal[] {
  const [a, b] = condition.operands;
  if (condition.op === 'not') return literalsOf(a!, !value, found);
  if (condition.kind === 'i32' && condition.op === (value ? 'and' : 'or')) {
    literalsOf(a!, value, found);
    return literalsOf(b!, value, found);
  }
  found.push(2 * condition.id + (value ? 0 : 1));
  return found;
}

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
  /** Those of all parts. */
  readonly regions: bigint;
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
  /** Guards of regions alone: most are, and a union of such is one of numbers. */
  private readonly bare = new Map<bigint, Guard>();
  /** By the smaller id, then the larger. */
  private readonly unions: Map<number, Guard>[] = [];

  constructor() {
    this.none = this.make([]);
  }

  region(index: number): Guard {
    return this.ofRegions(1n << BigInt(index));
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
    const known = (this.unions[Math.min(a.id, b.id)] ??= new Map<number, Guard>());
    const larger = Math.max(a.id, b.id);
    let made = known.get(larger);
    if (!made) {
      made = isBare(a) && isBare(b) ? this.ofRegions(a.regions | b.regions) : this.make([...both(a, b), ...only(a, b), ...only(b, a)]);
      known.set(larger, made);
    }
    return made;
  }

  /** The regions of `guard` without their conditions. */
  withoutConditions(guard: Guard): Guard {
    return isBare(guard) || guard === this.none ? guard : this.ofRegions(guard.regions);
  }

  private ofRegions(regions: bigint): Guard {
    let guard = this.bare.get(regions);
    if (!guard) this.bare.set(regions, (guard = this.make([{ regions, literals: [] }])));
    return guard;
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
    if (!guard) this.known.set(key, (guard = { id: this.known.size, parts: list, regions: list.reduce((sum, { regions }) => sum | regions, 0n) }));
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
  const others = b.regions;
  return a.parts.map(({ regions, literals }) => ({ regions: regions & ~others, literals })).filter(({ regions }) => regions !== 0n);
}

/** Whether a guard has regions and no conditions. */
export const isBare = ({ parts }: Guard): boolean => parts.length === 1 && parts[0]!.literals.length === 0;

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

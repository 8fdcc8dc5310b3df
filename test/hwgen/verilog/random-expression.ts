import type { Type } from '../../../src/hwgen/ir/type.js';
import { cat, constant, keep, module, mux, sint, uint, type Definition, type Signal } from '../../../src/hwgen/language/hardware.js';

/** A small deterministic generator: a test names its seed and gets the same design for ever. */
export class Random {
  constructor(private state: number) {}
  /** 0 .. n-1 */
  below(n: number): number {
    // mulberry32
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  }
  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
  /** Corners half of the time: all zeros, all ones, the sign bit, one. */
  bits(width: number): bigint {
    const top = 1n << BigInt(width - 1);
    if (this.below(2) === 0) return this.of([0n, 1n, top, top - 1n, 2n * top - 1n, 2n * top - 2n].map((v) => BigInt.asUintN(width, v)));
    let value = 0n;
    for (let i = 0; i < width; i += 16) value = (value << 16n) | BigInt(this.below(0x10000));
    return BigInt.asUintN(width, value);
  }
  value({ sign, width }: Type): bigint {
    const bits = this.bits(width);
    return sign === 'signed' ? BigInt.asIntN(width, bits) : bits;
  }
}

/** Around the limbs of the engine and the words of Verilator and C++. */
export const WIDTHS = [1, 1, 2, 3, 4, 7, 8, 9, 16, 31, 32, 33, 63, 64, 65, 130];
const WIDEST = 140;

type Step = (pool: readonly Signal[], random: Random) => Signal | undefined;

export const shape = (type: Type) => (type.sign === 'signed' ? sint(type.width) : uint(type.width));
const alike = (pool: readonly Signal[], to: Signal, random: Random): Signal =>
  random.of([...pool.filter((s) => s.sign === to.sign && s.width === to.width), constant(shape(to.node.type), random.value(to.node.type))]);
const sameSign = (pool: readonly Signal[], to: Signal, random: Random): Signal => random.of(pool.filter((s) => s.sign === to.sign));
const natural = (pool: readonly Signal[], random: Random, widest: number): Signal =>
  random.of([...pool.filter((s) => s.sign === 'unsigned' && s.width <= widest), constant(uint(2), random.below(4))]);
const bit = (pool: readonly Signal[], random: Random): Signal => random.of([...pool.filter((s) => s.sign === 'unsigned' && s.width === 1), constant(uint(1), random.below(2))]);

/** One rule per operator. */
const STEPS: readonly Step[] = [
  (pool, r) => { const a = r.of(pool); return r.of([() => a.and(alike(pool, a, r)), () => a.or(alike(pool, a, r)), () => a.xor(alike(pool, a, r))])(); },
  (pool, r) => r.of(pool).not(),
  (pool, r) => r.of(pool).neg(),
  (pool, r) => { const a = r.of(pool); return a.add(sameSign(pool, a, r)); },
  (pool, r) => { const a = r.of(pool); return a.sub(sameSign(pool, a, r)); },
  (pool, r) => { const a = r.of(pool); return a.mul(sameSign(pool, a, r)); },
  (pool, r) => { const a = r.of(pool); const b = r.of([sameSign(pool, a, r), alike(pool, a, r)]); return r.of([() => a.eq(b), () => a.ne(b), () => a.lt(b), () => a.le(b), () => a.gt(b), () => a.ge(b)])(); },
  (pool, r) => { const a = r.of(pool); return r.of([() => a.popcount(), () => a.any(), () => a.all(), () => a.parity()])(); },
  (pool, r) => r.of(pool).shl(r.below(9)),
  (pool, r) => r.of(pool).shl(natural(pool, r, 4)),
  (pool, r) => { const a = r.of(pool); return a.shr(r.below(a.width + 2)); },
  (pool, r) => r.of(pool).shr(natural(pool, r, 9)),
  (pool, r) => { const a = r.of(pool); return mux(bit(pool, r), a, r.of([sameSign(pool, a, r), alike(pool, a, r)])); },
  (pool, r) => cat(...Array.from({ length: 1 + r.below(3) }, () => r.of(pool))),
  (pool, r) => { const a = r.of(pool); const low = r.below(a.width); return a.slice(low + r.below(a.width - low), low); },
  (pool, r) => { const a = r.of(pool); return a.wrap(1 + r.below(a.width)); },
  (pool, r) => { const a = r.of(pool); return a.extend(a.width + r.below(6)); },
  (pool, r) => { const a = r.of(pool); return a.saturate(1 + r.below(a.width)); },
  (pool, r) => { const a = r.of(pool.filter((s) => s.sign === 'unsigned')); return a.toSigned(); },
  (pool, r) => { const a = r.of(pool); return r.of([() => a.asSigned(), () => a.asUnsigned()])(); },
  (pool, r) => r.of(pool).repeat(1 + r.below(3)),
  (pool, r) => {
    const a = r.of(pool);
    const widths = Array.from({ length: a.width }, (_, i) => i + 1).filter((w) => a.width % w === 0);
    return a.pick(natural(pool, r, 9), r.of([uint, sint])(r.of(widths)));
  },
];

/** One operation on values of `pool`, at most 140 bits wide. The pool holds an unsigned value. */
export function randomStep(pool: readonly Signal[], random: Random): Signal {
  for (;;) {
    const value = random.of(STEPS)(pool, random);
    if (value !== undefined && value.width <= WIDEST) return value;
  }
}

/**
 * A module of random well-typed expressions over every operator, with widths 1 to 140. `named`: the share of intermediate values that
 * get a name, in percent; without a name some mixtures can't be printed, which elaboration must say.
 */
export function randomExpressions(seed: number, steps: number, named: number): Definition {
  const random = new Random(seed);
  const inputs = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`x${i}`, i === 0 ? uint(1) : i === 1 ? sint(random.of(WIDTHS)) : random.of([uint, sint])(random.of(WIDTHS))]),
  );
  const start = { ...random };
  const build = (signals: Readonly<Record<string, Signal>>): Signal[] => {
    const r = Object.assign(new Random(0), start);
    const pool = Object.keys(inputs).map((name) => signals[name]!);
    for (let made = 0; made < steps; made++) {
      const value = randomStep(pool, r);
      if (r.below(100) < named) keep({ [`n${made}`]: value });
      pool.push(value);
    }
    // An output names its value as well, so most values are none: they are inlined, or kept.
    return pool.slice(-steps).filter((_, i) => i % 5 === 4);
  };
  // The types are known only once the tree is built, so it is built twice: for the interface, and for the logic.
  let types: Type[] = [];
  const probe = module('probe', () => ({ inputs, outputs: {} as Record<string, ReturnType<typeof shape>> }), (signals) => {
    types = build(signals as Readonly<Record<string, Signal>>).map(({ node }) => node.type);
    return {};
  });
  try {
    probe();
  } catch {
    // Whether it prints is asked below.
  }
  return module(
    `random_${seed}`,
    () => ({ inputs, outputs: Object.fromEntries(types.map((type, i) => [`y${i}`, shape(type)])) }),
    (signals) => Object.fromEntries(build(signals as Readonly<Record<string, Signal>>).map((signal, i) => [`y${i}`, signal])),
  )() as unknown as Definition;
}

import type { Limb, LimbKind, LimbOp } from './limb.js';

/** The operations made so far, found by what they compute: a hash table with one chain of limbs per bucket. Keys as strings would cost more than the limbs. */
export class LimbTable {
  private readonly limbs: Limb[] = [];
  private buckets = new Int32Array(1024).fill(-1);
  /** By the limb's place, of which there are as many as buckets. */
  private hashes = new Int32Array(1024);
  /** By the limb's place: the one before it in its bucket, -1 for none. */
  private next = new Int32Array(1024);

  /** `hash` is the `hashOf` the rest: computed once for looking and adding. */
  find(hash: number, op: LimbOp, kind: LimbKind, operands: readonly Limb[], parameter: number): Limb | undefined {
    for (let at = this.buckets[hash & (this.buckets.length - 1)]!; at >= 0; at = this.next[at]!) {
      if (this.hashes[at] !== hash) continue;
      const limb = this.limbs[at]!;
      if (limb.op === op && limb.kind === kind && limb.parameter === parameter && sameLimbs(limb.operands, operands)) return limb;
    }
    return undefined;
  }

  add(hash: number, limb: Limb): void {
    const at = this.limbs.length;
    if (at === this.buckets.length) this.grow();
    this.limbs.push(limb);
    this.hashes[at] = hash;
    this.link(at);
  }

  private grow(): void {
    const size = 16 * this.buckets.length;
    const { hashes } = this;
    this.hashes = new Int32Array(size);
    this.hashes.set(hashes);
    this.buckets = new Int32Array(size).fill(-1);
    this.next = new Int32Array(size);
    for (let at = 0; at < this.limbs.length; at++) this.link(at);
  }

  private link(at: number): void {
    const bucket = this.hashes[at]! & (this.buckets.length - 1);
    this.next[at] = this.buckets[bucket]!;
    this.buckets[bucket] = at;
  }
}

/** A number that says little about what a limb computes, and the same for equal ones. */
export function hashOf(op: LimbOp, kind: LimbKind, operands: readonly Limb[], parameter: number): number {
  // First letter, last letter and length tell nearly all operations apart.
  let hash = op.charCodeAt(0) + 61 * op.charCodeAt(op.length - 1) + 1021 * op.length + kind.charCodeAt(1);
  hash = Math.imul(hash, 31) + parameter;
  for (let index = 0; index < operands.length; index++) hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + operands[index]!.id;
  hash = Math.imul(hash ^ (hash >>> 16), 0x297a2d39);
  return hash ^ (hash >>> 15);
}

function sameLimbs(a: readonly Limb[], b: readonly Limb[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

import { foldConstants } from './fold-constants.js';
import type { Limb, LimbKind, LimbOp, VectorOp } from './limb.js';
import { LimbTable, hashOf } from './limb-table.js';
import { limbsPerWord } from './limb.js';
import { onesMask, signedSize, unsignedSize } from './number-size.js';

/** Makes limbs, each once: the leaves of a graph, and operations whose range of values is known to the caller. */
export abstract class LimbBuilder {
  readonly limbs: Limb[] = [];
  private readonly table = new LimbTable();
  private readonly constants = new Map<bigint, Limb>();
  /** Constants by their small value, and 2^n - 1 by n: looked up as numbers, without a bigint. */
  private readonly small: Limb[] = [];
  private readonly masks: Limb[] = [];
  /** The truth values. */
  private zero: Limb | undefined;
  private one: Limb | undefined;

  constant(value: bigint): Limb {
    const before = this.constants.get(value);
    if (before) return before;
    const word = BigInt.asUintN(64, value);
    const limb = (word === value ? undefined : this.constants.get(word)) ?? this.added('constant', 'i64', [], unsignedSize(word), signedSize(word), onesMask(word) ?? 0, word);
    this.constants.set(word, limb);
    this.constants.set(value, limb);
    return limb;
  }

  /** A small constant, 0 or more: a shift amount, an index. */
  number(value: number): Limb {
    return (this.small[value] ??= this.constant(BigInt(value)));
  }

  /** 2^width - 1. */
  ones(width: number): Limb {
    return (this.masks[width] ??= this.constant((1n << BigInt(width)) - 1n));
  }

  truth(value: boolean): Limb {
    if (value) return (this.one ??= this.added('constant', 'i32', [], 1, 2, 1, 1n));
    return (this.zero ??= this.added('constant', 'i32', [], 0, 1, 0, 0n));
  }

  state(slot: number, kind: LimbKind, unsignedBits: number, signedBits: number): Limb {
    return this.make('state', kind, [], unsignedBits, signedBits, slot);
  }

  load(memory: number, limb: number, address: Limb, unsignedBits: number, signedBits: number): Limb {
    return this.make('load', 'i64', [address], unsignedBits, signedBits, memory * limbsPerWord + limb);
  }

  /** A limb of four lanes; constants in it are not folded. */
  vector(op: VectorOp, operands: readonly Limb[], parameter = 0): Limb {
    return this.make(op, 'v128', operands, 64, 64, parameter);
  }

  /** An operation; a constant when its operands are. No bigint comes near the table: V8 would throw the code away that it has optimised for small ones. */
  protected make(op: LimbOp, kind: LimbKind, operands: readonly Limb[], unsignedBits: number, signedBits: number, parameter = 0): Limb {
    if (areConstants(operands) && op !== 'load' && kind !== 'v128') {
      const folded = foldConstants(op, operands.map((operand) => operand.value), parameter);
      return kind === 'i32' ? this.truth(folded !== 0n) : this.constant(folded);
    }
    const hash = hashOf(op, kind, operands, parameter);
    const found = this.table.find(hash, op, kind, operands, parameter);
    if (found) return found;
    const limb = this.added(op, kind, operands, unsignedBits, signedBits, parameter, 0n);
    this.table.add(hash, limb);
    return limb;
  }

  private added(op: LimbOp, kind: LimbKind, operands: readonly Limb[], unsignedBits: number, signedBits: number, parameter: number, value: bigint): Limb {
    const below = unsignedBits > 64 ? 64 : unsignedBits;
    const fits = Math.min(signedBits > 64 ? 64 : signedBits, below < 64 ? below + 1 : 64);
    const limb: Limb = { id: this.limbs.length, op, kind, operands, value, parameter, unsignedBits: below, signedBits: fits };
    this.limbs.push(limb);
    return limb;
  }
}

/** Whether there are operands, all of them constants. From the last on: a single constant stands there. */
function areConstants(limbs: readonly Limb[]): boolean {
  let left = limbs.length;
  if (left === 0) return false;
  while (left > 0 && limbs[left - 1]!.op === 'constant') left--;
  return left === 0;
}

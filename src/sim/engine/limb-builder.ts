import { foldConstants } from './fold-constants.js';
import type { Limb, LimbKind, LimbOp, VectorOp } from './limb.js';
import { LimbTable, hashOf } from './limb-table.js';
import { limbsPerWord } from './limb.js';
import { signedSize, unsignedSize } from './number-size.js';

/** Makes limbs, each once: the leaves of a graph, and operations whose range of values is known to the caller. */
export abstract class LimbBuilder {
  readonly limbs: Limb[] = [];
  private readonly table = new LimbTable();
  private readonly constants = new Map<bigint, Limb>();
  /** Constants by their small value, and 2^n - 1 by n: looked up as numbers, without a bigint. */
  private readonly small: Limb[] = [];
  private readonly masks: Limb[] = [];

  constant(value: bigint): Limb {
    const before = this.constants.get(value);
    if (before) return before;
    const word = BigInt.asUintN(64, value);
    const limb = this.make('constant', 'i64', [], unsignedSize(word), signedSize(word), 0, word);
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
    return this.make('constant', 'i32', [], value ? 1 : 0, value ? 2 : 1, 0, value ? 1n : 0n);
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

  protected make(
    op: LimbOp, kind: LimbKind, operands: readonly Limb[], unsignedBits: number, signedBits: number, parameter = 0, value = 0n,
  ): Limb {
    if (operands.length > 0 && op !== 'load' && kind !== 'v128' && areConstants(operands)) {
      const folded = foldConstants(op, operands.map((operand) => operand.value), parameter);
      return kind === 'i32' ? this.truth(folded !== 0n) : this.constant(folded);
    }
    const hash = hashOf(op, kind, operands, parameter, value);
    const found = this.table.find(hash, op, kind, operands, parameter, value);
    if (found) return found;
    const below = unsignedBits > 64 ? 64 : unsignedBits;
    const fits = Math.min(signedBits > 64 ? 64 : signedBits, below < 64 ? below + 1 : 64);
    const limb: Limb = { id: this.limbs.length, op, kind, operands, value, parameter, unsignedBits: below, signedBits: fits };
    this.limbs.push(limb);
    this.table.add(hash, limb);
    return limb;
  }
}

function areConstants(limbs: readonly Limb[]): boolean {
  for (let index = 0; index < limbs.length; index++) if (limbs[index]!.op !== 'constant') return false;
  return true;
}

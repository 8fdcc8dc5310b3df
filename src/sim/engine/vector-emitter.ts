import type { Layout } from './layout.js';
import type { LimbEmitter } from './limb-emitter.js';
import type { Limb } from './limb.js';
import { vectorOperands, type Vector, type VectorOp } from './vector.js';
import type { FunctionWriter } from './wasm-encoder.js';
import { opcode, vectorOpcode } from './wasm-opcodes.js';

const binaryOpcode: Record<VectorOp, number> = {
  add: vectorOpcode.i32x4Add,
  subtract: vectorOpcode.i32x4Sub,
  multiply: vectorOpcode.i32x4Mul,
  and: vectorOpcode.and,
  or: vectorOpcode.or,
  xor: vectorOpcode.xor,
};

const shiftOpcode = { left: vectorOpcode.i32x4Shl, rightSigned: vectorOpcode.i32x4ShrS, rightUnsigned: vectorOpcode.i32x4ShrU };

/** Emits vectors as stack code. What is the same in all lanes is spread once per body and kept in a local until `endBody`. */
export class VectorEmitter {
  private readonly free: number[] = [];
  /** Spread limbs and masks of the bodies that are open, innermost last. */
  private readonly spread: { readonly splats: Map<Limb, number>; readonly masks: Map<Limb, number> }[] = [];
  /** Nodes with several users in the action at hand. */
  private shared = new Map<Vector, number | undefined>();

  constructor(private readonly out: FunctionWriter, private readonly emitter: LimbEmitter, private readonly layout: Layout) {}

  startBody(): void {
    this.spread.push({ splats: new Map(), masks: new Map() });
  }

  endBody(): void {
    const { splats, masks } = this.spread.pop()!;
    this.free.push(...splats.values(), ...masks.values());
  }

  /** Leaves the vector on the stack. */
  push(vector: Vector): void {
    this.shared = new Map();
    const met = new Set<Vector>();
    const visit = (node: Vector): void => {
      if (met.has(node)) {
        if (node.kind !== 'splat') this.shared.set(node, undefined);
        return;
      }
      met.add(node);
      vectorOperands(node).forEach(visit);
    };
    visit(vector);
    this.value(vector);
    for (const local of this.shared.values()) if (local !== undefined) this.free.push(local);
  }

  private value(vector: Vector): void {
    const known = this.shared.get(vector);
    if (known !== undefined) return this.out.get(known);
    this.compute(vector);
    if (!this.shared.has(vector)) return;
    const local = this.local();
    this.shared.set(vector, local);
    this.out.tee(local);
  }

  private compute(vector: Vector): void {
    const { out } = this;
    switch (vector.kind) {
      case 'load':
        // A lane that had to be read ahead is in a local by now, and what is in memory is new.
        if (vector.lanes.some((lane) => this.emitter.isStored(lane))) return this.gather(vector.lanes);
        out.i32(0);
        out.vectorMemory(vectorOpcode.load, this.layout.slots[vector.lanes[0]!.parameter]!);
        return;
      case 'gather':
        return this.gather(vector.lanes);
      case 'splat':
        return this.splat(vector.limb);
      case 'binary':
        this.value(vector.left);
        this.value(vector.right);
        return out.vector(binaryOpcode[vector.op]);
      case 'shift':
        this.value(vector.operand);
        out.i32(vector.amount);
        return out.vector(shiftOpcode[vector.op]);
      case 'select':
        if (isZero(vector.whenTrue)) {
          this.value(vector.whenFalse);
          this.mask(vector.condition);
          return out.vector(vectorOpcode.andNot);
        }
        this.value(vector.whenTrue);
        if (isZero(vector.whenFalse)) {
          this.mask(vector.condition);
          return out.vector(vectorOpcode.and);
        }
        this.value(vector.whenFalse);
        this.mask(vector.condition);
        return out.vector(vectorOpcode.bitselect);
    }
  }

  private gather(lanes: readonly Limb[]): void {
    lanes.forEach((lane, index) => {
      this.half(lane);
      if (index === 0) this.out.vector(vectorOpcode.i32x4Splat);
      else this.out.vectorLane(vectorOpcode.i32x4ReplaceLane, index);
    });
  }

  private splat(limb: Limb): void {
    if (limb.op === 'constant') {
      this.half(limb);
      return this.out.vector(vectorOpcode.i32x4Splat);
    }
    this.kept('splats', limb, () => this.half(limb));
  }

  /** All ones where the condition holds. */
  private mask(condition: Limb): void {
    this.kept('masks', condition, () => {
      this.out.i32(0);
      this.half(condition);
      this.out.op(opcode.i32Sub);
    });
  }

  private kept(kind: 'splats' | 'masks', limb: Limb, pushHalf: () => void): void {
    const known = this.spread.findLast((open) => open[kind].has(limb))?.[kind].get(limb);
    if (known !== undefined) return this.out.get(known);
    pushHalf();
    this.out.vector(vectorOpcode.i32x4Splat);
    const local = this.local();
    this.spread.at(-1)![kind].set(limb, local);
    this.out.tee(local);
  }

  private half(limb: Limb): void {
    this.emitter.push(limb);
    if (limb.kind === 'i64') this.out.op(opcode.i32WrapI64);
  }

  private local(): number {
    return this.free.pop() ?? this.out.local('v128');
  }
}

const isZero = (vector: Vector): boolean => vector.kind === 'splat' && vector.limb.op === 'constant' && vector.limb.value === 0n;

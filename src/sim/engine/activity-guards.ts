import type { Action, Body, SetRegister, SetVector } from './action.js';
import { innerBodies } from './action.js';
import { assumedChanges } from './assumed-changes.js';
import { changedOffset } from './layout.js';
import type { Limb } from './limb.js';
import { limbsPerWord } from './limb.js';
import type { Placement } from './placement.js';
import type { FunctionWriter, WasmType } from './wasm-encoder.js';
import type { Guard, Literal } from './use-guard.js';
import { copiedPairs } from './wide-copies.js';
import { opcode, vectorOpcode } from './wasm-opcodes.js';

/** So many different sets of readers are asked for one by one only when something changed at all. */
const leastAskedTogether = 4;

/** How the region that is being emitted tells whether it changed a slot. */
interface OpenRegion {
  /** Per set of readers, a local that is not 0 when a slot that they read has changed. */
  readonly differences: ReadonlyMap<bigint, number>;
  /** The same for what is set as v128, in locals of that kind. */
  readonly vectorDifferences: ReadonlyMap<bigint, number>;
}

/**
 * The code that skips regions. One local has a bit per region, which says that something it reads changed at the last edge; another
 * collects the bits for the next cycle, wherever state is written.
 */
export class ActivityGuards {
  private readonly changed: number;
  private readonly next: number;
  private readonly slotReaders = new Map<number, bigint>();
  private readonly memoryReaders = new Map<number, bigint>();
  /** Locals for differences, used again by every region. */
  private readonly pool: number[] = [];
  private readonly vectorPool: number[] = [];
  private open: OpenRegion | undefined;
  /** What counts as changed whenever it is set. */
  private readonly assumed: ReadonlySet<Action>;

  constructor(private readonly out: FunctionWriter, placement: Placement, limbs: readonly Limb[], private readonly firstSlot: (register: number) => number, updates: Body, writes: Body) {
    this.changed = out.local('i64');
    this.next = out.local('i64');
    limbs.forEach((limb) => {
      if (limb.op === 'state') this.slotReaders.set(limb.parameter, placement.readersOf(limb));
      if (limb.op !== 'load') return;
      const readers = placement.readersOf(limb);
      const memory = Math.floor(limb.parameter / limbsPerWord);
      this.memoryReaders.set(memory, (this.memoryReaders.get(memory) ?? 0n) | readers);
    });
    this.assumed = assumedChanges({
      updates, writes, firstSlot,
      readersOf: (action) => this.readersOfAll(this.slotsOf(action)),
      memoryReadersOf: (memory) => this.memoryReaders.get(memory) ?? 0n,
    });
  }

  /** Before the first cycle of a call. */
  load(): void {
    this.out.i32(0);
    this.out.memory(opcode.i64Load, changedOffset);
    this.out.set(this.changed);
  }

  save(): void {
    this.out.i32(0);
    this.out.get(this.changed);
    this.out.memory(opcode.i64Store, changedOffset);
  }

  /** Runs `emit`'s code when something that one of `regions` reads has changed. */
  when(regions: bigint, emit: () => void): void {
    const { out } = this;
    out.block('block');
    out.get(this.changed);
    out.i64(regions);
    out.op(opcode.i64And);
    out.op(opcode.i64Eqz);
    out.branchIf(0);
    emit();
    out.op(opcode.end);
  }

  /** Runs `emit`'s code when the conditions of a guard say so, of which a region runs. `pushLiteral` leaves a condition on the stack. */
  whenNeeded({ parts }: Guard, pushLiteral: (literal: Literal) => void, emit: () => void): void {
    const { out } = this;
    if (parts.length === 1 && parts[0]!.literals.length === 0) return emit();
    parts.forEach(({ regions, literals }, index) => {
      if (parts.length > 1) {
        out.get(this.changed);
        out.i64(regions);
        out.op(opcode.i64And);
        out.i64(0n);
        out.op(opcode.i64Ne);
      }
      literals.forEach((literal, position) => {
        pushLiteral(literal);
        if (parts.length > 1 || position > 0) out.op(opcode.i32And);
      });
      if (index > 0) out.op(opcode.i32Or);
    });
    out.block('if');
    emit();
    out.op(opcode.end);
  }

  region(index: number, body: Body, emit: () => void): void {
    this.when(1n << BigInt(index), () => {
      const { out } = this;
      const differences = this.locals(this.slotsCompared(body).map((slot) => this.readersOf(slot)), this.pool, 'i64');
      const vectorDifferences = this.locals(this.slotsComparedTogether(body).map((slots) => this.readersOfAll(slots)), this.vectorPool, 'v128');
      for (const local of differences.values()) {
        out.i64(0n);
        out.set(local);
      }
      for (const local of vectorDifferences.values()) {
        out.vectorConstant([0, 0, 0, 0]);
        out.set(local);
      }
      this.open = { differences, vectorDifferences };
      emit();
      this.open = undefined;
      this.markChanged(differences, vectorDifferences);
    });
  }

  /** Marks the readers of what has changed. */
  private markChanged(differences: ReadonlyMap<bigint, number>, vectorDifferences: ReadonlyMap<bigint, number>): void {
    const { out } = this;
    const masks = [...new Set([...differences.keys(), ...vectorDifferences.keys()])];
    const together = masks.length >= leastAskedTogether;
    if (together) {
      this.pushAny([...differences.values()], [...vectorDifferences.values()]);
      out.block('if');
    }
    for (const mask of masks) {
      const [local, vectorLocal] = [differences.get(mask), vectorDifferences.get(mask)];
      this.pushAny(local === undefined ? [] : [local], vectorLocal === undefined ? [] : [vectorLocal]);
      out.block('if');
      this.mark(mask);
      out.op(opcode.end);
    }
    if (together) out.op(opcode.end);
  }

  /** Leaves on the stack whether one of the locals is not 0. */
  private pushAny(locals: readonly number[], vectorLocals: readonly number[]): void {
    const { out } = this;
    locals.forEach((local, index) => {
      out.get(local);
      if (index > 0) out.op(opcode.i64Or);
    });
    if (locals.length > 0) {
      out.i64(0n);
      out.op(opcode.i64Ne);
    }
    vectorLocals.forEach((local, index) => {
      out.get(local);
      if (index > 0) out.vector(vectorOpcode.or);
    });
    if (vectorLocals.length > 0) out.vector(vectorOpcode.anyTrue);
    if (locals.length > 0 && vectorLocals.length > 0) out.op(opcode.i32Or);
  }

  /** Whether what the action sets is compared with what it was. */
  compares(action: SetRegister | SetVector): boolean {
    return this.open !== undefined && !this.assumed.has(action);
  }

  /** The local that collects what changes in the slot; undefined when nobody has to know. */
  difference(slot: number): number | undefined {
    return this.open?.differences.get(this.readersOf(slot));
  }

  /** The same for slots that are set together, as one v128: what changes in any of them. */
  vectorDifference(slots: readonly number[]): number | undefined {
    return this.open?.vectorDifferences.get(this.readersOfAll(slots));
  }

  /** After the direct actions of a body: the readers of what was set without comparing, and of memories that were written. */
  markBody({ actions }: Body): void {
    let mask = 0n;
    for (const action of actions) {
      if (action.kind === 'store') mask |= this.memoryReaders.get(action.memory) ?? 0n;
      if ((action.kind === 'set' || action.kind === 'setVector') && this.assumed.has(action)) mask |= this.readersOfAll(this.slotsOf(action));
    }
    if (mask !== 0n) this.mark(mask);
  }

  /** The edge. */
  commit(): void {
    this.out.get(this.next);
    this.out.set(this.changed);
    this.out.i64(0n);
    this.out.set(this.next);
  }

  private mark(mask: bigint): void {
    this.out.get(this.next);
    this.out.i64(mask);
    this.out.op(opcode.i64Or);
    this.out.set(this.next);
  }

  private readersOf(slot: number): bigint {
    return this.slotReaders.get(slot) ?? 0n;
  }

  private readersOfAll(slots: readonly number[]): bigint {
    return slots.reduce((mask, slot) => mask | this.readersOf(slot), 0n);
  }

  /** A local of the pool for each different set of readers. */
  private locals(masks: readonly bigint[], pool: number[], type: WasmType): ReadonlyMap<bigint, number> {
    const different = [...new Set(masks)].filter((mask) => mask !== 0n);
    return new Map(different.map((mask, position) => [mask, (pool[position] ??= this.out.local(type))]));
  }

  private slotsOf(action: SetRegister | SetVector): readonly number[] {
    if (action.kind === 'setVector') return action.registers.map(this.firstSlot);
    return action.limbs.map((_, index) => this.firstSlot(action.register) + index);
  }

  /** What a body compares as v128. */
  private slotsComparedTogether({ actions }: Body): readonly (readonly number[])[] {
    return actions.flatMap((action) => {
      if (this.assumed.has(action)) return [];
      if (action.kind === 'setVector') return [this.slotsOf(action)];
      if (action.kind !== 'set') return innerBodies(action).flatMap((inner) => this.slotsComparedTogether(inner));
      const first = this.firstSlot(action.register);
      return copiedPairs(action).map((index) => [first + index, first + index + 1]);
    });
  }

  /** What it compares one by one. */
  private slotsCompared({ actions }: Body): readonly number[] {
    return actions.flatMap((action) => {
      if (this.assumed.has(action) || action.kind === 'setVector') return [];
      return action.kind === 'set' ? this.slotsOf(action) : innerBodies(action).flatMap((inner) => this.slotsCompared(inner));
    });
  }
}

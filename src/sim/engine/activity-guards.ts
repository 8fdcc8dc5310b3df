import type { Body } from './action.js';
import { innerBodies } from './action.js';
import { changedOffset } from './layout.js';
import type { Limb } from './limb.js';
import { limbsPerWord } from './limb.js';
import type { Placement } from './placement.js';
import type { FunctionWriter, WasmType } from './wasm-encoder.js';
import type { Guard, Literal } from './use-guard.js';
import { copiedPairs } from './wide-copies.js';
import { opcode, vectorOpcode } from './wasm-opcodes.js';

/** A region that sets more limbs than this counts as changed when it runs, unless that would keep it running: comparing all costs more than it saves. */
const mostCompared = 48;

/** How the region that is being emitted tells whether it changed a slot. */
interface OpenRegion {
  /** Per set of readers, a local that is not 0 when a slot that they read has changed. Absent: nothing is compared. */
  readonly differences?: ReadonlyMap<bigint, number> | undefined;
  /** The same for what is set as v128, in locals of that kind. */
  readonly vectorDifferences?: ReadonlyMap<bigint, number> | undefined;
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
  private open: OpenRegion = {};
  /** By the index of a region: whether it compares what it sets. */
  private readonly comparing: ReadonlySet<number>;

  constructor(private readonly out: FunctionWriter, placement: Placement, limbs: readonly Limb[], private readonly firstSlot: (register: number) => number, updates: Body) {
    this.changed = out.local('i64');
    this.next = out.local('i64');
    limbs.forEach((limb) => {
      if (limb.op === 'state') this.slotReaders.set(limb.parameter, placement.readersOf(limb));
      if (limb.op !== 'load') return;
      const readers = placement.readersOf(limb);
      const memory = Math.floor(limb.parameter / limbsPerWord);
      this.memoryReaders.set(memory, (this.memoryReaders.get(memory) ?? 0n) | readers);
    });
    this.comparing = this.regionsThatCompare(updates);
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
      if (!this.comparing.has(index)) {
        this.open = {};
        emit();
        return;
      }
      const { out } = this;
      const differences = this.locals(this.slotsSet(body, false).map((slot) => this.readersOf(slot)), this.pool, 'i64');
      const vectorDifferences = this.locals(this.slotsSetTogether(body).map((slots) => this.readersOfAll(slots)), this.vectorPool, 'v128');
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
      for (const mask of new Set([...differences.keys(), ...vectorDifferences.keys()])) {
        const [local, vectorLocal] = [differences.get(mask), vectorDifferences.get(mask)];
        if (local !== undefined) {
          out.get(local);
          out.i64(0n);
          out.op(opcode.i64Ne);
        }
        if (vectorLocal !== undefined) {
          out.get(vectorLocal);
          out.vector(vectorOpcode.anyTrue);
          if (local !== undefined) out.op(opcode.i32Or);
        }
        out.block('if');
        this.mark(mask);
        out.op(opcode.end);
      }
    });
  }

  /** The local that collects what changes in the slot; undefined when nobody has to know, or all that is set counts as changed. */
  difference(slot: number): number | undefined {
    return this.open.differences?.get(this.readersOf(slot));
  }

  /** The same for slots that are set together, as one v128: what changes in any of them. */
  vectorDifference(slots: readonly number[]): number | undefined {
    return this.open.vectorDifferences?.get(this.readersOfAll(slots));
  }

  /** After the direct actions of a body: the readers of what was set without comparing, and of memories that were written. */
  markBody({ actions }: Body): void {
    let mask = 0n;
    for (const action of actions) {
      if (action.kind === 'store') mask |= this.memoryReaders.get(action.memory) ?? 0n;
      if (action.kind === 'set' && !this.open.differences) {
        action.limbs.forEach((_, index) => { mask |= this.readersOf(this.firstSlot(action.register) + index); });
      }
      if (action.kind === 'setVector' && !this.open.differences) {
        for (const register of action.registers) mask |= this.readersOf(this.firstSlot(register));
      }
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

  /**
   * Small regions compare, and of the large ones those that would keep each other running for ever: that mark themselves, directly or through
   * others that do not compare.
   */
  private regionsThatCompare({ actions }: Body): ReadonlySet<number> {
    const regions = actions.filter((action) => action.kind === 'region').map(({ index, body }) => ({ index, slots: this.slotsSet(body) }));
    const large = regions.filter(({ slots }) => slots.length > mostCompared);
    const marked = new Map(large.map(({ index, slots }) => [index, slots.reduce((mask, slot) => mask | this.readersOf(slot), 0n)]));
    // What a region marks, and what that marks, through large regions only.
    for (const { index: through } of large) {
      for (const [index, mask] of marked) if ((mask >> BigInt(through)) & 1n) marked.set(index, mask | marked.get(through)!);
    }
    return new Set(regions.filter(({ index }) => !marked.has(index) || ((marked.get(index)! >> BigInt(index)) & 1n) === 1n).map(({ index }) => index));
  }

  private readersOfAll(slots: readonly number[]): bigint {
    return slots.reduce((mask, slot) => mask | this.readersOf(slot), 0n);
  }

  /** A local of the pool for each different set of readers. */
  private locals(masks: readonly bigint[], pool: number[], type: WasmType): ReadonlyMap<bigint, number> {
    const different = [...new Set(masks)].filter((mask) => mask !== 0n);
    return new Map(different.map((mask, position) => [mask, (pool[position] ??= this.out.local(type))]));
  }

  /** What a body sets as v128. */
  private slotsSetTogether({ actions }: Body): readonly (readonly number[])[] {
    return actions.flatMap((action) => {
      if (action.kind === 'setVector') return [action.registers.map(this.firstSlot)];
      if (action.kind !== 'set') return innerBodies(action).flatMap((inner) => this.slotsSetTogether(inner));
      const first = this.firstSlot(action.register);
      return copiedPairs(action).map((index) => [first + index, first + index + 1]);
    });
  }

  /** `vectors`: those that are set as lanes too. */
  private slotsSet({ actions }: Body, vectors = true, found: number[] = []): readonly number[] {
    for (const action of actions) {
      if (action.kind === 'set') for (let limb = 0; limb < action.limbs.length; limb++) found.push(this.firstSlot(action.register) + limb);
      else if (action.kind !== 'setVector') for (const inner of innerBodies(action)) this.slotsSet(inner, vectors, found);
      else if (vectors) for (const register of action.registers) found.push(this.firstSlot(register));
    }
    return found;
  }
}

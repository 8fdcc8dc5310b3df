import type { Action, Body, SetRegister, SetVector } from './action.js';
import { assumedChanges } from './assumed-changes.js';
import { changedOffset } from './layout.js';
import type { Limb } from './limb.js';
import { limbsPerWord } from './limb.js';
import type { Placement } from './placement.js';
import type { FunctionWriter } from './wasm-encoder.js';
import type { Guard, Literal } from './use-guard.js';
import { opcode, vectorOpcode } from './wasm-opcodes.js';

/** So many different sets of readers are asked for one by one only when something changed at all. */
const leastAskedTogether = 4;

/** What a body compares for one set of readers: the locals that are not 0 when something has changed, from the first comparison on. */
interface Comparison {
  readonly readers: bigint;
  local?: number;
  vectorLocal?: number;
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
  /** Locals for differences, used again by every body; the first ones by those that are being emitted. */
  private readonly pools: Record<'i64' | 'v128', { readonly locals: number[]; used: number }> = { i64: { locals: [], used: 0 }, v128: { locals: [], used: 0 } };
  /** Of the bodies that are being emitted, the innermost last: what is compared, by the action that sets it. */
  private readonly open: ReadonlyMap<Action, Comparison>[] = [];
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
      readersOf: (action) => this.readers(action),
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

  /** Runs `emit`'s code when something that region `index` reads has changed. */
  region(index: number, emit: () => void): void {
    this.when(1n << BigInt(index), emit);
  }

  /** Before the actions of a body. */
  openBody({ actions }: Body): void {
    const comparisons = new Map<bigint, Comparison>();
    const byAction = new Map<Action, Comparison>();
    for (const action of actions) {
      if ((action.kind !== 'set' && action.kind !== 'setVector') || this.assumed.has(action)) continue;
      const readers = this.readers(action);
      if (readers === 0n) continue;
      const comparison = comparisons.get(readers) ?? { readers };
      comparisons.set(readers, comparison);
      byAction.set(action, comparison);
    }
    this.open.push(byAction);
  }

  /** Whether what the action sets is compared with what it was. */
  compares(action: Action): boolean {
    return this.open.at(-1)?.has(action) ?? false;
  }

  /** For an action that compares: the bits in which the new value differs from the old one are on the stack. */
  collect(action: Action, kind: 'i64' | 'v128'): void {
    const { out } = this;
    const comparison = this.open.at(-1)!.get(action)!;
    const name = kind === 'i64' ? 'local' : 'vectorLocal';
    const before = comparison[name];
    const local = comparison[name] ??= this.local(kind);
    if (before !== undefined) {
      out.get(before);
      if (kind === 'i64') out.op(opcode.i64Or);
      else out.vector(vectorOpcode.or);
    }
    out.set(local);
  }

  /** After the direct actions of a body: marks the readers of what has changed, of what was set without comparing, and of memories that were written. */
  closeBody({ actions }: Body): void {
    let mask = 0n;
    for (const action of actions) {
      if (action.kind === 'store') mask |= this.memoryReaders.get(action.memory) ?? 0n;
      if ((action.kind === 'set' || action.kind === 'setVector') && this.assumed.has(action)) mask |= this.readers(action);
    }
    if (mask !== 0n) this.mark(mask);
    this.markChanged([...new Set(this.open.pop()!.values())]);
  }

  private markChanged(comparisons: readonly Comparison[]): void {
    const { out, pools } = this;
    const together = comparisons.length >= leastAskedTogether;
    if (together) {
      this.pushChanged(comparisons);
      out.block('if');
    }
    for (const comparison of comparisons) {
      this.pushChanged([comparison]);
      out.block('if');
      this.mark(comparison.readers);
      out.op(opcode.end);
      if (comparison.local !== undefined) pools.i64.used--;
      if (comparison.vectorLocal !== undefined) pools.v128.used--;
    }
    if (together) out.op(opcode.end);
  }

  /** Leaves on the stack whether something has changed. */
  private pushChanged(comparisons: readonly Comparison[]): void {
    const { out } = this;
    const locals = comparisons.flatMap(({ local }) => local ?? []);
    const vectorLocals = comparisons.flatMap(({ vectorLocal }) => vectorLocal ?? []);
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

  /** The regions that read what an action sets. */
  private readers(action: SetRegister | SetVector): bigint {
    const slots = action.kind === 'setVector' ? action.registers.map(this.firstSlot) : action.limbs.map((_, index) => this.firstSlot(action.register) + index);
    return slots.reduce((mask, slot) => mask | (this.slotReaders.get(slot) ?? 0n), 0n);
  }

  private local(kind: 'i64' | 'v128'): number {
    const pool = this.pools[kind];
    return (pool.locals[pool.used++] ??= this.out.local(kind));
  }
}

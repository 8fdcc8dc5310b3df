import { ActionEmitter } from './action-emitter.js';
import { ActivityGuards } from './activity-guards.js';
import { body } from './action.js';
import { earlyReads } from './early-reads.js';
import type { Layout } from './layout.js';
import { changedOffset, hashOffset } from './layout.js';
import { lazyLimbs } from './lazy-limbs.js';
import { LimbEmitter } from './limb-emitter.js';
import type { Limb, LimbKind } from './limb.js';
import { ObservationEmitter } from './observation-emitter.js';
import type { Placement } from './placement.js';
import { placeLimbs } from './placement.js';
import type { Program } from './program.js';
import type { Variant } from './variant.js';
import { FunctionWriter, encodeModule } from './wasm-encoder.js';
import { opcode } from './wasm-opcodes.js';

const [leftParameter, rowsParameter, samplesParameter] = [0, 1, 2];

/** The WebAssembly of one variant. */
export function emitVariant(program: Program, layout: Layout, variant: Variant): Uint8Array<ArrayBuffer> {
  return new CycleEmitter(program, layout, variant).emit();
}

class CycleEmitter {
  private readonly out = new FunctionWriter('run', ['i32', 'i32', 'i32'], ['i32']);
  private readonly slotLocals = new Map<number, number>();
  /** Where a resident register's next value waits for the edge. */
  private readonly nextLocals = new Map<number, number>();
  private readonly emitter: LimbEmitter;
  private readonly actionEmitter: ActionEmitter;
  private readonly observer: ObservationEmitter;
  private readonly prologue = body();
  private readonly cycle = body();
  private readonly placement: Placement;
  /** Registers in memory that are needed after another region has overwritten them. */
  private readonly early: readonly Limb[];
  private readonly guards: ActivityGuards | undefined;
  private readonly hashed: readonly Limb[];
  private readonly sampled: readonly Limb[];
  private readonly awaited: readonly Limb[];
  private readonly drivenInputs: Program['inputs'];
  private readonly drivenSlots: ReadonlySet<number>;

  constructor(
    private readonly program: Program,
    private readonly layout: Layout,
    private readonly variant: Variant,
  ) {
    const { graph, inputs, assertions, slots } = program;
    this.emitter = new LimbEmitter(this.out, program, layout, this.slotLocals);
    this.drivenInputs = variant.driven.map((name) => inputs.find((input) => input.name === name)!);
    this.drivenSlots = new Set(this.drivenInputs.flatMap(({ firstSlot, value }) => value.limbs.map((_, index) => firstSlot + index)));
    this.sampled = variant.sampled.flatMap((name) => program.signals.get(name)!.limbs);
    this.hashed = variant.hash ? program.hashed : [];
    this.awaited = variant.until === undefined ? [] : program.signals.get(variant.until)!.limbs;
    const parts = variant.edges ? [program.updates, program.writes] : [];
    this.placement = placeLimbs({
      prologue: this.prologue,
      cycle: this.cycle,
      parts,
      writes: program.writes,
      observed: [...this.sampled, ...this.hashed, ...this.awaited, ...(variant.edges ? assertions.map(({ condition }) => condition) : [])],
      limbs: graph.limbs,
      guarded: variant.guarded && program.guarded,
      changesEachCycle: (state) => slots[state.parameter]!.role === 'register' || this.drivenSlots.has(state.parameter),
    });
    const firstSlot = (register: number): number => program.registers[register]!.firstSlot;
    this.guards = variant.guarded && program.guarded ? new ActivityGuards(this.out, this.placement, graph.limbs, firstSlot, program.updates, program.writes) : undefined;
    this.observer = new ObservationEmitter(this.out, this.emitter, program, layout, variant.reset);
    const { ahead, inRegion } = earlyReads(parts, this.placement, (slot) => !layout.resident[slot], firstSlot);
    this.early = ahead;
    this.actionEmitter = new ActionEmitter(this.out, this.emitter, this.placement, program, layout, this.nextLocals, inRegion, this.guards);
  }

  emit(): Uint8Array<ArrayBuffer> {
    const { out, variant } = this;
    const total = out.local('i32');
    const hash = out.local('i64');
    out.get(leftParameter);
    out.set(total);
    if (variant.hash) {
      this.emitter.loadSlot('i64', hashOffset);
      out.set(hash);
    }
    this.observer.setStatus(0);
    this.loadState();
    this.guards?.load();
    this.actionEmitter.start(this.prologue);
    out.block('block');
    out.block('loop');
    if (variant.edges && variant.until === undefined) this.exitWhenDone();
    this.loadRows();
    this.startCycle();
    if (variant.until !== undefined) {
      this.observer.exitOnValue(this.awaited);
      this.exitWhenDone();
    }
    this.storeSamples();
    // A cycle that breaks an assertion is sampled, but it does not count: neither its hash nor its edge happen.
    if (variant.edges) this.observer.checkAssertions();
    if (variant.hash) this.observer.foldHash(hash, this.hashed);
    if (variant.edges) {
      this.actionEmitter.body(this.program.updates);
      this.actionEmitter.body(this.program.writes);
      if (variant.reset) this.resetRegisters();
      this.commit();
      this.guards?.commit();
      out.get(leftParameter);
      out.i32(1);
      out.op(opcode.i32Sub);
      out.set(leftParameter);
      out.branch(0);
    }
    out.op(opcode.end);
    out.op(opcode.end);
    this.saveState();
    if (this.guards) this.guards.save();
    else if (variant.edges) this.markAll();
    if (variant.hash) {
      out.i32(0);
      out.get(hash);
      this.emitter.storeSlot('i64', hashOffset);
    }
    out.get(total);
    out.get(leftParameter);
    out.op(opcode.i32Sub);
    return encodeModule([out], 1);
  }

  /** What is computed when a cycle begins: at once what every cycle needs and what costs little, the rest when one of the regions that use it will run. */
  private startCycle(): void {
    const limbs = [...this.early, ...(this.placement.stored.get(this.cycle) ?? [])];
    const { guards, emitter, placement, program } = this;
    // A large design that is not divided runs for a few cycles: with fewer locals to look after, V8 compiles its loop sooner.
    const brief = program.sources !== undefined && !program.guarded;
    if (!guards) return limbs.forEach((limb) => (brief ? emitter.spill(limb) : emitter.store(limb)));
    const lazy = limbs.filter(({ id }) => placement.always[id] === 0);
    for (const limb of limbs) if (placement.always[limb.id] === 1) emitter.store(limb);
    const pushLiteral = (literal: number): void => {
      emitter.push(this.program.graph.limbs[literal >> 1]!);
      if (literal % 2 === 1) this.out.op(opcode.i32Eqz);
    };
    for (const { regions, unasked, groups } of lazyLimbs(lazy, placement)) {
      const compute = (): void => groups.forEach(({ guard, limbs: needed }) => guards.whenNeeded(guard, pushLiteral, () => needed.forEach((limb) => emitter.spill(limb))));
      if (unasked) compute();
      else guards.when(regions, compute);
    }
  }

  /** For the guarded variants: everything may have changed. */
  private markAll(): void {
    this.out.i32(0);
    this.out.i64(-1n);
    this.emitter.storeSlot('i64', changedOffset);
  }

  private loadState(): void {
    const { out, program, layout, emitter } = this;
    program.slots.forEach((slot, index) => {
      if (!layout.resident[index]) return;
      const kind = this.slotKind(index);
      const local = out.local(kind);
      this.slotLocals.set(index, local);
      emitter.loadSlot(kind, layout.slots[index]!);
      if (slot.role === 'register' && this.variant.edges) {
        const next = out.local(kind);
        this.nextLocals.set(index, next);
        out.tee(next);
      }
      out.set(local);
    });
  }

  private saveState(): void {
    for (const index of this.slotLocals.keys()) {
      if (!this.drivenSlots.has(index) && !this.nextLocals.has(index)) continue;
      this.out.i32(0);
      this.out.get(this.slotLocals.get(index)!);
      this.emitter.storeSlot(this.slotKind(index), this.layout.slots[index]!);
    }
  }

  private slotKind(index: number): LimbKind {
    const { role, index: owner, limb } = this.program.slots[index]!;
    return (role === 'input' ? this.program.inputs : this.program.registers)[owner]!.value.limbs[limb]!.kind;
  }

  /** The next row of input values, eight bytes per limb. */
  private loadRows(): void {
    const { out } = this;
    let offset = 0;
    for (const { firstSlot, value } of this.drivenInputs) {
      value.limbs.forEach((limb, index) => {
        out.get(rowsParameter);
        out.memory(limb.kind === 'i32' ? opcode.i32Load : opcode.i64Load, offset);
        out.set(this.slotLocals.get(firstSlot + index)!);
        offset += 8;
      });
    }
    this.advance(rowsParameter, offset);
  }

  private storeSamples(): void {
    const { out } = this;
    this.sampled.forEach((limb, index) => {
      out.get(samplesParameter);
      this.emitter.pushWord(limb);
      out.memory(opcode.i64Store, 8 * index);
    });
    this.advance(samplesParameter, 8 * this.sampled.length);
  }

  private advance(pointer: number, bytes: number): void {
    if (bytes === 0) return;
    this.out.get(pointer);
    this.out.i32(bytes);
    this.out.op(opcode.i32Add);
    this.out.set(pointer);
  }

  private exitWhenDone(): void {
    this.out.get(leftParameter);
    this.out.op(opcode.i32Eqz);
    this.out.branchIf(1);
  }

  private resetRegisters(): void {
    this.emitter.push(this.program.inputs[0]!.value.limbs[0]!);
    this.out.block('if');
    for (const { reset, firstSlot } of this.program.registers) if (reset) this.actionEmitter.setRegister(firstSlot, reset);
    this.out.op(opcode.end);
  }

  /** The edge: registers in locals take their next values. A next value stays what it is, so a register that is not set holds. */
  private commit(): void {
    for (const [slot, next] of this.nextLocals) {
      this.out.get(next);
      this.out.set(this.slotLocals.get(slot)!);
    }
  }
}

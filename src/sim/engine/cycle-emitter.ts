import type { Action, Body } from './action.js';
import { body } from './action.js';
import { earlyReads } from './early-reads.js';
import type { Layout } from './layout.js';
import { hashOffset, statusOffset } from './layout.js';
import { LimbEmitter } from './limb-emitter.js';
import type { Limb } from './limb-graph.js';
import type { Placement } from './placement.js';
import { placeLimbs } from './placement.js';
import type { Program } from './program.js';
import { plainBits } from './value.js';
import { FunctionWriter, encodeModule } from './wasm-encoder.js';
import { opcode } from './wasm-opcodes.js';

/** What one compiled loop does besides the cycles themselves. Each combination in use is compiled once, when first asked for. */
export interface Variant {
  /** Fold the outputs of every cycle into the hash. */
  readonly hash: boolean;
  /** Look at `rst`. Without, it must be low: reset costs nothing in the loop that runs nearly always. */
  readonly reset: boolean;
  /** Clock edges; without, the function settles, samples once and returns. */
  readonly edges: boolean;
  /** Stop when this output equals the value at `layout.untilValue`. */
  readonly until?: string | undefined;
  /** Inputs that take a new value each cycle, from the input rows. */
  readonly driven: readonly string[];
  /** Signals whose settled values go to the samples each cycle. */
  readonly sampled: readonly string[];
}

/** The signature of every variant: run(cycles, address of the input rows, address of the samples) -> cycles run. */
export type RunFunction = (cycles: number, rows: number, samples: number) => number;

const [leftParameter, rowsParameter, samplesParameter] = [0, 1, 2];
const hashPrime = 0x100000001b3n;

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
  private readonly prologue = body();
  private readonly cycle = body();
  private readonly placement: Placement;
  /** Registers in memory that are needed after they have been overwritten. */
  private readonly early: readonly Limb[];
  private readonly hashed: readonly Limb[];
  private readonly sampled: readonly Limb[];
  private readonly awaited: readonly Limb[];
  private readonly drivenInputs: Program['inputs'];

  constructor(
    private readonly program: Program,
    private readonly layout: Layout,
    private readonly variant: Variant,
  ) {
    const { graph, signals, outputs, inputs, assertions, slots } = program;
    this.emitter = new LimbEmitter(this.out, program, layout, this.slotLocals);
    this.drivenInputs = variant.driven.map((name) => inputs.find((input) => input.name === name)!);
    this.sampled = variant.sampled.flatMap((name) => signals.get(name)!.limbs);
    this.hashed = variant.hash ? outputs.flatMap(({ name }) => plainBits(graph, signals.get(name)!)) : [];
    this.awaited = variant.until === undefined ? [] : signals.get(variant.until)!.limbs;
    const driven = new Set(this.drivenInputs.map((input) => input.firstSlot).flatMap((first) => {
      const { limbs } = this.drivenInputs.find((input) => input.firstSlot === first)!.value;
      return limbs.map((_, index) => first + index);
    }));
    const parts = variant.edges ? [program.updates, program.writes] : [];
    this.placement = placeLimbs({
      prologue: this.prologue,
      cycle: this.cycle,
      parts,
      writes: program.writes,
      observed: [...this.sampled, ...this.hashed, ...this.awaited, ...(variant.edges ? assertions.map(({ condition }) => condition) : [])],
      limbs: graph.limbs,
      changesEachCycle: (state) => slots[state.parameter]!.role === 'register' || driven.has(state.parameter),
    });
    this.early = earlyReads(parts, this.placement, (slot) => !layout.resident[slot], (register) => program.registers[register]!.firstSlot);
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
    this.setStatus(0);
    this.loadState();
    this.startBody(this.prologue);
    out.block('block');
    out.block('loop');
    if (variant.edges && variant.until === undefined) this.exitWhenDone();
    this.loadRows();
    for (const limb of this.early) this.emitter.store(limb);
    this.startBody(this.cycle);
    if (variant.until !== undefined) {
      this.exitOnValue();
      this.exitWhenDone();
    }
    this.storeSamples();
    // A cycle that breaks an assertion is sampled, but it does not count: neither its hash nor its edge happen.
    if (variant.edges) this.checkAssertions();
    if (variant.hash) this.foldHash(hash);
    if (variant.edges) {
      this.actions(this.program.updates);
      this.actions(this.program.writes);
      if (variant.reset) this.resetRegisters();
      this.commit();
      out.get(leftParameter);
      out.i32(1);
      out.op(opcode.i32Sub);
      out.set(leftParameter);
      out.branch(0);
    }
    out.op(opcode.end);
    out.op(opcode.end);
    this.saveState();
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
      const driven = this.drivenInputs.some(({ firstSlot, value }) => index >= firstSlot && index < firstSlot + value.limbs.length);
      if (!driven && !this.nextLocals.has(index)) continue;
      this.out.i32(0);
      this.out.get(this.slotLocals.get(index)!);
      this.emitter.storeSlot(this.slotKind(index), this.layout.slots[index]!);
    }
  }

  private slotKind(index: number): 'i32' | 'i64' {
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

  private setStatus(status: number): void {
    this.out.i32(0);
    this.out.i32(status);
    this.out.memory(opcode.i32Store, statusOffset);
  }

  private exitWhenDone(): void {
    this.out.get(leftParameter);
    this.out.op(opcode.i32Eqz);
    this.out.branchIf(1);
  }

  private exitOnValue(): void {
    const { out, emitter, layout } = this;
    this.awaited.forEach((limb, index) => {
      emitter.pushWord(limb);
      emitter.loadSlot('i64', layout.untilValue + 8 * index);
      out.op(opcode.i64Eq);
      if (index > 0) out.op(opcode.i32And);
    });
    out.block('if');
    this.setStatus(1);
    out.branch(2);
    out.op(opcode.end);
  }

  private checkAssertions(): void {
    const { out, emitter, program, layout } = this;
    program.assertions.forEach(({ kind, condition }, index) => {
      if (kind === 'cover') {
        const offset = layout.covers + 8 * index;
        emitter.push(condition);
        this.maskedByReset();
        out.block('if');
        out.i32(0);
        emitter.loadSlot('i64', offset);
        out.i64(1n);
        out.op(opcode.i64Add);
        emitter.storeSlot('i64', offset);
      } else {
        emitter.push(condition);
        out.op(opcode.i32Eqz);
        this.maskedByReset();
        out.block('if');
        this.setStatus(2 + index);
        out.branch(2);
      }
      out.op(opcode.end);
    });
  }

  /** A truth value is on the stack; it counts only while `rst` is low. */
  private maskedByReset(): void {
    if (!this.variant.reset) return;
    this.emitter.push(this.program.inputs[0]!.value.limbs[0]!);
    this.out.op(opcode.i32Eqz);
    this.out.op(opcode.i32And);
  }

  private foldHash(hash: number): void {
    const { out } = this;
    for (const limb of this.hashed) {
      out.get(hash);
      this.emitter.pushWord(limb);
      out.op(opcode.i64Xor);
      out.i64(hashPrime);
      out.op(opcode.i64Mul);
      out.tee(hash);
      out.get(hash);
      out.i64(29n);
      out.op(opcode.i64ShrU);
      out.op(opcode.i64Xor);
      out.set(hash);
    }
  }

  private startBody(block: Body): void {
    for (const limb of this.placement.stored.get(block) ?? []) this.emitter.store(limb);
  }

  private actions(block: Body): void {
    this.startBody(block);
    for (const action of block.actions) this.action(action);
    this.emitter.release(this.placement.stored.get(block) ?? []);
  }

  private action(action: Action): void {
    const { out, emitter } = this;
    switch (action.kind) {
      case 'set':
        this.setRegister(this.program.registers[action.register]!.firstSlot, action.limbs);
        return;
      case 'branch':
        emitter.push(action.condition);
        if (action.whenTrue.actions.length === 0) out.op(opcode.i32Eqz);
        out.block('if');
        this.actions(action.whenTrue.actions.length === 0 ? action.whenFalse : action.whenTrue);
        if (action.whenTrue.actions.length > 0 && action.whenFalse.actions.length > 0) {
          out.op(opcode.else);
          this.actions(action.whenFalse);
        }
        out.op(opcode.end);
        return;
      case 'switch': {
        // block $end { block $n-1 { … block $0 { br_table } case 0; br $end } … } case n - 1 }
        const count = action.cases.length;
        for (let index = 0; index <= count; index++) out.block('block');
        emitter.push(action.selector);
        out.op(opcode.i32WrapI64);
        out.branchTable(action.cases.map((_, index) => index), count);
        action.cases.forEach((inner, index) => {
          out.op(opcode.end);
          this.actions(inner);
          if (index < count - 1) out.branch(count - 1 - index);
        });
        out.op(opcode.end);
        return;
      }
      case 'store':
        action.data.forEach((limb, index) => {
          const offset = this.layout.memories[action.memory]!.offset + 8 * index;
          const mask = action.mask?.[index];
          emitter.pushWordAddress(action.memory, action.address);
          if (mask) {
            // old ^ ((old ^ data) & mask): the old word is read here, after earlier writes of the same edge.
            emitter.pushWordAddress(action.memory, action.address);
            out.memory(emitter.loadOpcode(action.memory), offset);
            emitter.pushWord(limb);
            out.op(opcode.i64Xor);
            emitter.push(mask);
            out.op(opcode.i64And);
            emitter.pushWordAddress(action.memory, action.address);
            out.memory(emitter.loadOpcode(action.memory), offset);
            out.op(opcode.i64Xor);
          } else {
            emitter.pushWord(limb);
          }
          out.memory(emitter.storeOpcode(action.memory), offset);
        });
    }
  }

  /** All limbs are computed before the first is stored: in memory, a limb of the old value may be needed for another of the new. */
  private setRegister(firstSlot: number, limbs: readonly Limb[]): void {
    for (const [index, limb] of limbs.entries()) {
      if (!this.nextLocals.has(firstSlot + index)) this.out.i32(0);
      this.emitter.push(limb);
    }
    for (let index = limbs.length - 1; index >= 0; index--) {
      const next = this.nextLocals.get(firstSlot + index);
      if (next !== undefined) this.out.set(next);
      else this.emitter.storeSlot(limbs[index]!.kind, this.layout.slots[firstSlot + index]!);
    }
  }

  private resetRegisters(): void {
    this.emitter.push(this.program.inputs[0]!.value.limbs[0]!);
    this.out.block('if');
    for (const { reset, firstSlot } of this.program.registers) if (reset) this.setRegister(firstSlot, reset);
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

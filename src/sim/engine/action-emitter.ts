import type { Action, Body, SetVector } from './action.js';
import type { ActivityGuards } from './activity-guards.js';
import type { Layout } from './layout.js';
import type { LimbEmitter } from './limb-emitter.js';
import type { Limb } from './limb.js';
import type { Placement } from './placement.js';
import type { Program } from './program.js';
import type { FunctionWriter } from './wasm-encoder.js';
import { opcode, vectorOpcode } from './wasm-opcodes.js';
import { copiedPairs } from './wide-copies.js';

/** Takes the bits in which a new value differs from the old one, from the stack. */
type Comparing = (kind: 'i64' | 'v128') => void;

/** Emits bodies of actions: branches, jump tables, stores and the next values of registers. */
export class ActionEmitter {
  constructor(
    private readonly out: FunctionWriter,
    private readonly emitter: LimbEmitter,
    private readonly placement: Placement,
    private readonly program: Program,
    private readonly layout: Layout,
    /** Where the next value of a slot waits for the edge; slots that are not here are overwritten in memory. */
    private readonly nextLocals: ReadonlyMap<number, number>,
    /** By the body of a region: what it reads before it overwrites it. */
    private readonly early: ReadonlyMap<Body, readonly Limb[]>,
    /** Absent: all regions run. */
    private readonly guards?: ActivityGuards | undefined,
  ) {}

  /** Computes what the body keeps in locals. */
  start(block: Body): void {
    for (const limb of this.early.get(block) ?? []) this.emitter.store(limb);
    for (const limb of this.placement.stored.get(block) ?? []) this.emitter.store(limb);
  }

  /** The body's actions; its locals are free afterwards. */
  body(block: Body): void {
    this.start(block);
    this.guards?.openBody(block);
    for (const action of block.actions) this.action(action);
    this.guards?.closeBody(block);
    this.emitter.release(this.placement.stored.get(block) ?? []);
    this.emitter.release(this.early.get(block) ?? []);
  }

  private action(action: Action): void {
    const { out, emitter } = this;
    switch (action.kind) {
      case 'set':
        this.setRegister(this.program.registers[action.register]!.firstSlot, action.limbs, this.comparing(action));
        return;
      case 'setVector':
        this.setVector(action);
        return;
      case 'branch':
        emitter.push(action.condition);
        if (action.whenTrue.actions.length === 0) out.op(opcode.i32Eqz);
        out.block('if');
        this.body(action.whenTrue.actions.length === 0 ? action.whenFalse : action.whenTrue);
        if (action.whenTrue.actions.length > 0 && action.whenFalse.actions.length > 0) {
          out.op(opcode.else);
          this.body(action.whenFalse);
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
          this.body(inner);
          if (index < count - 1) out.branch(count - 1 - index);
        });
        out.op(opcode.end);
        return;
      }
      case 'region':
        if (this.guards) this.guards.region(action.index, () => this.body(action.body));
        else this.body(action.body);
        return;
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

  /** What to do with the difference that an action makes, if it is asked for. */
  private comparing(action: Action): Comparing | undefined {
    const { guards } = this;
    return guards?.compares(action) ? (kind) => guards.collect(action, kind) : undefined;
  }

  /** All limbs are computed before the first is stored: in memory, a limb of the old value may be needed for another of the new. */
  setRegister(firstSlot: number, limbs: readonly Limb[], comparing?: Comparing): void {
    const { out, emitter } = this;
    if (limbs.length === 1) {
      if (!this.nextLocals.has(firstSlot)) out.i32(0);
      emitter.push(limbs[0]!);
      return this.storeSlot(firstSlot, limbs[0]!.kind, comparing);
    }
    const pairs = new Set(copiedPairs({ limbs }).filter((index) => this.isInMemory(limbs[index]!, limbs[index + 1]!, firstSlot + index)));
    const starts = limbs.map((_, index) => index).filter((index) => !pairs.has(index - 1));
    for (const index of starts) {
      if (!this.nextLocals.has(firstSlot + index)) out.i32(0);
      if (pairs.has(index)) emitter.loadSlot('v128', this.layout.slots[limbs[index]!.parameter]!);
      else emitter.push(limbs[index]!);
    }
    for (const index of starts.reverse()) {
      const { kind } = limbs[index]!;
      const slot = firstSlot + index;
      if (pairs.has(index)) {
        this.storeVector([slot, slot + 1], comparing);
        continue;
      }
      this.storeSlot(slot, kind, comparing);
    }
  }

  /** The slot's new value is on the stack, above address 0 when the slot is in memory. */
  private storeSlot(slot: number, kind: Limb['kind'], comparing: Comparing | undefined): void {
    const next = this.nextLocals.get(slot);
    if (comparing) this.compare(slot, kind, comparing);
    if (next !== undefined) this.out.set(next);
    else this.emitter.storeState(kind, slot);
  }

  /** Whether two neighbouring limbs of a register, and the slots that take them over, lie side by side in memory and hold what they held before the cycle. */
  private isInMemory(low: Limb, high: Limb, slot: number): boolean {
    const { resident, narrow, slots } = this.layout;
    const [from, to] = [low.parameter, slot];
    return [from, from + 1, to, to + 1].every((each) => !resident[each] && !narrow[each])
      && slots[from + 1] === slots[from]! + 8 && slots[to + 1] === slots[to]! + 8 && !this.emitter.isStored(low) && !this.emitter.isStored(high);
  }

  private setVector(action: SetVector): void {
    this.out.i32(0);
    this.emitter.push(action.limbs[0]!);
    this.storeVector(action.registers.map((register) => this.program.registers[register]!.firstSlot), this.comparing(action));
  }

  /** Address 0 and a v128 are on the stack: the new value of slots that lie one after the other. */
  private storeVector(slots: readonly number[], comparing?: Comparing): void {
    const { out } = this;
    const offset = this.layout.slots[slots[0]!]!;
    if (comparing) {
      const made = this.emitter.temporary('v128');
      out.tee(made);
      out.get(made);
      out.i32(0);
      out.vectorMemory(vectorOpcode.load, offset);
      out.vector(vectorOpcode.xor);
      comparing('v128');
    }
    out.vectorMemory(vectorOpcode.store, offset);
  }

  /** The new value of the slot is on the stack, and stays there. */
  private compare(slot: number, kind: Limb['kind'], comparing: Comparing): void {
    const { out } = this;
    const value = this.emitter.temporary(kind);
    const next = this.nextLocals.get(slot);
    out.tee(value);
    out.get(value);
    if (next !== undefined) out.get(next);
    else this.emitter.loadState(this.program.registers[this.program.slots[slot]!.index]!.value.limbs[this.program.slots[slot]!.limb]!);
    out.op(kind === 'i32' ? opcode.i32Xor : opcode.i64Xor);
    if (kind === 'i32') out.op(opcode.i64ExtendI32U);
    comparing('i64');
  }
}

import type { Limb } from './limb.js';
import { limbsPerWord } from './limb.js';
import { binaryOpcode } from './limb-opcodes.js';
import type { Layout } from './layout.js';
import type { Program } from './program.js';
import { emitPick, emitPickedBytes } from './pick-emitter.js';
import { emitVector } from './vector-emitter.js';
import type { FunctionWriter, WasmType } from './wasm-encoder.js';
import { opcode, vectorOpcode } from './wasm-opcodes.js';

/** More locals than this are spilled to memory; V8 refuses a function with more than 50 000. */
const mostLocals = 30_000;

/** Emits limbs as stack code: a stored limb as its local, every other as the tree below it. */
export class LimbEmitter {
  private readonly homes = new Map<Limb, { local: number } | { spilled: number }>();
  private readonly free: Record<WasmType, number[]> = { i32: [], i64: [], v128: [] };
  private readonly temporaries = new Map<WasmType, number>();
  private spills = 0;

  constructor(
    readonly out: FunctionWriter,
    private readonly program: Program,
    private readonly layout: Layout,
    /** Locals of the resident slots. */
    private readonly slotLocals: ReadonlyMap<number, number>,
  ) {}

  /** Leaves the limb's value on the stack. */
  push(limb: Limb): void {
    const home = this.homes.get(limb);
    if (!home) this.compute(limb);
    else if ('local' in home) this.out.get(home.local);
    else this.loadSlot(limb.kind, home.spilled);
  }

  /** Leaves the limb as an i64. */
  pushWord(limb: Limb): void {
    this.push(limb);
    if (limb.kind === 'i32') this.out.op(opcode.i64ExtendI32U);
  }

  /** Computes the limb into a local (or a spill slot). */
  store(limb: Limb): void {
    const { out } = this;
    const local = this.free[limb.kind].pop() ?? (out.localCount < mostLocals ? out.local(limb.kind) : undefined);
    if (local !== undefined) {
      this.compute(limb);
      out.set(local);
      this.homes.set(limb, { local });
      return;
    }
    this.spill(limb);
  }

  /** Computes the limb into a place in memory, which every use loads. */
  spill(limb: Limb): void {
    const { out } = this;
    const spilled = this.layout.scratch + 8 * this.spills;
    this.spills += limb.kind === 'v128' ? 2 : 1;
    out.i32(0);
    this.compute(limb);
    this.storeSlot(limb.kind, spilled);
    this.homes.set(limb, { spilled });
  }

  /** The limbs' locals may be used for others from here on: their body has ended. */
  release(limbs: readonly Limb[]): void {
    for (const limb of limbs) {
      const home = this.homes.get(limb);
      if (home && 'local' in home) this.free[limb.kind].push(home.local);
      this.homes.delete(limb);
    }
  }

  /** A local for a value that is used again at once. */
  temporary(kind: WasmType): number {
    const local = this.temporaries.get(kind) ?? this.out.local(kind);
    this.temporaries.set(kind, local);
    return local;
  }

  /** Whether the limb is in a local or a spill slot. */
  isStored(limb: Limb): boolean {
    return this.homes.has(limb);
  }

  /** A slot of the state in memory, as a limb. */
  loadState({ kind, parameter: slot, signedBits }: Pick<Limb, 'kind' | 'parameter' | 'signedBits'>): void {
    if (!this.layout.narrow[slot]) return this.loadSlot(kind, this.layout.slots[slot]!);
    this.out.i32(0);
    this.out.memory(kind === 'i32' ? opcode.i32Load : this.narrowLoad(signedBits), this.layout.slots[slot]!);
  }

  /** Address 0 and the value are on the stack. */
  storeState(kind: WasmType, slot: number): void {
    if (this.layout.narrow[slot] && kind === 'i64') this.out.memory(opcode.i64Store32, this.layout.slots[slot]!);
    else this.storeSlot(kind, this.layout.slots[slot]!);
  }

  loadSlot(kind: WasmType, offset: number): void {
    this.out.i32(0);
    if (kind === 'v128') this.out.vectorMemory(vectorOpcode.load, offset);
    else this.out.memory(kind === 'i32' ? opcode.i32Load : opcode.i64Load, offset);
  }

  /** Address 0 and the value are on the stack. A truth value fills only the low half of its slot; the high half stays 0. */
  storeSlot(kind: WasmType, offset: number): void {
    if (kind === 'v128') this.out.vectorMemory(vectorOpcode.store, offset);
    else this.out.memory(kind === 'i32' ? opcode.i32Store : opcode.i64Store, offset);
  }

  /** Leaves the byte address of word `address` of a memory, without the memory's offset. */
  pushWordAddress(memory: number, address: Limb): void {
    const { stride } = this.layout.memories[memory]!;
    this.push(address);
    if (address.kind === 'i64') this.out.op(opcode.i32WrapI64);
    if (stride === 1) return;
    const shift = Math.log2(stride);
    this.out.i32(Number.isInteger(shift) ? shift : stride);
    this.out.op(Number.isInteger(shift) ? opcode.i32Shl : opcode.i32Mul);
  }

  /** The instruction that loads a limb of a memory's word in canonical form. */
  loadOpcode(memory: number): number {
    const signed = this.program.memories[memory]!.word.sign === 'signed';
    switch (this.layout.memories[memory]!.stride) {
      case 1: return signed ? opcode.i64Load8S : opcode.i64Load8U;
      case 2: return signed ? opcode.i64Load16S : opcode.i64Load16U;
      case 4: return signed ? opcode.i64Load32S : opcode.i64Load32U;
      default: return opcode.i64Load;
    }
  }

  storeOpcode(memory: number): number {
    switch (this.layout.memories[memory]!.stride) {
      case 1: return opcode.i64Store8;
      case 2: return opcode.i64Store16;
      case 4: return opcode.i64Store32;
      default: return opcode.i64Store;
    }
  }

  private compute(limb: Limb): void {
    const { out } = this;
    const { 0: a, 1: b, 2: c } = limb.operands;
    if (limb.kind === 'v128') return emitVector(this, this.layout, limb);
    switch (limb.op) {
      case 'constant':
        if (limb.kind === 'i32') out.i32(Number(limb.value));
        else if (limb.unsignedBits < 32) out.smallI64(Number(limb.value));
        else out.i64(limb.value);
        return;
      case 'state': {
        const local = this.slotLocals.get(limb.parameter);
        if (local !== undefined) out.get(local);
        else this.loadState(limb);
        return;
      }
      case 'load': {
        const memory = Math.floor(limb.parameter / limbsPerWord);
        this.pushWordAddress(memory, a!);
        out.memory(this.loadOpcode(memory), this.layout.memories[memory]!.offset + 8 * (limb.parameter % limbsPerWord));
        return;
      }
      case 'popcount':
        this.push(a!);
        out.op(opcode.i64Popcnt);
        return;
      case 'extend':
        this.push(a!);
        out.op(opcode.i64ExtendI32U);
        return;
      case 'wrap':
        this.push(a!);
        out.op(opcode.i32WrapI64);
        return;
      case 'not':
        this.push(a!);
        out.op(opcode.i32Eqz);
        return;
      case 'signExtend':
        this.push(a!);
        this.signExtend(limb.parameter);
        return;
      case 'pick':
        emitPick(this, this.layout, limb);
        return;
      case 'select':
        this.push(b!);
        this.push(c!);
        this.push(a!);
        out.op(opcode.select);
        return;
      case 'and':
      case 'shiftRightUnsigned':
        if (emitPickedBytes(this, this.layout, limb)) return;
        break;
      case 'equal':
      case 'notEqual':
        if (b!.op === 'constant' && b!.value === 0n) {
          this.push(a!);
          out.op(opcode.i64Eqz);
          if (limb.op === 'notEqual') out.op(opcode.i32Eqz);
          return;
        }
    }
    this.push(a!);
    this.push(b!);
    out.op(binaryOpcode[limb.op]![limb.kind === 'i32' && a!.kind === 'i32' ? 'i32' : 'i64']!);
  }

  /** An unsigned register of 32 bits has 33 signed ones. */
  narrowLoad(signedBits: number): number {
    return signedBits > 32 ? opcode.i64Load32U : opcode.i64Load32S;
  }

  private signExtend(width: number): void {
    const { out } = this;
    if (width === 8) return out.op(opcode.i64Extend8S);
    if (width === 16) return out.op(opcode.i64Extend16S);
    if (width === 32) return out.op(opcode.i64Extend32S);
    for (const shift of [opcode.i64Shl, opcode.i64ShrS]) {
      out.i64(BigInt(64 - width));
      out.op(shift);
    }
  }
}

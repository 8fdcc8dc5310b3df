import type { Layout } from './layout.js';
import { statusOffset } from './layout.js';
import type { LimbEmitter } from './limb-emitter.js';
import type { Limb } from './limb.js';
import type { Program } from './program.js';
import type { FunctionWriter } from './wasm-encoder.js';
import { opcode } from './wasm-opcodes.js';

const hashPrime = 0x100000001b3n;

/** Emits what looks at a settled cycle and may end the run: assertions, the awaited value, the hash. */
export class ObservationEmitter {
  constructor(
    private readonly out: FunctionWriter,
    private readonly emitter: LimbEmitter,
    private readonly program: Program,
    private readonly layout: Layout,
    /** Whether `rst` may be high. */
    private readonly reset: boolean,
  ) {}

  /** Why the call will return. */
  setStatus(status: number): void {
    this.out.i32(0);
    this.out.i32(status);
    this.out.memory(opcode.i32Store, statusOffset);
  }

  /** Stops the run when these limbs are the value that is awaited. */
  exitOnValue(awaited: readonly Limb[]): void {
    const { out, emitter, layout } = this;
    awaited.forEach((limb, index) => {
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

  /** Stops the run at a `check` or `assume` that does not hold, and counts `cover`s. Two blocks out is the end of the run. */
  checkAssertions(): void {
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
    if (!this.reset) return;
    this.emitter.push(this.program.inputs[0]!.value.limbs[0]!);
    this.out.op(opcode.i32Eqz);
    this.out.op(opcode.i32And);
  }

  /** Folds values into the local `hash`. */
  foldHash(hash: number, hashed: readonly Limb[]): void {
    const { out } = this;
    for (const limb of hashed) {
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
}

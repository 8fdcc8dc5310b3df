import type { Limb } from './limb.js';
import { opcode } from './wasm-opcodes.js';

/** The instruction of an operation on two operands, by the kind of the operands. */
export const binaryOpcode: Partial<Record<Limb['op'], { i32?: number; i64: number }>> = {
  add: { i64: opcode.i64Add },
  subtract: { i64: opcode.i64Sub },
  multiply: { i64: opcode.i64Mul },
  and: { i32: opcode.i32And, i64: opcode.i64And },
  or: { i32: opcode.i32Or, i64: opcode.i64Or },
  xor: { i32: opcode.i32Xor, i64: opcode.i64Xor },
  shiftLeft: { i64: opcode.i64Shl },
  shiftRightUnsigned: { i64: opcode.i64ShrU },
  shiftRightSigned: { i64: opcode.i64ShrS },
  rotateRight: { i64: opcode.i64Rotr },
  equal: { i64: opcode.i64Eq },
  notEqual: { i64: opcode.i64Ne },
  lessUnsigned: { i64: opcode.i64LtU },
  lessSigned: { i64: opcode.i64LtS },
  lessEqualUnsigned: { i64: opcode.i64LeU },
  lessEqualSigned: { i64: opcode.i64LeS },
};

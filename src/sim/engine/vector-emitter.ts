import type { Layout } from './layout.js';
import type { LimbEmitter } from './limb-emitter.js';
import type { Limb } from './limb.js';
import { opcode, vectorOpcode } from './wasm-opcodes.js';

/** Emits a limb of kind v128: four lanes of 32 bits, the first in the low bits. */
export function emitVector(emitter: LimbEmitter, layout: Layout, limb: Limb): void {
  const { out } = emitter;
  const { operands } = limb;
  switch (limb.op) {
    case 'neighbours':
      // A lane that had to be read ahead is in a local by now, and what is in memory is new.
      if (operands.some((lane) => emitter.isStored(lane))) return gather(emitter, operands);
      out.i32(0);
      return out.vectorMemory(vectorOpcode.load, layout.slots[operands[0]!.parameter]!);
    case 'gather':
      if (operands.every(({ op }) => op === 'constant')) return out.vectorConstant(operands.map(({ value }) => Number(BigInt.asIntN(32, value))));
      return gather(emitter, operands);
    case 'splat':
      half(emitter, operands[0]!);
      return out.vector(vectorOpcode.i32x4Splat);
    case 'splatWord':
      emitter.push(operands[0]!);
      return out.vector(vectorOpcode.i64x2Splat);
    case 'vectorShift':
      emitter.push(operands[0]!);
      half(emitter, operands[1]!);
      return out.vector(limb.parameter);
    default:
      operands.forEach((operand) => emitter.push(operand));
      out.vector(limb.parameter);
  }
}

function gather(emitter: LimbEmitter, lanes: readonly Limb[]): void {
  lanes.forEach((lane, index) => {
    half(emitter, lane);
    if (index === 0) emitter.out.vector(vectorOpcode.i32x4Splat);
    else emitter.out.vectorLane(vectorOpcode.i32x4ReplaceLane, index);
  });
}

/** The low 32 bits of a limb, as an i32. */
function half(emitter: LimbEmitter, limb: Limb): void {
  if (limb.op === 'constant') return emitter.out.i32(Number(BigInt.asIntN(32, limb.value)));
  emitter.push(limb);
  if (limb.kind === 'i64') emitter.out.op(opcode.i32WrapI64);
}

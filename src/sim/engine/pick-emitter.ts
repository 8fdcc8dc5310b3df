import type { Layout } from './layout.js';
import type { LimbEmitter } from './limb-emitter.js';
import type { Limb } from './limb.js';
import { opcode } from './wasm-opcodes.js';

/** Some bytes of what is picked: `move` is how far left they stand in the result. */
interface Field {
  readonly byte: number;
  readonly load: number;
  readonly move: number;
}

/** Leaves `states[index]` on the stack: a load where the states are evenly spaced in memory, else a chain of selects. */
export function emitPick(emitter: LimbEmitter, layout: Layout, pick: Limb): void {
  const [index, ...states] = pick.operands as readonly [Limb, ...Limb[]];
  const { out } = emitter;
  const first = states[0]!;
  const step = stepOf(emitter, layout, states);
  if (step !== undefined) {
    pushOffset(emitter, index, step);
    out.memory(layout.narrow[first.parameter] ? emitter.narrowLoad(first.signedBits) : opcode.i64Load, layout.slots[first.parameter]!);
    return;
  }
  emitter.push(states.at(-1)!);
  for (let position = states.length - 2; position >= 0; position--) {
    emitter.push(states[position]!);
    emitter.pushWord(index);
    out.i64(BigInt(position));
    out.op(opcode.i64Ne);
    out.op(opcode.select);
  }
}

/** Whole bytes of a pick, which nobody else needs as a whole: they alone are loaded. False where `limb` is no such thing. */
export function emitPickedBytes(emitter: LimbEmitter, layout: Layout, limb: Limb): boolean {
  const pick = limb.operands[0]!;
  if (pick.op !== 'pick' || emitter.isStored(pick)) return false;
  const field = fieldOf(limb);
  const [index, ...states] = pick.operands as readonly [Limb, ...Limb[]];
  if (!field || layout.narrow[states[0]!.parameter]) return false;
  const step = stepOf(emitter, layout, states);
  if (step === undefined) return false;
  const { out } = emitter;
  pushOffset(emitter, index, step);
  out.memory(field.load, layout.slots[states[0]!.parameter]! + field.byte);
  if (field.move === 0) return true;
  out.i64(BigInt(field.move));
  out.op(opcode.i64Shl);
  return true;
}

/** `x & mask` and `x >> amount` of bytes. */
function fieldOf({ op, operands: [, by] }: Limb): Field | undefined {
  if (by?.op !== 'constant') return undefined;
  for (const [bits, load] of [[8, opcode.i64Load8U], [16, opcode.i64Load16U], [32, opcode.i64Load32U]] as const) {
    const ones = (1n << BigInt(bits)) - 1n;
    if (op === 'shiftRightUnsigned' && by.value === BigInt(64 - bits)) return { byte: 8 - bits / 8, load, move: 0 };
    for (let byte = 0; op === 'and' && byte <= 8 - bits / 8; byte++) {
      if (by.value === ones << BigInt(8 * byte)) return { byte, load, move: 8 * byte };
    }
  }
  return undefined;
}

/** Bytes from each state to the next, when all lie in memory, in equal form. */
function stepOf(emitter: LimbEmitter, { slots, resident, narrow }: Layout, states: readonly Limb[]): number | undefined {
  const first = states[0]!;
  const start = slots[first.parameter]!;
  const step = slots[states[1]!.parameter]! - start;
  const even = step > 0 && states.every((state, position) => !resident[state.parameter] && !emitter.isStored(state)
    && slots[state.parameter] === start + position * step && narrow[state.parameter] === narrow[first.parameter] && state.signedBits === first.signedBits);
  return even ? step : undefined;
}

/** `index * step` as an address. A field of a word that is moved down and up again is moved once. */
function pushOffset(emitter: LimbEmitter, index: Limb, step: number): void {
  const { out } = emitter;
  const up = Math.log2(step);
  const field = Number.isInteger(up) && !emitter.isStored(index) ? wordField(index) : undefined;
  if (field && !emitter.isStored(field.inner)) {
    emitter.push(field.word);
    const by = field.low - up;
    if (by !== 0) {
      out.i64(BigInt(Math.abs(by)));
      out.op(by > 0 ? opcode.i64ShrU : opcode.i64Shl);
    }
    out.op(opcode.i32WrapI64);
    out.i32(Number(field.mask << BigInt(up)));
    out.op(opcode.i32And);
    return;
  }
  emitter.push(index);
  if (index.kind === 'i64') out.op(opcode.i32WrapI64);
  out.i32(step);
  out.op(opcode.i32Mul);
}

/** (word >> low) & mask, or the top bits of a word, where they are a small index. */
function wordField(index: Limb): { word: Limb; low: number; mask: bigint; inner: Limb } | undefined {
  const [inner, by] = index.operands;
  if (by?.op !== 'constant' || inner === undefined || index.unsignedBits > 16) return undefined;
  const [word, other] = inner.operands;
  if (index.op === 'and' && inner.op === 'shiftRightUnsigned' && other!.op === 'constant') return { word: word!, low: Number(other!.value), mask: by.value, inner };
  if (index.op !== 'shiftRightUnsigned') return undefined;
  return { word: inner, low: Number(by.value), mask: (1n << BigInt(index.unsignedBits)) - 1n, inner: index };
}

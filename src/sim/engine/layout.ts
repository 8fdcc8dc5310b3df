import type { Type } from '../../hwgen/ir/type.js';
import type { Program } from './program.js';
import { limbCount } from './value.js';

/** Registers beyond this many limbs live in linear memory: V8 compiles no more locals well. */
const defaultResidentLimbs = 2000;

/** In a design with regions: what a region does not touch must not travel through the loop, and memory does not. A few hot ones do. */
const residentLimbsOfRegions = 8;

/**
 * Where things lie in the linear memory that all variants of a design share. Byte offsets. Every limb of state has a slot of eight
 * bytes; between two calls all state is here, so a snapshot is a copy of the bytes below `stateEnd`.
 */
export interface Layout {
  /** Per slot of the program. */
  readonly slots: readonly number[];
  /** Whether the slot is held in a WebAssembly local while a call runs. */
  readonly resident: readonly boolean[];
  /** Whether the slot has four bytes, which are extended by its register's sign; the others have eight. */
  readonly narrow: readonly boolean[];
  readonly memories: readonly MemoryLayout[];
  /** One 64-bit counter per assertion of kind `cover`, by index of the assertion. */
  readonly covers: number;
  readonly stateEnd: number;
  /** The limbs that `runUntil` compares with. */
  readonly untilValue: number;
  /** From here on: spilled intermediate values, then input rows and samples. */
  readonly scratch: number;
}

/** `depth` words of `stride` bytes and one more that is always 0: what an address past the depth reads. */
export interface MemoryLayout {
  readonly offset: number;
  readonly stride: number;
}

/** Why a call returned early: 0 all cycles done, 1 the awaited value is there, 2 + i assertion i does not hold. */
export const statusOffset = 0;
export const hashOffset = 8;
/** A bit per region: something that it reads may have changed since it last ran. */
export const changedOffset = 16;
const firstSlot = 32;

export function layOut(program: Program, residentLimbs?: number): Layout {
  const uses = new Uint32Array(program.slots.length);
  /** By slot: 1 for what is picked by an index, which has to have an address. */
  const picked = new Uint8Array(program.slots.length);
  program.graph.limbs.forEach((limb) => {
    const { operands } = limb;
    for (let index = 0; index < operands.length; index++) {
      const operand = operands[index]!;
      if (operand.op !== 'state') continue;
      uses[operand.parameter]!++;
      if (limb.op === 'pick' && index > 0) picked[operand.parameter] = 1;
    }
  });
  // The most used registers get the locals; inputs are constant during a call and cost nothing to keep.
  const registerSlots = program.slots.flatMap((slot, index) => (slot.role === 'register' ? [index] : []));
  const most = residentLimbs ?? (program.sources ? residentLimbsOfRegions : defaultResidentLimbs);
  const chosen = new Set(registerSlots.filter((slot) => !program.sources || picked[slot] === 0).sort((a, b) => uses[b]! - uses[a]!).slice(0, most));
  const inVector = new Set(program.vectors.flatMap((registers) => registers.map((register) => program.registers[register]!.firstSlot)));
  const resident = program.slots.map((slot, index) => slot.role === 'input' || (chosen.has(index) && !inVector.has(index)));

  const slots = new Array<number>(program.slots.length);
  let end = firstSlot;
  // First the inputs and locals, which the loop does not touch, then what it works on, together.
  for (const wanted of [true, false]) {
    resident.forEach((held, index) => {
      if (held !== wanted || inVector.has(index)) return;
      slots[index] = end;
      end += 8;
    });
  }
  for (const registers of program.vectors) {
    // A vector begins where v128 is fastest, and so does what comes after it.
    end = align(end, 16);
    for (const register of registers) {
      slots[program.registers[register]!.firstSlot] = end;
      end += 4;
    }
  }
  end = align(end, 16);
  const covers = end;
  end += 8 * program.assertions.length;
  const memories = program.memories.map(({ word, depth }): MemoryLayout => {
    const stride = wordBytes(word);
    const offset = end = align(end, 16);
    end += stride * (depth + 1);
    return { offset, stride };
  });
  const stateEnd = align(end, 16);
  const untilValue = stateEnd;
  const scratch = align(untilValue + 8 * Math.max(1, ...program.outputs.map(({ type }) => limbCount(type.width))), 16);
  const narrow = program.slots.map((_, index) => inVector.has(index));
  return { slots, resident, narrow, memories, covers, stateEnd, untilValue, scratch };
}

/** A word of a memory: the smallest of 1, 2, 4, 8 bytes that holds it, else whole limbs. */
export function wordBytes({ width }: Type): number {
  if (width > 64) return 8 * limbCount(width);
  return width > 32 ? 8 : width > 16 ? 4 : width > 8 ? 2 : 1;
}

const align = (offset: number, to: number): number => Math.ceil(offset / to) * to;

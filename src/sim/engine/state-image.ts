import { SimulationError } from '../simulator.js';
import type { Layout } from './layout.js';
import { changedOffset, hashOffset } from './layout.js';
import type { Program, StateSignal } from './program.js';
import { decodeLimbs, encodeLimbs, inRange } from './value-codec.js';

const pageBytes = 65536;
const hashSeed = 0xcbf29ce484222325n;

/** The linear memory of one engine, read and written in values of the design. */
export class StateImage {
  readonly memory: WebAssembly.Memory;
  private view: DataView;

  constructor(
    private readonly program: Program,
    private readonly layout: Layout,
  ) {
    if (this.buffers > 0xf000_0000) {
      const bytes = program.memories.map(({ name, depth }) => `${name}: ${depth} words`).join(', ');
      throw new SimulationError(`${program.name}: its state takes ${this.buffers} bytes, WebAssembly addresses 4 GiB (${bytes})`);
    }
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(this.buffers / pageBytes) });
    this.view = new DataView(this.memory.buffer);
    this.view.setBigUint64(hashOffset, hashSeed, true);
    this.markChanged();
    program.memories.forEach((memory, index) => {
      if (memory.initial.length > 0) this.writeWords(index, 0, memory.initial);
    });
  }

  /** Where rows and samples begin: behind the room to spill every limb. A graph grows when names are asked for, and when it is divided into regions. */
  get buffers(): number {
    return this.layout.scratch + 16 * this.program.graph.limbs.length;
  }

  /** Makes `bytes` bytes available at `buffers`. */
  reserve(bytes: number): void {
    const missing = this.buffers + bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / pageBytes));
    this.view = new DataView(this.memory.buffer);
  }

  word(offset: number): bigint {
    return this.view.getBigUint64(offset, true);
  }

  /** The low 32 bits of a word: flags and codes, read without a BigInt. */
  half(offset: number): number {
    return this.view.getInt32(offset, true);
  }

  /** The whole memory as 32-bit words, until it grows. */
  halves(): Int32Array {
    return new Int32Array(this.memory.buffer);
  }

  setWord(offset: number, value: bigint): void {
    this.view.setBigUint64(offset, BigInt.asUintN(64, value), true);
  }

  get(signal: StateSignal): bigint {
    const limbs = signal.value.limbs.map((_, index) => this.slot(signal.firstSlot + index));
    return decodeLimbs(limbs, signal.type);
  }

  set(signal: StateSignal, value: number | bigint): void {
    encodeLimbs(inRange(value, signal.type, signal.name), signal.type).forEach((limb, index) => {
      const offset = this.layout.slots[signal.firstSlot + index]!;
      if (this.layout.narrow[signal.firstSlot + index]) this.view.setInt32(offset, Number(BigInt.asIntN(32, limb)), true);
      else this.setWord(offset, limb);
    });
    this.markChanged();
  }

  /** The bits of a limb of the state; above its width they may be anything. */
  private slot(slot: number): bigint {
    const offset = this.layout.slots[slot]!;
    return this.layout.narrow[slot] ? BigInt(this.half(offset)) : this.word(offset);
  }

  /** Regions look at their inputs again in the next cycle: something was changed from outside. */
  private markChanged(): void {
    this.setWord(changedOffset, -1n);
  }

  readWords(memory: number, first: number, count: number): bigint[] {
    const { name, word, depth } = this.program.memories[memory]!;
    checkBounds(name, depth, first, count);
    const { offset, stride } = this.layout.memories[memory]!;
    return Array.from({ length: count }, (_, index) => {
      const at = offset + stride * (first + index);
      switch (stride) {
        case 1: return decodeLimbs([BigInt(this.view.getUint8(at))], word);
        case 2: return decodeLimbs([BigInt(this.view.getUint16(at, true))], word);
        case 4: return decodeLimbs([BigInt(this.view.getUint32(at, true))], word);
        default: return decodeLimbs(Array.from({ length: stride / 8 }, (__, limb) => this.word(at + 8 * limb)), word);
      }
    });
  }

  writeWords(memory: number, first: number, values: ArrayLike<number | bigint>): void {
    const { name, word, depth } = this.program.memories[memory]!;
    checkBounds(name, depth, first, values.length);
    const { offset, stride } = this.layout.memories[memory]!;
    this.markChanged();
    for (let index = 0; index < values.length; index++) {
      const value = inRange(values[index]!, word, `${name}[${first + index}]`);
      const at = offset + stride * (first + index);
      switch (stride) {
        case 1: this.view.setUint8(at, Number(BigInt.asUintN(8, value))); break;
        case 2: this.view.setUint16(at, Number(BigInt.asUintN(16, value)), true); break;
        case 4: this.view.setUint32(at, Number(BigInt.asUintN(32, value)), true); break;
        default: encodeLimbs(value, word).forEach((limb, at64) => this.setWord(at + 8 * at64, limb));
      }
    }
  }

  save(): Uint8Array {
    return new Uint8Array(this.memory.buffer, 0, this.layout.stateEnd).slice();
  }

  restore(bytes: Uint8Array): void {
    new Uint8Array(this.memory.buffer).set(bytes);
  }
}

function checkBounds(name: string, depth: number, first: number, count: number): void {
  if (first < 0 || first + count > depth) {
    throw new SimulationError(`${name}: words ${first} to ${first + count - 1} are not all inside its depth of ${depth}`);
  }
}

import { ByteWriter } from './byte-writer.js';
import { emptyBlock, opcode, vectorOpcode, vectorPrefix } from './wasm-opcodes.js';

export type WasmType = 'i32' | 'i64' | 'v128';

const typeCode: Record<WasmType, number> = { i32: 0x7f, i64: 0x7e, v128: 0x7b };

/** The body of one function: its instructions and its locals (parameters first). */
export class FunctionWriter {
  readonly code = new ByteWriter();
  private readonly locals: WasmType[] = [];

  constructor(
    readonly exportName: string,
    readonly parameters: readonly WasmType[],
    readonly results: readonly WasmType[],
  ) {}

  /** A new local, zero at entry. */
  local(type: WasmType): number {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }

  get localCount(): number {
    return this.parameters.length + this.locals.length;
  }

  op(code: number): void {
    this.code.byte(code);
  }

  i32(value: number): void {
    this.code.byte(opcode.i32Const).signed32(value);
  }

  i64(value: bigint): void {
    this.code.byte(opcode.i64Const).signed(BigInt.asIntN(64, value));
  }

  /** An i64 of 0 .. 2^31 - 1. */
  smallI64(value: number): void {
    this.code.byte(opcode.i64Const).signed32(value);
  }

  get(local: number): void {
    this.code.byte(opcode.localGet).unsigned(local);
  }

  set(local: number): void {
    this.code.byte(opcode.localSet).unsigned(local);
  }

  tee(local: number): void {
    this.code.byte(opcode.localTee).unsigned(local);
  }

  /** A load or store; the alignment hint is left at one byte, which no engine that runs on x64 or arm64 looks at. */
  memory(code: number, offset: number): void {
    this.code.byte(code).byte(0).unsigned(offset);
  }

  vector(code: number): void {
    this.code.byte(vectorPrefix).unsigned(code);
  }

  /** Four lanes of 32 bits. */
  vectorConstant(lanes: readonly number[]): void {
    this.vector(vectorOpcode.constant);
    for (const lane of lanes) for (let bit = 0; bit < 32; bit += 8) this.code.byte((lane >>> bit) & 0xff);
  }

  vectorLane(code: number, lane: number): void {
    this.vector(code);
    this.code.byte(lane);
  }

  vectorMemory(code: number, offset: number): void {
    this.vector(code);
    this.code.byte(0).unsigned(offset);
  }

  block(kind: 'block' | 'loop' | 'if'): void {
    this.code.byte(opcode[kind]).byte(emptyBlock);
  }

  branch(depth: number): void {
    this.code.byte(opcode.br).unsigned(depth);
  }

  branchIf(depth: number): void {
    this.code.byte(opcode.brIf).unsigned(depth);
  }

  branchTable(depths: readonly number[], otherwise: number): void {
    this.code.byte(opcode.brTable).unsigned(depths.length);
    for (const depth of depths) this.code.unsigned(depth);
    this.code.unsigned(otherwise);
  }

  /** The entry of the code section: runs of equal locals, then the instructions. */
  encode(): Uint8Array {
    const runs: { type: WasmType; count: number }[] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    const body = new ByteWriter().unsigned(runs.length);
    for (const run of runs) body.unsigned(run.count).byte(typeCode[run.type]);
    body.raw(this.code.toBytes()).byte(opcode.end);
    return new ByteWriter().unsigned(body.length).raw(body.toBytes()).toBytes();
  }
}

/**
 * A WebAssembly module that imports one memory as `engine.memory` and exports `functions` by name. Written by hand because the engine
 * needs forty instructions: binaryen takes 0.6 s to import, this takes microseconds.
 */
export function encodeModule(functions: readonly FunctionWriter[], minimumPages: number): Uint8Array<ArrayBuffer> {
  const module = new ByteWriter().raw([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  section(module, 1, vector(functions, (out, f) => {
    out.byte(0x60);
    for (const types of [f.parameters, f.results]) {
      out.unsigned(types.length);
      for (const type of types) out.byte(typeCode[type]);
    }
  }));
  section(module, 2, vector(['memory'], (out, name) => out.text('engine').text(name).byte(0x02).byte(0x00).unsigned(minimumPages)));
  section(module, 3, vector(functions, (out, _, index) => out.unsigned(index)));
  section(module, 7, vector(functions, (out, f, index) => out.text(f.exportName).byte(0x00).unsigned(index)));
  section(module, 10, vector(functions, (out, f) => out.raw(f.encode())));
  return module.toBytes();
}

function vector<T>(items: readonly T[], write: (out: ByteWriter, item: T, index: number) => void): ByteWriter {
  const out = new ByteWriter().unsigned(items.length);
  items.forEach((item, index) => write(out, item, index));
  return out;
}

function section(module: ByteWriter, id: number, content: ByteWriter): void {
  module.byte(id).unsigned(content.length).raw(content.toBytes());
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { systemDesign } from '../../../src/sim/device/open-system.js';
import { ByteWriter } from '../../../src/sim/engine/byte-writer.js';
import { emitVariant } from '../../../src/sim/engine/cycle-emitter.js';
import { divideProgram } from '../../../src/sim/engine/divide-program.js';
import { flatten } from '../../../src/sim/engine/flatten.js';
import { layOut } from '../../../src/sim/engine/layout.js';
import { lowerDesign } from '../../../src/sim/engine/lower-design.js';
import { FunctionWriter, encodeModule } from '../../../src/sim/engine/wasm-encoder.js';
import { opcode } from '../../../src/sim/engine/wasm-opcodes.js';
import { Draws, randomModule } from './random-module.js';

test('LEB128 as in the examples of the specification', () => {
  expect([...new ByteWriter().unsigned(624485).toBytes()]).toEqual([0xe5, 0x8e, 0x26]);
  expect([...new ByteWriter().signed(-123456n).toBytes()]).toEqual([0xc0, 0xbb, 0x78]);
  expect([...new ByteWriter().signed(64n).toBytes()]).toEqual([0xc0, 0x00]);
  expect([...new ByteWriter().unsigned(2 ** 32 - 1).toBytes()]).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
});

test('32-bit constants are encoded as 64-bit ones of the same value', () => {
  fc.assert(fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (value) => {
    expect([...new ByteWriter().signed32(value).toBytes()]).toEqual([...new ByteWriter().signed(BigInt(value)).toBytes()]);
  }), { numRuns: 300 });
});

test('a constant of any 64 bits arrives', () => {
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
    const f = new FunctionWriter('constant', [], ['i64']);
    f.i64(value);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encodeModule([f], 1)), { engine: { memory } });
    expect((exports['constant'] as () => bigint)()).toBe(value);
  }), { numRuns: 50 });
});

test('locals of mixed types keep their numbers', () => {
  const f = new FunctionWriter('f', ['i32'], ['i64']);
  const [a, , c] = [f.local('i64'), f.local('i32'), f.local('i64')];
  f.i64(5n);
  f.set(a);
  f.i64(7n);
  f.set(c);
  f.get(a);
  f.get(c);
  f.op(opcode.i64Mul);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encodeModule([f], 1)), { engine: { memory } });
  expect((exports['f'] as (x: number) => bigint)(0)).toBe(35n);
});

test('every variant of random designs is valid WebAssembly', () => {
  for (let seed = 0; seed < 10; seed++) {
    const design = flatten(randomModule(new Draws(seed, 800), 2));
    const whole = lowerDesign(design, true);
    const program = seed % 2 === 0 ? whole : divideProgram({ ...whole, sources: whole.sources! });
    const common = { hash: false, reset: false, guarded: true, edges: true, driven: [], sampled: [] };
    for (const residentLimbs of [0, 3, undefined]) {
      const layout = layOut(program, residentLimbs);
      for (const variant of [
        common,
        { ...common, hash: true, reset: true },
        { ...common, until: program.outputs[0]!.name },
        { ...common, edges: false, sampled: [...program.signals.keys()] },
        { ...common, reset: true, driven: program.inputs.map(({ name }) => name), sampled: [...program.signals.keys()] },
      ]) {
        expect(WebAssembly.validate(emitVariant(program, layout, variant))).toBe(true);
      }
    }
  }
});

test('wabt reads every variant, of random designs and of the accelerator with its memory, as the same module, and encodes it with the same bytes', async () => {
  const { readWasm } = await wabt();
  const modules = [
    ...Array.from({ length: 4 }, (_, seed) => randomModule(new Draws(seed, 800), 2)),
    systemDesign({ ...defaultParameters, dm: 4, dk: 32, dn: 4, activationDepth: 64, weightDepth: 64 }, 2 ** 16),
  ];
  for (const module of modules) {
    const design = flatten(module);
    const whole = lowerDesign(design, true);
    for (const program of [whole, divideProgram({ ...whole, sources: whole.sources! })]) {
      const bytes = emitVariant(program, layOut(program, undefined), { hash: true, reset: true, guarded: true, edges: true, driven: [], sampled: [] });
      const read = readWasm(bytes, { readDebugNames: false });
      read.validate();
      expect(Buffer.from(read.toBinary({}).buffer).equals(Buffer.from(bytes))).toBe(true);
      read.destroy();
    }
  }
});

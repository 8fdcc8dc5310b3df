import { expect, test } from 'vitest';
import { layOut } from '../../../src/sim/engine/layout.js';
import { flatten } from '../../../src/sim/engine/flatten.js';
import { LimbEmitter } from '../../../src/sim/engine/limb-emitter.js';
import { lowerDesign } from '../../../src/sim/engine/lower-design.js';
import { FunctionWriter, encodeModule } from '../../../src/sim/engine/wasm-encoder.js';
import { opcode } from '../../../src/sim/engine/wasm-opcodes.js';
import { design } from './design.js';

test('when the locals run out, values are spilled to memory and come back', () => {
  const program = lowerDesign(flatten(design('empty', {})));
  const { graph } = program;
  const word = graph.state(0, 'i64', 64, 64);
  const [sum, flag] = [graph.add(word, graph.constant(5n)), graph.less(word, graph.constant(100n), false)];
  const layout = layOut(program);
  const out = new FunctionWriter('f', ['i64'], ['i64']);
  while (out.localCount < 30_000) out.local('i64');
  const emitter = new LimbEmitter(out, program, layout, new Map([[0, 0]]));
  emitter.store(sum);
  emitter.store(flag);
  expect(out.localCount).toBe(30_000);
  emitter.push(sum);
  emitter.pushWord(flag);
  out.op(opcode.i64Mul);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encodeModule([out], 1)), { engine: { memory } });
  const f = exports['f'] as (x: bigint) => bigint;
  expect([f(37n), f(100n)]).toEqual([42n, 0n]);
});

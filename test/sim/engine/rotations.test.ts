import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cat, keep, module, mux, uint, type Signal } from '../../../src/hwgen/language/hardware.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';

test('the stages of a barrel rotator are one rotation', () => {
  const graph = new LimbGraph();
  const word = graph.state(0, 'i64', 64, 64);
  const turn = graph.state(1, 'i64', 3, 4);
  let rotated = word;
  for (let stage = 0; stage < 3; stage++) {
    const by = 8 << stage;
    const turned = graph.or(graph.shiftRightUnsigned(rotated, graph.number(by)), graph.shiftLeft(rotated, graph.number(64 - by)));
    rotated = graph.select(graph.bit(turn, stage), turned, rotated);
  }
  expect(rotated).toBe(graph.rotateRight(word, graph.shiftLeft(turn, graph.number(3))));
});

test('the stages of a shifter are one shift, as long as they shift by less than 64', () => {
  const graph = new LimbGraph();
  const word = graph.state(0, 'i64', 64, 64);
  const by = graph.state(1, 'i64', 2, 3);
  const stages = (steps: readonly number[]) => steps.reduce((value, step, bit) =>
    graph.select(graph.bit(by, bit), graph.shiftRightUnsigned(value, graph.number(step)), value), word);
  expect(stages([16, 32])).toBe(graph.shiftRightUnsigned(word, graph.shiftLeft(by, graph.number(4))));
  // 32 + 64 would be a shift by 32: two of them stay two.
  expect(stages([32, 32]).operands[0]!.op).toBe('shiftRightUnsigned');
});

test('rotators and shifters of any steps and order mean what their stages say', async () => {
  const step = fc.record({ kind: fc.constantFrom('rotate', 'shift'), by: fc.integer({ min: 1, max: 63 }), bit: fc.nat(7) });
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.array(fc.tuple(fc.bigInt(0n, (1n << 64n) - 1n), fc.nat(255)), { minLength: 4, maxLength: 4 }), async (steps, rows) => {
    const design = module('barrel', () => ({ inputs: { word: uint(64), by: uint(8) }, outputs: { moved: uint(64) } }), (s) => {
      let moved: Signal<'unsigned'> = s.word;
      steps.forEach(({ kind, by, bit }, index) => {
        const down = moved.slice(63, by);
        moved = mux(s.by.bit(bit), kind === 'rotate' ? cat(moved.slice(by - 1, 0), down) : down.extend(64), moved);
        keep({ [`stage_${index}`]: moved });
      });
      return { moved };
    });
    const engine = createEngine(design().ir);
    for (const [word, by] of rows) {
      let expected = word;
      for (const { kind, by: amount, bit } of steps) {
        const low = expected & ((1n << BigInt(amount)) - 1n);
        if ((by >> bit) % 2 === 1) expected = (expected >> BigInt(amount)) | (kind === 'rotate' ? low << BigInt(64 - amount) : 0n);
      }
      engine.poke('word', word);
      engine.poke('by', by);
      expect(await engine.peek('moved')).toBe(expected);
    }
  }), { numRuns: 60 });
});

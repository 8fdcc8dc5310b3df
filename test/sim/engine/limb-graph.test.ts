import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldConstants } from '../../../src/sim/engine/fold-constants.js';
import type { Limb } from '../../../src/sim/engine/limb.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import { Draws } from './random-module.js';

function fresh() {
  const graph = new LimbGraph();
  const byte = graph.state(0, 'i64', 8, 9);
  const word = graph.state(1, 'i64', 64, 64);
  const flag = graph.state(2, 'i32', 1, 2);
  return { graph, byte, word, flag, constant: (value: bigint) => graph.constant(value) };
}

test('equal operations are one limb, commuted operands included', () => {
  const { graph, byte, word } = fresh();
  expect(graph.add(byte, word)).toBe(graph.add(word, byte));
  expect(graph.subtract(byte, word)).not.toBe(graph.subtract(word, byte));
});

test('a mask is left out where the range shows that it changes nothing', () => {
  const { graph, byte, word, constant } = fresh();
  expect(graph.and(byte, constant(0xffn))).toBe(byte);
  expect(graph.and(graph.add(byte, byte), constant(0x1ffn)).op).toBe('add');
  expect(graph.and(graph.add(byte, byte), constant(0xffn)).op).toBe('and');
  expect(graph.and(graph.and(word, constant(0xffffn)), constant(0xffn))).toBe(graph.and(word, constant(0xffn)));
  expect(graph.signExtend(byte, 9)).toBe(byte);
  expect(graph.signExtend(graph.and(word, constant(0xffffn)), 16)).toBe(graph.signExtend(word, 16));
});

test('truth values stay truth values', () => {
  const { graph, byte, flag } = fresh();
  expect(graph.select(flag, graph.truth(true), graph.truth(false))).toBe(flag);
  expect(graph.not(graph.not(flag))).toBe(flag);
  expect(graph.not(graph.less(byte, graph.constant(5n), false)).op).toBe('lessEqualUnsigned');
  expect(graph.equal(graph.word(flag), graph.constant(1n))).toBe(flag);
  expect(graph.less(byte, graph.constant(256n), false)).toBe(graph.truth(true));
  expect(graph.equal(byte, graph.constant(256n))).toBe(graph.truth(false));
});

test('constants fold to what the operations mean', () => {
  const { graph, constant } = fresh();
  expect(graph.add(constant(-1n), constant(1n))).toBe(constant(0n));
  expect(graph.shiftRightSigned(constant(-8n), constant(1n))).toBe(constant(-4n));
  expect(graph.popcount(constant(-1n))).toBe(constant(64n));
  expect(graph.less(constant(-1n), constant(0n), true)).toBe(graph.truth(true));
  expect(graph.less(constant(-1n), constant(0n), false)).toBe(graph.truth(false));
});

test('every simplification keeps the value, and every range holds it', () => {
  fc.assert(fc.property(fc.nat(2 ** 31), (seed) => {
    const d = new Draws(seed, 4000);
    const graph = new LimbGraph();
    const state = [d.bits(64), d.bits(8), d.bits(64), d.bits(1)].map((value) => BigInt.asUintN(64, value));
    state[2] = BigInt.asUintN(64, BigInt.asIntN(12, state[2]!));
    const pool: Limb[] = [graph.state(0, 'i64', 64, 64), graph.state(1, 'i64', 8, 9), graph.state(2, 'i64', 64, 12), graph.state(3, 'i32', 1, 2)];
    // What was asked for, computed beside the graph from the operands' values.
    const values = new Map<Limb, bigint>(pool.map((limb, index) => [limb, state[index]!]));
    for (let step = 0; step < 60; step++) {
      const [a, b] = [d.pick(pool), d.pick(pool)];
      const c = graph.constant(d.pick([0n, 1n, 0xffn, 0xfffn, -1n, d.bits(64)]));
      const right = d.below(2) ? b : c;
      const valueOf = (limb: Limb): bigint => (limb.op === 'constant' ? limb.value : values.get(limb)!);
      /** What the limbs compute that the graph has made of it. */
      const evaluate = ({ op, operands, value, parameter }: Limb): bigint =>
        (op === 'constant' ? value : op === 'state' ? state[parameter]! : foldConstants(op, operands.map(evaluate), parameter));
      const amount = graph.constant(BigInt(d.below(64)));
      const truth = d.pick(pool.filter(({ kind }) => kind === 'i32'));
      const width = 1 + d.below(64);
      const [x, y] = [valueOf(a), valueOf(right)];
      const [result, expected]: [Limb, bigint] = ([
        () => [graph.add(a, right), foldConstants('add', [x, y], 0)],
        () => [graph.subtract(a, right), foldConstants('subtract', [x, y], 0)],
        () => [graph.multiply(a, right), foldConstants('multiply', [x, y], 0)],
        () => [graph.and(a, right), x & y],
        () => [graph.or(a, right), x | y],
        () => [graph.xor(a, right), x ^ y],
        () => [graph.shiftLeft(a, amount), foldConstants('shiftLeft', [x, amount.value], 0)],
        () => [graph.shiftRightUnsigned(a, amount), foldConstants('shiftRightUnsigned', [x, amount.value], 0)],
        () => [graph.shiftRightSigned(a, amount), foldConstants('shiftRightSigned', [x, amount.value], 0)],
        () => [graph.signExtend(a, width), foldConstants('signExtend', [x], width)],
        () => [graph.popcount(a), foldConstants('popcount', [x], 0)],
        () => [graph.rotateRight(a, amount), foldConstants('rotateRight', [x, amount.value], 0)],
        () => [graph.equal(a, right), foldConstants('equal', [x, y], 0)],
        () => [graph.less(a, right, true), foldConstants('lessSigned', [x, y], 0)],
        () => [graph.lessEqual(a, right, false), foldConstants('lessEqualUnsigned', [x, y], 0)],
        () => [graph.select(truth, a, right), valueOf(truth) === 1n ? x : y],
        () => [graph.bit(a, width - 1), (x >> BigInt(width - 1)) & 1n],
        () => [graph.not(truth), 1n - valueOf(truth)],
      ] as const)[d.below(18)]!() as [Limb, bigint];
      expect(evaluate(result)).toBe(expected);
      values.set(result, expected);
      pool.push(result);
      if (result.unsignedBits < 64) expect(expected >> BigInt(result.unsignedBits)).toBe(0n);
      if (result.kind === 'i64') expect(BigInt.asUintN(64, BigInt.asIntN(result.signedBits, expected))).toBe(expected);
    }
  }), { numRuns: 150 });
});

test('a field that is moved and moved back is one mask; what is shifted out of a packed index is not computed', () => {
  const graph = new LimbGraph();
  const x = graph.state(0, 'i64', 64, 64);
  const field = graph.and(graph.shiftRightUnsigned(x, graph.number(16)), graph.number(0xff));
  expect(graph.shiftLeft(field, graph.number(16))).toBe(graph.and(x, graph.constant(0xff0000n)));
  const index = graph.state(1, 'i64', 3, 4);
  const packed = graph.or(graph.shiftLeft(index, graph.number(3)), graph.number(5));
  expect(graph.shiftRightUnsigned(packed, graph.number(3))).toBe(index);
  expect(graph.and(packed, graph.number(7))).toBe(graph.number(5));
  expect(graph.shiftRightUnsigned(graph.shiftLeft(index, graph.number(5)), graph.number(2))).toBe(graph.shiftLeft(index, graph.number(3)));
  // Bits that a shift has pushed out do not come back.
  const wide = graph.shiftLeft(x, graph.number(3));
  expect(graph.shiftRightUnsigned(wide, graph.number(3))).not.toBe(x);
});

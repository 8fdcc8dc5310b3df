import { expect, test } from 'vitest';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import { lowBits } from '../../../src/sim/engine/low-bits.js';

function fresh() {
  const graph = new LimbGraph();
  return { graph, x: graph.state(0, 'i64', 64, 64), y: graph.state(1, 'i64', 64, 64), flag: graph.state(2, 'i32', 1, 2) };
}

test('masks and extensions inside are left out where only higher bits feel them', () => {
  const { graph, x, y, flag } = fresh();
  const sum = graph.add(x, y);
  const masked = graph.and(sum, graph.ones(20));
  expect(lowBits(graph, graph.add(masked, y), 12)).toBe(graph.add(sum, y));
  expect(lowBits(graph, graph.add(masked, y), 21)).toBe(graph.add(masked, y));
  expect(graph.signExtend(graph.subtract(graph.signExtend(sum, 16), y), 16)).toBe(graph.signExtend(graph.subtract(sum, y), 16));
  expect(lowBits(graph, graph.select(flag, masked, y), 20)).toBe(graph.select(flag, sum, y));
  expect(lowBits(graph, graph.or(x, graph.shiftLeft(y, graph.number(12))), 12)).toBe(x);
  expect(lowBits(graph, graph.or(x, graph.shiftLeft(y, graph.number(12))), 13).op).toBe('or');
});

test('a shift to the right asks for the bits that it brings down', () => {
  const { graph, x, y } = fresh();
  const masked = graph.and(graph.add(x, y), graph.ones(20));
  const shifted = graph.shiftRightUnsigned(masked, graph.number(8));
  expect(lowBits(graph, shifted, 12)).toBe(graph.shiftRightUnsigned(graph.add(x, y), graph.number(8)));
  expect(lowBits(graph, shifted, 13)).toBe(shifted);
});

test('a field of a word stays a limb that others can share', () => {
  const { graph, x } = fresh();
  const field = graph.and(graph.shiftRightUnsigned(x, graph.number(8)), graph.ones(16));
  expect(lowBits(graph, graph.add(field, graph.number(1)), 8)).toBe(graph.add(field, graph.number(1)));
});

test('an arithmetic shift of a word that has its sign needs no extension', () => {
  const { graph } = fresh();
  const number = graph.state(3, 'i64', 64, 20);
  expect(graph.signExtend(graph.shiftRightUnsigned(number, graph.number(3)), 17)).toBe(graph.shiftRightSigned(number, graph.number(3)));
  expect(graph.signExtend(graph.shiftRightUnsigned(number, graph.number(3)), 16).op).toBe('signExtend');
});

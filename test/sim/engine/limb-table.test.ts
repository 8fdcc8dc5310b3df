import { expect, test } from 'vitest';
import type { Limb, LimbKind, LimbOp } from '../../../src/sim/engine/limb.js';
import { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import { LimbTable, hashOf } from '../../../src/sim/engine/limb-table.js';

const limb = (id: number, operands: readonly Limb[], parameter: number): Limb =>
  ({ id, op: 'and', kind: 'i64', operands, value: 0n, parameter, unsignedBits: 64, signedBits: 64 });

test('finds every limb again among thousands, and nothing that was not added', () => {
  const table = new LimbTable();
  const limbs: Limb[] = [limb(0, [], 0)];
  for (let id = 1; id < 5000; id++) limbs.push(limb(id, [limbs[id >> 1]!, limbs[0]!], id % 7));
  for (const each of limbs) table.add(hashOf(each.op, each.kind, each.operands, each.parameter), each);
  const find = (op: LimbOp, kind: LimbKind, operands: readonly Limb[], parameter: number): Limb | undefined =>
    table.find(hashOf(op, kind, operands, parameter), op, kind, operands, parameter);
  for (const { op, kind, operands, parameter, id } of limbs) {
    expect(find(op, kind, operands, parameter)?.id).toBe(id);
    expect(find(op, 'i32', operands, parameter)).toBeUndefined();
    expect(find('or', kind, operands, parameter)).toBeUndefined();
    expect(find(op, kind, operands, parameter + 7)).toBeUndefined();
    expect(find(op, kind, [...operands, limbs[0]!], parameter)).toBeUndefined();
  }
});

test('constants that differ only in their high half are different limbs', () => {
  const graph = new LimbGraph();
  const words = [1n, 1n << 32n, 1n << 63n, (1n << 63n) + 1n, 0xffffffffn, 0xffffffff00000000n];
  expect(new Set(words.map((word) => graph.constant(word))).size).toBe(words.length);
  expect(graph.constant(-1n)).toBe(graph.constant((1n << 64n) - 1n));
});

import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { modulesOf } from '../../../src/hwgen/ir/hierarchy.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { nodesOf, statementsOf } from '../../../src/hwgen/ir/walk.js';
import { accelerator } from '../../../src/hwgen/accelerator/accelerator.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';

setFlagsFromString('--allow-natives-syntax');
const haveSameMap = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean;
setFlagsFromString('--no-allow-natives-syntax');

/** How many hidden classes of V8 the objects have. */
function hiddenClasses(objects: Iterable<object>): number {
  const found: object[] = [];
  for (const object of objects) if (!found.some((known) => haveSameMap(known, object))) found.push(object);
  return found.length;
}

/** A copy by `...` has, once frozen, a hidden class of its own: the IR of the accelerator had two thousand, and its checks and the engine took a quarter longer. */
test('the objects of one kind in finished IR have a few hidden classes in common', () => {
  const modules = modulesOf(accelerator(defaultParameters).ir);
  const all = <T>(part: (module: Module) => Iterable<T>): T[] => modules.flatMap((module) => [...part(module)]);
  const nodes = all((module) => nodesOf(module).keys());
  for (const kind of new Set(nodes.map((node) => node.kind))) expect(hiddenClasses(nodes.filter((node) => node.kind === kind)), kind).toBeLessThanOrEqual(2);
  const statements = all((module) => statementsOf(module.statements));
  for (const kind of ['assign', 'when', 'match', 'write']) expect(hiddenClasses(statements.filter((statement) => statement.kind === kind)), kind).toBeLessThanOrEqual(2);
  expect(hiddenClasses(all(({ ports }) => ports))).toBe(1);
  expect(hiddenClasses(all(({ wires }) => wires))).toBe(1);
  expect(hiddenClasses(all(({ registers }) => registers))).toBeLessThanOrEqual(4);
  expect(hiddenClasses(all(({ instances }) => instances.flatMap(({ inputs }) => inputs)))).toBe(1);
  expect(hiddenClasses(all(({ instances }) => instances.flatMap(({ outputs }) => outputs)))).toBe(1);
});

import { describe, expect, test } from 'vitest';
import { dump } from '../../../src/hwgen/ir/dump.js';
import { modulesOf } from '../../../src/hwgen/ir/hierarchy.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { deserialise, sameDesign, serialise } from '../../../src/hwgen/ir/serialise.js';
import { statementsOf } from '../../../src/hwgen/ir/walk.js';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { randomDesign } from '../proof/random-design.js';

const designs = Array.from({ length: 60 }, (_, i) => randomDesign(1 + i));

describe('the IR of 60 random modules', () => {
  test('is frozen down to the last node', () => {
    for (const design of designs) expect(firstThawed(design, design.name)).toBeUndefined();
  });

  test('survives JSON: the same text again, the same Verilog, frozen', () => {
    for (const design of designs) {
      const text = serialise(design);
      const back = deserialise(text);
      expect(serialise(back)).toBe(text);
      expect(sameDesign(back, design)).toBe(true);
      expect(printDesign(back)).toEqual(printDesign(design));
      expect(firstThawed(back, design.name)).toBeUndefined();
    }
  });

  test('is tagged: every object in a list of nodes has its kind', () => {
    for (const module of designs.flatMap(modulesOf)) {
      const nodes = [...module.ports, ...module.wires, ...module.registers, ...module.memories, ...module.instances, ...module.assertions, ...statementsOf(module.statements)];
      expect(nodes.filter(({ kind }) => typeof kind !== 'string')).toEqual([]);
    }
  });

  test('dumps as one line per node', () => {
    for (const module of designs.flatMap(modulesOf)) {
      const lines = dump(module).split('\n').slice(0, -1);
      expect(lines).toHaveLength(nodeCount(module));
      expect(lines[0]).toBe(`module ${module.name}`);
      for (const { name } of module.wires) expect(lines.filter((line) => line.startsWith(`  wire ${name}: `))).toHaveLength(1);
    }
  });

  test('tells apart designs that differ in one constant', () => {
    const texts = new Set(designs.map((design) => serialise(design)));
    expect(texts.size).toBe(designs.length);
    const changed = designs.flatMap((design) => {
      const text = serialise(design);
      const other = text.replace(/"int": "(\d+)"/, (_, digits: string) => `"int": "${BigInt(digits) ^ 1n}"`);
      return other === text ? [] : [sameDesign(deserialise(other), design)];
    });
    expect(changed.length).toBeGreaterThan(40);
    expect(changed).not.toContain(true);
  });
});

/** Path of an object that can be changed; `source` is exempt: it holds an Error whose text is made when it is read. */
function firstThawed(value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Object.isFrozen(value)) return path;
  for (const [key, member] of Object.entries(value)) {
    const found = key === 'source' ? undefined : firstThawed(member, `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

/** The module, its declarations, ports of memories and instances, statements with their branches and arms, drivers, assertions. */
function nodeCount(module: Module): number {
  let count = 1 + module.ports.length + module.registers.length + module.wires.length + module.outputs.length + module.assertions.length;
  for (const { reads } of module.memories) count += 1 + reads.length;
  for (const { inputs, outputs } of module.instances) count += 1 + inputs.length + outputs.length;
  for (const statement of statementsOf(module.statements)) {
    if (statement.kind === 'assign' || statement.kind === 'write') count++;
    else if (statement.kind === 'when') count += statement.branches.length + (statement.otherwise.length > 0 ? 1 : 0);
    else count += statement.arms.length;
  }
  return count;
}

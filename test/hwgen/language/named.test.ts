import { expect, test } from 'vitest';
import { checkNamed } from '../../../src/hwgen/ir/check-named.js';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { operandsOf } from '../../../src/hwgen/ir/operands.js';
import type { Type } from '../../../src/hwgen/ir/type.js';
import { module, sint, uint, type Signal } from '../../../src/hwgen/language/hardware.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { UnnamedError } from '../../../src/hwgen/verilog/unnamed.js';
import { Random, randomStep, WIDTHS } from '../verilog/random-expression.js';

/** Nodes of the largest trees: enough for every pair and triple of operators. */
const LARGEST = 20;

const inputs = Object.fromEntries(WIDTHS.flatMap((width, i) => [[`u${i}`, uint(width)] as const, [`s${i}`, sint(width)] as const]));

/** Random expressions without a single name, small ones, over inputs of both signs and all widths. */
function randomTrees(seed: number, count: number): Expression[] {
  const trees: Expression[] = [];
  module(`trees_${seed}`, () => ({ inputs }), (signals) => {
    const random = new Random(seed);
    const pool: Signal[] = Object.values(signals);
    while (trees.length < count) {
      const value = randomStep([...pool, ...pool.slice(-4), ...pool.slice(-4)], random);
      if (sizeOf(value.node) > LARGEST) continue;
      trees.push(value.node);
      pool.push(value);
      if (pool.length > 60) pool.splice(WIDTHS.length * 2, 8);
    }
  })();
  return trees;
}

const sizeOf = (e: Expression): number => operandsOf(e).reduce((sum, operand) => sum + sizeOf(operand), 1);

/** The expression as the only output of a module. */
function probe(e: Expression): Module {
  const nets = new Map<string, Type>();
  const visit = (node: Expression): void => {
    if (node.kind === 'reference') nets.set(node.name, node.type);
    operandsOf(node).forEach(visit);
  };
  visit(e);
  return {
    kind: 'module', name: 'probe', doc: '', wires: [], registers: [], memories: [], instances: [], statements: [], assertions: [],
    ports: [
      ...[...nets].map(([name, type]) => ({ kind: 'port' as const, direction: 'input' as const, name, type, doc: '' })),
      { kind: 'port', direction: 'output', name: 'probed', type: e.type, doc: '' },
    ],
    outputs: [{ port: 'probed', value: e }],
  };
}

/** What needs a name, says the printer: the kind of node and its use, or undefined. */
function printerSays(module: Module): string | undefined {
  try {
    printModule(module);
    return undefined;
  } catch (error) {
    if (error instanceof UnnamedError) return `${error.use} of ${error.expression.kind}`;
    throw error;
  }
}

test('what the check lets through prints; what it refuses would not, but for expressions that the printer folds away', () => {
  const seen = { refused: 0, printed: 0, folded: 0 };
  for (let seed = 1; seed <= 20; seed++)
    for (const tree of randomTrees(seed, 200)) {
      const module = probe(tree);
      const said = printerSays(module);
      const found = checkNamed(module).map((finding) => finding.kind === 'unnamed' && finding.use);
      if (said === undefined && found.length > 0) seen.folded++;
      else seen[said === undefined ? 'printed' : 'refused']++;
      if (said !== undefined) expect(found.some((use) => said.startsWith(`${String(use)} of`)), said).toBe(true);
    }
  // Neither side is idle, and comparisons with one outcome are rare.
  expect(seen.refused).toBeGreaterThan(300);
  expect(seen.printed).toBeGreaterThan(2000);
  expect(seen.folded).toBeLessThan(seen.refused / 20);
});
